"""What an exhibit is."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

Exhibit = Callable[[], rx.Component]
"""Makes one component in one state; its docstring says which, and is shown beside it."""
