"""Stripe Elements for Reflex, in Python: pay on your own page without writing JavaScript.

    import os

    import reflex as rx
    import stripe

    from bookstore.components.stripe_elements import (
        Confirmation, confirmation, elements, pay_button, payment_element,
    )

    api = stripe.StripeClient(os.environ["STRIPE_SECRET_KEY"], max_network_retries=2)

    class TillState(rx.State):
        amount: int = 4200  # minor units; the form mounts once it is above 0
        email: str = ""
        message: str = ""
        attempt: str = ""
        client_secret: str = ""
        _intent: str = ""

        @rx.event
        async def place_order(self, attempt: str, form: dict[str, str]):
            self.email, self.message, secret = form["email"], "", ""
            order = {"amount": self.amount, "currency": "usd", "receipt_email": self.email}
            try:
                intent = await api.v1.payment_intents.create_async(order)
                self._intent, secret = intent.id, intent.client_secret
            except stripe.StripeError as error:
                self.message = error.user_message or "Something went wrong. Nothing was charged."
            self.attempt, self.client_secret = attempt, secret  # the answer, in one go

        @rx.event
        def show_problem(self, code: str, message: str):
            self.message = message

        @rx.event
        async def payment_answered(self, result: Confirmation):
            self.client_secret = ""
            intent = await api.v1.payment_intents.retrieve_async(self._intent)
            if intent.status == "succeeded":  # what Stripe says, and not the browser
                return rx.redirect("/success")
            self.message = result["message"]

    def checkout() -> rx.Component:
        return rx.el.main(
            rx.el.form(rx.el.input(name="email", type="email", required=True), id="contact"),
            rx.el.p(TillState.message, role="alert"),
            elements(
                payment_element(fields={"billingDetails": {"email": "never"}}),
                pay_button(
                    "Pay",
                    form_id="contact",
                    on_submit=TillState.place_order,
                    on_problem=TillState.show_problem,
                ),
                confirmation(
                    attempt=TillState.attempt,
                    client_secret=TillState.client_secret,
                    return_url="https://shop.example/return",
                    billing_details={"email": TillState.email},
                    on_result=TillState.payment_answered,
                ),
                publishable_key=os.environ["STRIPE_PUBLISHABLE_KEY"],
                mode="payment",
                amount=TillState.amount,
                currency="usd",
            ),
        )

One payment goes three ways:

1. The click. The button locks itself in the browser, so ten clicks are one. `elements.submit()` is
   called at once; what it refuses goes to `on_problem(code, message)` and unlocks the button. Else
   the browser makes a random attempt id and calls `on_submit(attempt, form)` with the values that
   stand in the form at that moment, typed or autofilled, before or after the page came alive.
2. Python. The handler answers by two state vars which it sets in one go (no `yield` between):
   `attempt` to the id it was given, and `client_secret` to the PaymentIntent's, or to "" to refuse
   (the price has changed, nothing is left in stock). A refusal unlocks the button.
3. The confirmation. The browser confirms an attempt that this page has asked for, once. A reload, a
   reconnect or a second tab which sees the same state confirms nothing. The answer goes to
   `on_result(Confirmation)`, and unless the payment was made the button unlocks.

A button is never locked for good by accident. If the connection is lost between 1 and 2, Reflex
delivers the call, or the state with its answer, when it is back. If the handler raises, or does not
answer for another reason, the button unlocks after `patience_seconds` with a message that nothing
was charged; an answer which comes still later confirms nothing. When the page was left for a bank
and comes back frozen, it unlocks as well. Only after a payment that was made the button stays as it
is: leave the page, or remount the group.

Two vars tell the page more, inside a group only: `payment_busy()`, true from the click on without
asking the server, and `wallet_shown()`, for a line such as "or pay by card" below the wallets of an
`express_checkout_element`, which goes the same three ways.

A payment left during its bank's question stays `requires_action`, and `elements.submit()` and a new
confirmation are of no use to it. A `next_action_button` finishes it on the same latch: give it the
`client_secret` of the PaymentIntent that your server has fetched, and a handler for the answer.

With `client_secret=` instead of `mode=` the group belongs to an intent that exists already; the
three steps are the same, and Python answers with that secret.

A script or an Element that does not load, and an error inside Stripe's code, show a message in the
form's place with a button that tries again. Everything visible can be said otherwise: `retry`,
`load_problem` and `crash_problem` of `elements`, `unanswered` of `confirmation`. Stripe.js is asked
for when a group is first shown, never by other pages. `script_url` loads a stand-in for it, for
work without a network.
"""

from .express_checkout import (
    ExpressCheckoutElement,
    ExpressPayment,
    express_checkout_element,
)
from .next_action import NextActionButton, next_action_button
from .options import Appearance, BillingDetails, PaymentFields, PaymentLayout, Shipping
from .payment import (
    Confirmation,
    PayButton,
    confirmation,
    pay_button,
    payment_busy,
    payment_ready,
    wallet_shown,
)
from .payment_element import (
    AddressChange,
    AddressElement,
    EmailChange,
    LinkAuthenticationElement,
    PaymentChange,
    PaymentElement,
    address_element,
    link_authentication_element,
    payment_element,
)
from .provider import Elements, elements

__all__ = [
    "AddressChange",
    "AddressElement",
    "Appearance",
    "BillingDetails",
    "Confirmation",
    "Elements",
    "EmailChange",
    "ExpressCheckoutElement",
    "ExpressPayment",
    "LinkAuthenticationElement",
    "NextActionButton",
    "PayButton",
    "PaymentChange",
    "PaymentElement",
    "PaymentFields",
    "PaymentLayout",
    "Shipping",
    "address_element",
    "confirmation",
    "elements",
    "express_checkout_element",
    "link_authentication_element",
    "next_action_button",
    "pay_button",
    "payment_busy",
    "payment_element",
    "payment_ready",
    "wallet_shown",
]
