"""Payment given up: the cart is still there, the waiting payment can be canceled."""

from __future__ import annotations

import reflex as rx

from bookstore.components.layout import link
from bookstore.components.payment_form import under_way
from bookstore.states.checkout import CheckoutState


def cancel_page() -> rx.Component:
    """Nothing happens by opening this page; the buttons do what they say.

    A payment under way is finished at the checkout, where Stripe's form is.
    """
    item, quantity = CheckoutState.item_id, CheckoutState.item_quantity
    return rx.el.section(
        rx.el.h1("You have not paid"),
        rx.el.p("Nothing was charged, and your cart is still there.", class_name="lede"),
        rx.el.p(CheckoutState.alert, role="alert", class_name="alert"),
        rx.cond(CheckoutState.is_under_way, under_way()),
        rx.el.p(
            link(
                "Back to checkout",
                rx.cond(CheckoutState.can_finish, " to finish it", ""),
                to=rx.cond(item == 0, "/checkout", f"/checkout?item={item}&quantity={quantity}"),
                class_name="button",
            ),
            link("See the cart", to="/cart", class_name="button quiet"),
        ),
        rx.cond(
            ~CheckoutState.can_finish,
            rx.el.button(
                "Cancel the waiting payment",
                type="button",
                class_name="quiet",
                on_click=CheckoutState.abandon,
            ),
        ),
        class_name="panel",
    )
