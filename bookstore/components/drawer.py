"""The cart beside the page: a dialog from the header, and the ways on after `Add to cart`.

A native modal dialog: the browser moves the focus in, keeps it inside, closes it with
Escape and gives the focus back. Nothing of it is in the page while it is closed.
"""

from __future__ import annotations

import reflex as rx
from reflex.vars import FunctionStringVar

from bookstore.components.line_items import delivery_hint, drawer_line, looking_up, totals
from bookstore.components.links import link
from bookstore.components.undo import undo_offer
from bookstore.states.cart import CartState

DRAWER, BUTTON = "cart-drawer", "show-cart"

_OPEN = FunctionStringVar.create(
    f"(() => {{ const drawer = document.getElementById('{DRAWER}');"
    " if (drawer && !drawer.open) drawer.showModal(); })"
)
_CLOSE = FunctionStringVar.create(f"(() => {{ document.getElementById('{DRAWER}')?.close(); }})")
_CLOSE_BESIDE = FunctionStringVar.create(
    "((event) => { if (event.target === event.currentTarget) event.currentTarget.close(); })"
)
# What opened the drawer may be gone by now; the browser then has nothing to give the focus to.
_FOCUS_BACK = FunctionStringVar.create(
    f"(() => {{ const drawer = document.getElementById('{DRAWER}');"
    " const focused = document.activeElement;"
    " if (focused === document.body || drawer?.contains(focused))"
    f" document.getElementById('{BUTTON}')?.focus(); }})"
)


def _whole_event(event: rx.Var) -> tuple[rx.Var]:
    """Pass the browser's own event on; it stays in the browser."""
    return (event,)


class Drawer(rx.el.Dialog):
    """A dialog that says when the browser has closed it, and where exactly it was clicked."""

    on_close: rx.EventHandler[rx.event.no_args_event_spec]
    on_click: rx.EventHandler[_whole_event]


def drawer_button() -> rx.Component:
    """Shows the cart beside the page; the link before it leads to the cart's own page."""
    return rx.el.button(
        _bag(),
        type="button",
        id=BUTTON,
        class_name="quiet show-cart",
        aria_label="Show cart",
        aria_haspopup="dialog",
        on_click=CartState.open_drawer,
    )


def _bag() -> rx.Component:
    return rx.el.svg(
        rx.el.path(d="M5 8h14l1 12H4L5 8Zm4 0V6a3 3 0 0 1 6 0v2"),
        view_box="0 0 24 24",
        width="24",
        height="24",
        fill="none",
        stroke="currentColor",
        stroke_width="1.6",
        aria_hidden=True,
    )


def ways_on() -> rx.Component:
    """After `Add to cart`: what it comes to, and where to go from here. Covers nothing."""
    return rx.cond(
        CartState.added_title != "",
        rx.el.section(
            rx.el.span("Total ", CartState.quote.total),
            rx.el.button(
                "View",
                type="button",
                class_name="quiet",
                aria_label="View cart",
                on_click=CartState.open_drawer,
            ),
            link("Checkout", to="/checkout", class_name="button quiet"),
            key=CartState.notice_round.to_string(),
            aria_label="Just added",
            class_name="ways-on",
        ),
    )


def drawer() -> rx.Component:
    """The dialog, in the page only while it is open."""
    return rx.cond(
        CartState.is_drawer_open,
        Drawer.create(
            rx.el.div(
                rx.el.div(
                    rx.el.h2("Your cart", id="drawer-title"),
                    rx.el.button("Close", type="button", class_name="quiet", on_click=_CLOSE),
                    class_name="drawer-head",
                ),
                undo_offer(),
                drawer_content(),
                said_inside(),
                class_name="drawer-sheet",
            ),
            id=DRAWER,
            class_name="drawer",
            aria_labelledby="drawer-title",
            on_mount=_OPEN,
            on_click=_CLOSE_BESIDE,
            on_close=[CartState.close_drawer, rx.call_function(_FOCUS_BACK)],
        ),
    )


def said_inside() -> rx.Component:
    """What the page says at its lower edge, which is out of reach behind the dialog."""
    return rx.el.div(
        rx.el.p(CartState.notice, key=CartState.notice_round.to_string()),
        role="status",
        class_name="unseen",
    )


def drawer_content() -> rx.Component:
    """Lines and total, or that there is nothing yet."""
    quote = CartState.quote
    return rx.cond(
        quote.is_known,
        rx.cond(
            quote.rows.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(quote.rows, drawer_line), class_name="summary-lines"),
                totals(quote),
                delivery_hint(quote),
                rx.el.div(
                    rx.cond(
                        quote.is_sellable, link("Checkout", to="/checkout", class_name="button")
                    ),
                    link("See the whole cart", to="/cart", class_name="button quiet"),
                    class_name="drawer-ways",
                ),
            ),
            rx.el.p("Your cart is empty."),
        ),
        looking_up(quote),
    )
