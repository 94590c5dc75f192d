"""The order page: congratulations at first, later where the order stands."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import PRINT, focus_on
from bookstore.components.layout import link
from bookstore.pages.not_found import not_found_page
from bookstore.states.order import OrderState
from bookstore.states.orders_view import OrderLineRow, StepRow

HEADLINE = "order-headline"


def success_page() -> rx.Component:
    """The order behind the token in the URL, or the not-found page."""
    return rx.cond(
        OrderState.is_known,
        order_details(),
        rx.cond(
            OrderState.is_missing,
            rx.fragment(
                rx.el.meta(name="robots", content="noindex"),
                rx.el.title("Order not found"),
                not_found_page(),
            ),
            rx.cond(
                OrderState.problem != "",
                rx.el.div(
                    rx.el.p(OrderState.problem, class_name="lede", role="alert"),
                    rx.el.button("Try again", type="button", on_click=OrderState.open),
                ),
                rx.el.p("Looking up your order…", class_name="lede", aria_busy=True),
            ),
        ),
    )


def order_details() -> rx.Component:
    """Where it stands, what it holds, where it goes, and what happened to it."""
    order = OrderState.order
    return rx.el.article(
        rx.el.h1(order.headline, id=HEADLINE, tab_index=-1, on_mount=focus_on(HEADLINE)),
        rx.el.p(order.sentence, class_name="lede", role="status"),
        rx.cond(
            order.pay_again != "",
            rx.el.p(link("Pay again", to=order.pay_again, class_name="button")),
        ),
        rx.el.div(order_invoice(), order_whereabouts(), class_name="order-sheet"),
        rx.el.details(
            rx.el.summary("What happened so far"),
            rx.el.ol(rx.foreach(order.story, order_step)),
            class_name="story",
        ),
        rx.el.p("Keep this page's address: it is the way back to your order.", class_name="hint"),
        rx.el.p(
            rx.el.button("Print the invoice", type="button", class_name="quiet", on_click=PRINT)
        ),
        class_name="order",
    )


def order_invoice() -> rx.Component:
    """What was bought, when, for how much; on paper, the invoice."""
    order = OrderState.order
    return rx.el.div(
        rx.el.p(
            "Order ",
            rx.el.strong(order.number),
            rx.el.span(order.placed_on, class_name="order-date"),
            class_name="order-number",
        ),
        rx.el.ul(rx.foreach(order.rows, order_line), class_name="summary-lines"),
        rx.el.dl(
            rx.el.div(rx.el.dt("Delivery"), rx.el.dd(order.delivery)),
            rx.el.div(rx.el.dt("Total"), rx.el.dd(order.total), class_name="total"),
            rx.cond(
                order.refunded != "",
                rx.el.div(rx.el.dt("Refunded"), rx.el.dd(order.refunded)),
            ),
            class_name="totals",
        ),
    )


def order_whereabouts() -> rx.Component:
    """Where it goes, and the ids by which Stripe knows it."""
    order = OrderState.order
    return rx.el.div(
        rx.el.h2("Goes to"),
        rx.el.address(rx.foreach(order.recipient, lambda part: rx.el.div(part))),
        rx.el.p(order.mail),
        rx.el.dl(
            rx.el.div(rx.el.dt("PaymentIntent"), rx.el.dd(rx.el.code(order.intent_id))),
            rx.cond(
                order.charge_id != "",
                rx.el.div(rx.el.dt("Charge"), rx.el.dd(rx.el.code(order.charge_id))),
            ),
            class_name="facts",
        ),
    )


def order_line(row: rx.Var[OrderLineRow]) -> rx.Component:
    """A line as charged."""
    return rx.el.li(
        rx.el.span(row.quantity, " × ", row.title, class_name="line-what"),  # noqa: RUF001
        rx.el.span(row.total, class_name="line-total"),
    )


def order_step(step: rx.Var[StepRow]) -> rx.Component:
    """One thing that happened, and when."""
    return rx.el.li(step.sentence, " ", rx.el.small(step.at, class_name="hint"))
