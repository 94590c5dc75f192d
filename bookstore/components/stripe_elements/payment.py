"""Paying: the button that starts it and the part of the page that confirms it."""

from typing import Any, TypedDict

import reflex as rx
from reflex.components.component import field

from .base import Handler, browser_event, callback, hook, listener, member, use_payment
from .options import BillingDetails, Shipping

UNANSWERED = "The shop has not answered, and nothing was charged. Try again in a moment."
PATIENCE_SECONDS = 60


class Confirmation(TypedDict):
    """The answer of one confirmation, in Stripe's words; what does not apply is "".

    It comes from the browser: fetch the PaymentIntent from Stripe before believing it.
    """

    attempt: str
    status: str
    code: str
    decline_code: str
    type: str
    message: str
    payment_intent: str
    client_secret: str


def submit_event(
    attempt: rx.Var[str], form: rx.Var[dict[str, str]]
) -> tuple[rx.Var[str], rx.Var[dict[str, str]]]:
    """Pass the attempt's id and the values of the shop's own form."""
    return attempt, form


def problem_event(code: rx.Var[str], message: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    """Pass Stripe's code and its message, which is written for the shopper."""
    return code, message


def refusal_event(
    code: rx.Var[str], message: rx.Var[str], form: rx.Var[dict[str, str]]
) -> tuple[rx.Var[str], rx.Var[str], rx.Var[dict[str, str]]]:
    """Pass Stripe's code and message, and the values of the shop's own form."""
    return code, message, form


def result_event(result: rx.Var[Confirmation]) -> tuple[rx.Var[Confirmation]]:
    """Pass the answer of one confirmation."""
    return (result,)


def payment_ready() -> rx.Var[bool]:
    """Return a Var: Stripe.js is loaded and the group exists. Only inside `elements`."""
    return member(use_payment(), "ready")


def payment_busy() -> rx.Var[bool]:
    """Return a Var: true from the click to the answer, and for good once the payment is made.

    It changes in the browser, at the click, without the server. Only inside `elements`.
    """
    return member(use_payment(), "busy")


def wallet_shown() -> rx.Var[bool]:
    """Return a Var: the group's Express Checkout Element has something to show."""
    return member(use_payment(), "walletShown")


class PayButton(rx.el.Button):
    """A button that pays at most once at a time, however often it is pressed."""

    on_click: rx.EventHandler[browser_event] = field(doc="Set by `create`.")

    @classmethod
    def create(
        cls,
        *children: Any,
        on_submit: Handler,
        on_problem: Handler,
        form_id: str = "",
        disabled: rx.Var[bool] | bool = False,
        patience_seconds: int = PATIENCE_SECONDS,
        **props: Any,
    ) -> rx.Component:
        """Return the button; it is disabled until Stripe is there and while a payment runs.

        At the click it validates the form (unless that is `noValidate`), calls
        `elements.submit()`, and hands over to Python. The form itself is never submitted.

        Args:
            children: What the button says.
            on_submit: Python handler (attempt: str, form: dict[str, str]). `form` is read from
                the page when the Elements have been found valid.
            on_problem: Python handler (code: str, message: str) for what the shopper must mend;
                the code is Stripe's, or "form_invalid". With a third argument
                (form: dict[str, str]) it is given the form too, so that all can be said at once.
            form_id: The form whose values are sent; Enter in its fields presses this button.
            disabled: Your own reason to disable it.
            patience_seconds: How long Python may take to answer an attempt.
            props: Those of `rx.el.button`.
        """
        payment = use_payment()
        ready, busy = member(payment, "ready"), member(payment, "busy")
        press = listener(
            member(payment, "pay", Any),
            formId=form_id,
            patienceSeconds=patience_seconds,
            onSubmit=callback("on_submit", on_submit, submit_event),
            onProblem=callback("on_problem", on_problem, refusal_event),
        )
        if form_id:
            props.setdefault("form", form_id)
        props.setdefault("type", "submit")
        props.setdefault("aria_busy", busy)
        return super().create(*children, disabled=~ready | busy | disabled, on_click=press, **props)


def confirmation(
    *,
    attempt: rx.Var[str] | str,
    client_secret: rx.Var[str] | str,
    return_url: rx.Var[str] | str,
    on_result: Handler,
    billing_details: rx.Var[BillingDetails] | BillingDetails | None = None,
    shipping: rx.Var[Shipping] | Shipping | None = None,
    receipt_email: rx.Var[str] | str = "",
    visit: rx.Var[str] | str = "",
    unanswered: rx.Var[str] | str = UNANSWERED,
) -> rx.Component:
    """Return the part of an `elements` group that confirms what Python has answered.

    It shows nothing, except a message when Python did not answer in time.

    Args:
        attempt: The id which came with `on_submit`, once it is answered.
        client_secret: The secret of the PaymentIntent, or "" to refuse the attempt.
        return_url: Absolute address for methods that leave the page.
        on_result: Python handler (result: Confirmation).
        billing_details: What the Payment Element was told not to ask for.
        shipping: Recorded on the PaymentIntent, unless the server has done so.
        receipt_email: Where Stripe sends its receipt, unless the server has said so.
        visit: A value that your `on_load` handler makes anew each time. Reflex runs that handler
            again after a lost connection, perhaps with a fresh state: a press of the pay button
            that was not answered is then sent once more (the same attempt, the same form), and
            else the latest result. Without it such a press waits until its patience ends.
        unanswered: The message for a server that does not answer.
    """
    confirming = hook(
        "stripeConfirmation",
        "useConfirmation",
        {
            "attempt": attempt,
            "visit": visit,
            "clientSecret": client_secret,
            "returnUrl": return_url,
            "billingDetails": billing_details,
            "shipping": shipping,
            "receiptEmail": receipt_email,
            "onResult": callback("on_result", on_result, result_event),
        },
    )
    return rx.cond(
        member(confirming, "unanswered"),
        rx.el.p(unanswered, role="alert", class_name="stripe-problem"),
    )


pay_button = PayButton.create
