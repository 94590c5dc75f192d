"""Lines with prices: editable in the cart, fixed in a summary."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import BROWSER_CART
from bookstore.components.layout import link
from bookstore.components.spine import spine_mark
from bookstore.states.cart import CartState
from bookstore.states.quote_view import LineRow, QuoteView


def cart_line(row: rx.Var[LineRow]) -> rx.Component:
    """A line of the cart with its quantity and the button that removes it."""
    return rx.el.li(
        spine_mark(row.book_id),
        rx.el.div(
            link(row.title, to="/books/" + row.slug, class_name="line-title"),
            rx.el.p(row.author, class_name="author"),
            rx.cond(row.problem != "", rx.el.p(row.problem, class_name="problem")),
            class_name="line-what",
        ),
        rx.cond(row.quantity > 0, quantity_stepper(row)),
        rx.el.p(row.total, class_name="line-total"),
        rx.el.button(
            "Remove",
            type="button",
            class_name="quiet",
            aria_label="Remove " + row.title,
            on_click=CartState.remove_book(row.book_id, BROWSER_CART),
        ),
        key=row.slug,
        class_name="line",
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


def summary_line(row: rx.Var[LineRow]) -> rx.Component:
    """A line of a summary: how many of what, for how much."""
    return rx.el.li(
        spine_mark(row.book_id),
        rx.el.span(row.quantity, " × ", row.title, class_name="line-what"),  # noqa: RUF001
        rx.el.span(row.total, class_name="line-total"),
        rx.cond(row.problem != "", rx.el.p(row.problem, class_name="problem")),
        key=row.slug,
    )


def totals(quote: rx.Var[QuoteView]) -> rx.Component:
    """Books, delivery and the total, which is what is charged."""
    return rx.el.dl(
        rx.el.div(rx.el.dt("Books"), rx.el.dd(quote.subtotal)),
        rx.el.div(rx.el.dt("Delivery"), rx.el.dd(quote.delivery)),
        rx.el.div(rx.el.dt("Total"), rx.el.dd(quote.total), class_name="total"),
        class_name="totals",
    )
