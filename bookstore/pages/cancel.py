"""Payment given up: the cart is still there, the waiting payment can be canceled."""

from __future__ import annotations

import reflex as rx

from bookstore.components.arrival import MAIN
from bookstore.components.browser import focus_on
from bookstore.components.layout import link, needs_script
from bookstore.components.payment_form import under_way
from bookstore.pages.checkout import news
from bookstore.states.cart import CartState
from bookstore.states.giving_up import GivingUpState


def cancel_page() -> rx.Component:
    """Nothing happens by opening this page; the buttons do what they say."""
    return rx.el.section(
        rx.cond(
            GivingUpState.is_known,
            given_up(),
            rx.fragment(
                rx.el.h1("Your payment"),
                needs_script("This page needs JavaScript: only your browser knows what it began."),
                rx.el.p("Looking up your payment…", class_name="lede", aria_busy=True),
            ),
        ),
        class_name="panel",
    )


def given_up() -> rx.Component:
    """What was not paid, and the ways on: finish it, cancel it, or find what was paid before.

    A payment under way is finished at the checkout, where Stripe's form is.
    """
    return rx.fragment(
        rx.el.h1("You have not paid"),
        rx.el.p(
            "Nothing was charged",
            rx.cond(_is_cart_empty(), ".", ", and your cart is still there."),
            class_name="lede",
        ),
        news(),
        rx.el.p(GivingUpState.alert, role="alert", class_name="alert"),
        rx.cond(GivingUpState.is_under_way, under_way()),
        rx.cond(_has_nothing_to_pay(), back_to_the_shelf(), ways_on()),
        rx.cond(
            GivingUpState.is_waiting & ~GivingUpState.can_finish,
            rx.el.button(
                "Cancel the waiting payment",
                type="button",
                class_name="quiet",
                on_click=[focus_on(MAIN), GivingUpState.abandon],
            ),
        ),
        rx.el.p(
            "You did pay, and look for your order? ",
            link("Have its link sent to you", to="/orders"),
            ".",
        ),
    )


def _is_cart_empty() -> rx.Var[bool]:
    return CartState.quote.is_known & (CartState.quote.count == 0)


def _has_nothing_to_pay() -> rx.Var[bool]:
    """Whether a checkout would be empty: no book in the cart or by itself, no order begun."""
    is_begun = GivingUpState.is_waiting | GivingUpState.is_under_way
    return _is_cart_empty() & (GivingUpState.item_id == 0) & ~is_begun


def back_to_the_shelf() -> rx.Component:
    """The one way on from an empty cart."""
    return rx.el.p(link("See all books", to="/", class_name="button"))


def ways_on() -> rx.Component:
    """Back to where it was to be paid, or to the cart."""
    item, quantity = GivingUpState.item_id, GivingUpState.item_quantity
    return rx.el.p(
        link(
            "Back to checkout",
            rx.cond(GivingUpState.can_finish, " to finish it", ""),
            to=rx.cond(item == 0, "/checkout", f"/checkout?item={item}&quantity={quantity}"),
            class_name="button",
        ),
        link("See the cart", to="/cart", class_name="button quiet"),
    )
