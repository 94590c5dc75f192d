"""Links inside the shop."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink


def link(
    *children: rx.Component | rx.Var[str] | str, to: rx.Var[str] | str, **props: object
) -> rx.Component:
    """A link inside the shop, which keeps the page alive."""
    return ReactRouterLink.create(*children, to=to, **props)


def link_within(*children: rx.Component | str, place: str, **props: object) -> rx.Component:
    """A link to a place on the same page, by its id; the browser follows it by itself.

    `rx.el.a` would make a link of the router's, which drops the query: an order page would
    then forget its order, and the checkout what is bought.
    """
    return A.create(*children, href=f"#{place}", **props)
