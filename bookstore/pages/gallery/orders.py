"""The order page, wherever the order stands."""

from __future__ import annotations

import reflex as rx

from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import pose
from bookstore.pages.gallery.shelf import ARABIC, LONG
from bookstore.pages.not_found import not_found_page
from bookstore.pages.success import order_details
from bookstore.states.order import OrderState
from bookstore.states.orders_view import OrderLineRow, OrderView, StepRow


def an_order(headline: str, sentence: str, **more: str) -> rx.Component:
    """The order page with an order that stands so."""
    view = OrderView(
        number="B7K2-9QWM",
        placed_on="January 20, 2026",
        is_invoice="charge_id" in more,
        headline=headline,
        sentence=sentence,
        rows=[
            OrderLineRow(1, LONG, 2, "$23.00", "$46.00"),
            OrderLineRow(2, ARABIC, 1, "$23.00", "$23.00"),
        ],
        delivery="$5.00",
        total="$74.00",
        recipient=["Ada Reader", "1 Main Street", "Springfield 12345", "United States"],
        mail="An e-mail about it is on its way to ada@example.com.",
        intent_id="pi_3ExhibitExhibitExhibit001",
        paid_with="Visa ending 4242",
        story=[StepRow("20 Jan 2026, 10:00 UTC", "You placed the order.")],
        **more,
    )
    return pose(order_details(), [(OrderState.order, view)])


def order_that_is_paid() -> rx.Component:
    """Congratulations."""
    return an_order(
        "Thank you, your order is complete",
        "We have your payment and pack your books next.",
        charge_id="ch_3ExhibitExhibitExhibit001",
    )


def order_that_is_processing() -> rx.Component:
    """A bank takes its days."""
    return an_order(
        "Thank you, your payment is on its way",
        "Your bank has the payment and has not answered for good yet.",
    )


def order_that_failed_late() -> rx.Component:
    """The bank has refused after days."""
    return an_order(
        "Your payment did not go through",
        "Your bank did not carry it out, and nothing was charged.",
        pay_again="/checkout?order=exhibit",
    )


def order_that_was_refunded_in_part() -> rx.Component:
    """Some of the money goes back."""
    return an_order(
        "Part of this order was refunded",
        "$10.00 of $74.00 goes back, the way you paid.",
        refunded="$10.00",
    )


def order_that_is_not_there() -> rx.Component:
    """Unknown tokens, and unknown addresses."""
    return not_found_page()


EXHIBITS: tuple[Exhibit, ...] = (
    order_that_is_paid,
    order_that_is_processing,
    order_that_failed_late,
    order_that_was_refunded_in_part,
    order_that_is_not_there,
)
