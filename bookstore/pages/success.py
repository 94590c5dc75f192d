"""The order page: congratulations at first, later where the order stands."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import PRINT, focus_on
from bookstore.components.layout import link, needs_script
from bookstore.components.prose import prose
from bookstore.components.spine import gap_on_the_shelf, spine_mark
from bookstore.states.order import OrderState
from bookstore.states.orders_view import OrderLineRow, StepRow

HEADLINE = "order-headline"


def success_page(contact: str = "", *, shop_name: str) -> rx.Component:
    """The order behind the token in the URL, or how to come by the right one.

    Args:
        contact: how the owner can be reached, in Markdown; the printed invoice ends with it.
        shop_name: ends the title of the window.
    """
    return rx.cond(
        OrderState.is_known,
        order_details(contact),
        rx.cond(
            OrderState.is_missing,
            rx.fragment(
                rx.el.meta(name="robots", content="noindex"),
                rx.el.title(f"Order not found · {shop_name}"),
                order_not_found(),
            ),
            rx.fragment(
                rx.el.h1("Your order"),
                needs_script(
                    "This page needs JavaScript: it shows how your order stands at this moment."
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
        ),
    )


def order_not_found() -> rx.Component:
    """No order has this link, and how to come by the right one."""
    return rx.el.section(
        gap_on_the_shelf(),
        rx.el.h1("Order not found"),
        rx.el.p(
            "The link may have lost a letter on its way to you: use the one in our letter as it "
            "is, or copy all of it. If you have no letter from us, we send you one."
        ),
        rx.el.p(
            link("Send me my orders", to="/orders", class_name="button"),
            link("See all books", to="/", class_name="button quiet"),
            class_name="ways",
        ),
        class_name="panel",
    )


def order_details(contact: str = "") -> rx.Component:
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
        rx.cond(order.next_steps.length() > 0, what_comes_next()),
        rx.el.details(
            rx.el.summary("What happened so far"),
            rx.el.ol(rx.foreach(order.story, order_step)),
            class_name="story",
        ),
        rx.el.p("Keep this page's address: it is the way back to your order.", class_name="hint"),
        rx.el.p(
            rx.el.button(
                rx.cond(order.is_invoice, "Print the invoice", "Print this page"),
                type="button",
                class_name="quiet",
                on_click=PRINT,
            )
        ),
        rx.cond(order.is_invoice, invoice_from(contact)) if contact else rx.fragment(),
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
        rx.el.p("Prices and delivery include tax.", class_name="tax"),
    )


def invoice_from(contact: str) -> rx.Component:
    """On paper only: who sells, in the owner's own words."""
    return rx.el.div(rx.el.h2("Invoice from"), prose(contact, {}), class_name="paper-only")


def what_comes_next() -> rx.Component:
    """The steps that are still to come, and where the terms for them stand."""
    return rx.el.section(
        rx.el.h2("What happens next", id="next"),
        rx.el.ol(rx.foreach(OrderState.order.next_steps, lambda step: rx.el.li(step))),
        rx.el.p(
            link("How and when we deliver", to="/policies#delivery"),
            link("Returns and refunds", to="/policies#returns-and-refunds"),
            link("Write to us", to="/policies#contact"),
            class_name="summary-links",
        ),
        aria_labelledby="next",
        class_name="next screen-only",
    )


def order_whereabouts() -> rx.Component:
    """Where it goes, and the ids by which Stripe knows it."""
    order = OrderState.order
    return rx.el.div(
        rx.el.h2("Goes to"),
        rx.el.address(rx.foreach(order.recipient, lambda part: rx.el.div(part))),
        rx.el.p(order.mail, class_name="screen-only"),
        rx.el.dl(
            rx.cond(
                order.paid_with != "",
                rx.el.div(rx.el.dt("Paid with"), rx.el.dd(order.paid_with)),
            ),
            rx.el.div(rx.el.dt("PaymentIntent"), rx.el.dd(rx.el.code(order.intent_id))),
            rx.cond(
                order.charge_id != "",
                rx.el.div(rx.el.dt("Charge"), rx.el.dd(rx.el.code(order.charge_id))),
            ),
            class_name="facts",
        ),
        rx.cond(
            order.receipt_url != "",
            rx.el.p(stripe_receipt(), class_name="summary-links screen-only"),
        ),
    )


def stripe_receipt() -> rx.Component:
    """The way to Stripe's own receipt, which is kept up to date with refunds."""
    return rx.el.a(
        "Stripe's receipt (opens in a new tab)",
        href=OrderState.order.receipt_url,
        target="_blank",
        rel="noopener noreferrer",
    )


def order_line(row: rx.Var[OrderLineRow]) -> rx.Component:
    """A line as charged."""
    return rx.el.li(
        spine_mark(row.book_id),
        rx.el.span(row.quantity, " × ", rx.el.bdi(row.title), class_name="line-what"),  # noqa: RUF001
        rx.el.span(row.total, class_name="line-total"),
    )


def order_step(step: rx.Var[StepRow]) -> rx.Component:
    """One thing that happened, and when."""
    return rx.el.li(step.sentence, " ", rx.el.small(step.at, class_name="hint"))
