"""Lines with prices: editable in the cart, fixed in a summary."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import BROWSER_CART, focus_on
from bookstore.components.links import link
from bookstore.components.spine import spine_mark
from bookstore.states.cart import CartState
from bookstore.states.quote_view import LineRow, QuoteView


def cart_line(row: rx.Var[LineRow]) -> rx.Component:
    """A line of the cart with its quantity and the button that removes it."""
    return rx.el.li(
        spine_mark(row.book_id),
        rx.el.div(
            link(
                row.title,
                to="/books/" + row.slug,
                class_name="line-title",
                id=_title_id(row),
                dir="auto",
            ),
            rx.el.p(row.author, class_name="author", dir="auto"),
            rx.cond(
                row.was != "",
                price_change(row),
                rx.cond(row.quantity > 1, rx.el.p(row.price, " each", class_name="each")),
            ),
            problem(row, take_button(row)),
            class_name="line-what",
        ),
        rx.cond(row.quantity > 0, quantity_stepper(row)),
        rx.el.p(row.total, class_name="line-total"),
        # After an undo the line is new in the page, and takes the focus that Undo had.
        remove_button(row, auto_focus=CartState.restored_id == row.book_id),
        key=row.slug,
        class_name="line",
    )


def _title_id(row: rx.Var[LineRow]) -> rx.Var[str]:
    return "line-" + row.slug


def price_change(row: rx.Var[LineRow]) -> rx.Component:
    """The price as it was when the shopper saw it last, and today's."""
    return rx.el.p(
        "Was ", rx.el.del_(row.was), ", now ", rx.el.strong(row.price), ".", class_name="new-price"
    )


def problem(row: rx.Var[LineRow], *fixes: rx.Component) -> rx.Component:
    """Why the line cannot be sold as it stands, and the click that mends it."""
    return rx.cond(
        row.problem != "",
        rx.el.div(rx.el.p(row.problem, class_name="problem"), *fixes, class_name="mend"),
    )


def take_button(row: rx.Var[LineRow]) -> rx.Component:
    """`Take 3`: as many as there are; absent where there are none.

    It is gone once it has been pressed, so the focus goes to the line's title.
    """
    return rx.cond(
        row.fix != "",
        rx.el.button(
            row.fix,
            type="button",
            class_name="quiet",
            aria_label=row.fix + " of " + row.title,
            on_click=[
                focus_on(_title_id(row)),
                CartState.change_quantity(row.book_id, row.most, BROWSER_CART),
            ],
        ),
    )


def remove_button(row: rx.Var[LineRow], **props: object) -> rx.Component:
    """Takes the line out of the cart."""
    return rx.el.button(
        "Remove",
        type="button",
        class_name="quiet",
        aria_label="Remove " + row.title,
        on_click=CartState.remove_book(row.book_id, BROWSER_CART),
        **props,
    )


def quantity_stepper(row: rx.Var[LineRow]) -> rx.Component:
    """One copy less, a typed quantity, one copy more."""
    return rx.el.div(
        _step_button(row, -1, "−", "One copy less of "),  # noqa: RUF001 - a minus sign
        rx.debounce_input(
            rx.el.input(
                type="number",
                min=1,
                max=row.most,
                step=1,
                input_mode="numeric",
                aria_label="Quantity",
                aria_describedby=_title_id(row),
                value=row.quantity.to_string(),
                on_change=lambda typed: CartState.change_quantity(row.book_id, typed, BROWSER_CART),
                on_blur=lambda typed: CartState.leave_quantity(row.book_id, typed),
                key=CartState.redrawn.to_string(),
            ),
            debounce_timeout=250,
            force_notify_by_enter=True,
            force_notify_on_blur=True,
        ),
        _step_button(row, 1, "+", "One copy more of "),
        role="group",
        aria_labelledby=_title_id(row),
        class_name="stepper",
    )


def _step_button(row: rx.Var[LineRow], step: int, sign: str, name: str) -> rx.Component:
    return rx.el.button(
        sign,
        type="button",
        class_name="quiet step",
        aria_label=name + row.title,
        on_click=CartState.step_quantity(row.book_id, step, BROWSER_CART),
    )


def summary_line(row: rx.Var[LineRow], *fixes: rx.Component) -> rx.Component:
    """A line of a summary: how many of what, for how much; `fixes` mend one that cannot be sold."""
    is_mended_here = {"id": _title_id(row), "tab_index": -1} if fixes else {}
    return rx.el.li(
        spine_mark(row.book_id),
        _what_for_how_much(row, **is_mended_here),
        rx.cond(row.was != "", price_change(row)),
        problem(row, *fixes),
        key=row.slug,
    )


def drawer_line(row: rx.Var[LineRow]) -> rx.Component:
    """A line of the drawer; more about it stands on the cart's own page."""
    return rx.el.li(
        spine_mark(row.book_id),
        _what_for_how_much(row, id=_title_id(row), tab_index=-1),
        rx.cond(row.was != "", price_change(row)),
        problem(row, take_button(row)),
        remove_button(row, auto_focus=CartState.restored_id == row.book_id),
        key=row.slug,
    )


def _what_for_how_much(row: rx.Var[LineRow], **title: object) -> rx.Component:
    copies = rx.cond(row.quantity > 0, row.quantity.to_string() + " × ", "")  # noqa: RUF001
    return rx.fragment(
        rx.el.span(copies, rx.el.bdi(row.title), class_name="line-what", **title),
        rx.el.span(row.total, class_name="line-total"),
    )


def totals(quote: rx.Var[QuoteView]) -> rx.Component:
    """Books, delivery and the total, which is what is charged."""
    return rx.el.dl(
        rx.el.div(rx.el.dt("Books"), rx.el.dd(quote.subtotal)),
        rx.el.div(rx.el.dt("Delivery"), rx.el.dd(quote.delivery)),
        rx.el.div(rx.el.dt("Total"), rx.el.dd(quote.total), class_name="total"),
        class_name="totals",
    )


def delivery_hint(quote: rx.Var[QuoteView]) -> rx.Component:
    """How much is missing to free delivery, in money and as a bar."""
    return rx.cond(
        quote.delivery_hint != "",
        rx.el.div(
            rx.el.p(quote.delivery_hint, class_name="hint", id="delivery-hint"),
            rx.el.progress(
                value=quote.subtotal_minor,
                max=quote.free_from_minor,
                aria_label="Towards free delivery",
                aria_describedby="delivery-hint",
            ),
            class_name="towards-free",
        ),
    )


def looking_up(quote: rx.Var[QuoteView]) -> rx.Component:
    """The cart is not known: not yet, or not at the moment."""
    return rx.cond(
        quote.is_lost,
        rx.el.div(
            rx.el.p(
                "We cannot look up your cart at the moment. It is kept in this browser, and "
                "nothing of it is lost.",
                role="alert",
                class_name="problem",
            ),
            rx.el.button("Try again", type="button", on_click=CartState.look_again),
            class_name="panel",
        ),
        rx.el.p("Looking up your cart…", class_name="lede", aria_busy=True),
    )
