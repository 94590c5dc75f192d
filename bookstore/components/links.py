"""Links inside the shop."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def link(
    *children: rx.Component | rx.Var[str] | str, to: rx.Var[str] | str, **props: object
) -> rx.Component:
    """A link inside the shop, which keeps the page alive."""
    return ReactRouterLink.create(*children, to=to, **props)
