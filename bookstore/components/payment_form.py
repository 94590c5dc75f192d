"""Payment: Stripe's frame, the sentence about what happened, and the one button."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from bookstore.components.arrival import MAIN
from bookstore.components.attention import call_for_attention
from bookstore.components.browser import focus_on
from bookstore.components.stripe_elements import (
    confirmation,
    elements,
    next_action_button,
    pay_button,
    payment_busy,
    payment_element,
)
from bookstore.components.theme import DARK, LIGHT, stripe_appearance
from bookstore.states.checkout import CheckoutState

FORM = "checkout-form"
ALERT = "checkout-alert"
STRIPE_SCRIPTS = "https://js.stripe.com"


@dataclass(frozen=True, slots=True)
class Till:
    """Where payments go: Stripe's key for browsers, its script, our way back."""

    publishable_key: str
    script_url: str  # "" loads Stripe's own
    return_url: str
    currency: str


def ahead_of_payment(till: Till) -> list[rx.Component]:
    """For the cart and the checkout: a connection to where Stripe.js comes from.

    Its handshakes are over by the time the script is asked for. Nothing with the sandbox,
    whose script comes from the shop itself.
    """
    if till.script_url:
        return []
    return [rx.el.link(rel="preconnect", href=STRIPE_SCRIPTS)]


def payment_form(till: Till) -> rx.Component:
    """The payment frame and the Pay button, for the summary's total."""
    return elements(
        rx.el.fieldset(
            rx.el.legend("Payment"),
            payment_element(
                layout="accordion",
                fields={
                    "billingDetails": {
                        "name": "never",
                        "email": "never",
                        "phone": "never",
                        "address": "never",
                    }
                },
            ),
            class_name="payment-frame",
        ),
        pay_area(),
        confirmation(
            attempt=CheckoutState.attempt,
            visit=CheckoutState.visit,
            client_secret=CheckoutState.client_secret,
            return_url=till.return_url,
            billing_details=CheckoutState.billing,
            on_result=CheckoutState.payment_answered,
        ),
        publishable_key=till.publishable_key,
        script_url=till.script_url,
        mode="payment",
        amount=CheckoutState.summary.total_minor,
        currency=till.currency,
        appearance=stripe_appearance(LIGHT),
        dark_appearance=stripe_appearance(DARK),
    )


def pay_area() -> rx.Component:
    """What happened, next to the button that does it again."""
    return rx.el.div(
        call_for_attention(
            CheckoutState.alert,
            turn=CheckoutState.alerts,
            visit=CheckoutState.visit,
            form_id=FORM,
            id=ALERT,
            class_name="alert",
        ),
        rx.cond(CheckoutState.is_under_way, under_way(finish_button())),
        pay_button(
            rx.cond(payment_busy(), "Paying ", "Pay "),
            CheckoutState.summary.total,
            form_id=FORM,
            on_submit=CheckoutState.place_order,
            on_problem=CheckoutState.show_problem,
            disabled=~CheckoutState.summary.is_sellable,
            class_name="pay",
        ),
        rx.el.p(
            rx.cond(
                payment_busy(),
                "Paying. Your bank may ask you to confirm. Please do not close this page.",
                "",
            ),
            role="status",
            class_name="progress",
        ),
        rx.el.p(
            "Your card or account goes to Stripe directly; this shop never sees its number.",
            class_name="hint",
        ),
        class_name="pay-area",
    )


def finish_button() -> rx.Component:
    """Has the bank ask again; only inside the Elements group."""
    return next_action_button(
        "Finish that payment",
        client_secret=CheckoutState.under_way_secret,
        on_result=CheckoutState.payment_answered,
    )


def under_way(*ways_on: rx.Component) -> rx.Component:
    """A payment was begun and not ended: the ways to finish it, look again, or cancel it.

    Canceled, it takes its buttons along; the focus is led away from them beforehand.
    """
    return rx.el.div(
        rx.cond(CheckoutState.can_finish, rx.fragment(*ways_on)),
        rx.el.button(
            "Look again", type="button", class_name="quiet", on_click=CheckoutState.look_again
        ),
        rx.cond(
            CheckoutState.can_finish,
            rx.el.button(
                "Cancel that payment",
                type="button",
                class_name="quiet",
                on_click=[focus_on(MAIN), CheckoutState.abandon_at_the_bank],
            ),
        ),
        class_name="under-way",
    )
