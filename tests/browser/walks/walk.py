"""What a walk is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.browser.shopper import Shopper

Walk = Callable[[Shopper], Iterator[str]]
"""Leads a shopper from state to state and yields the name of each one reached."""
