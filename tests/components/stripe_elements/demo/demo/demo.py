"""Two checkout pages over the wrapper: one deferred, one with a client_secret from the start."""

import json
import os
import secrets

import reflex as rx

from bookstore.components.stripe_elements import (
    Confirmation,
    ExpressPayment,
    PaymentChange,
    address_element,
    confirmation,
    elements,
    express_checkout_element,
    link_authentication_element,
    next_action_button,
    pay_button,
    payment_busy,
    payment_element,
)

KEY = os.environ.get("DEMO_KEY", "pk_test_demo")
SCRIPT = os.environ.get("DEMO_SCRIPT", "/fake_stripe.js")
SECRET = "pi_demo_secret_demo"


class Till(rx.State):
    """What one shopper's payment has come to, shown on the page for the tests to read."""

    amount: int = 0
    is_open: bool = True
    visit: str = ""
    visits: int = 0
    attempt: str = ""
    client_secret: str = ""
    asked: int = 0
    form: str = ""
    problem: str = ""
    results: rx.Field[list[str]] = rx.field(default_factory=list)
    changed: str = ""
    group_secret: str = ""
    unfinished: str = ""

    @rx.event
    def open(self):
        """Price the cart when the page connects, as a shop does, and find a payment left open."""
        self.visit, self.visits = secrets.token_hex(8), self.visits + 1
        self.unfinished = "pi_left_secret_left"
        self.amount = self.amount or 1000
        self.group_secret = self.group_secret or "pi_first_secret_first"

    @rx.event
    def add_one(self):
        """Change the total."""
        self.amount += 1000

    @rx.event
    def lose_total(self):
        """Forget the total, as a state does that is reset."""
        self.amount = 0

    @rx.event
    def toggle(self):
        """Take the payment form off the page, or put it back."""
        self.is_open = not self.is_open

    @rx.event
    def other_secret(self):
        """Use another PaymentIntent."""
        self.group_secret = "pi_second_secret_second"

    @rx.event
    def place_order(self, attempt: str, form: dict[str, str]):
        """Answer an attempt: the note says how."""
        self.asked += 1
        self.form = json.dumps(form, sort_keys=True)
        if form.get("note") == "silent" or (form.get("note") == "late" and self.asked == 1):
            return
        self.attempt, self.client_secret = attempt, ""
        if form.get("note") == "crash":
            raise RuntimeError("The note asked for it.")
        if form.get("note") != "refuse":
            self.client_secret = SECRET

    @rx.event
    def use_wallet(self, attempt: str, wallet: ExpressPayment):
        """Answer a wallet's attempt."""
        self.place_order(attempt, {"wallet": json.dumps(wallet, sort_keys=True)})

    @rx.event
    def pay_known(self, attempt: str):
        """Answer an attempt with the secret which the group was made with."""
        self.asked += 1
        self.attempt, self.client_secret = attempt, self.group_secret

    @rx.event
    def show_problem(self, code: str, message: str):
        """Show what is wrong with the form."""
        self.problem = f"{code}: {message}"

    @rx.event
    def show_change(self, change: PaymentChange):
        """Show the state of the Payment Element."""
        self.changed = json.dumps(change, sort_keys=True)

    @rx.event
    def show_result(self, result: Confirmation):
        """Show the answer of a confirmation."""
        self.results = [*self.results, json.dumps(result, sort_keys=True)]


def _shown() -> rx.Component:
    return rx.el.div(
        rx.el.output(Till.visits, id="visits"),
        rx.el.output(Till.asked, id="asked"),
        rx.el.output(Till.form, id="form"),
        rx.el.output(Till.problem, id="problem"),
        rx.el.output(Till.changed, id="changed"),
        rx.el.output(Till.results.length(), id="result-count"),
        rx.el.output(Till.results.join("\n"), id="results"),
    )


def _contact() -> rx.Component:
    return rx.el.form(
        rx.el.input(name="email", type="email", aria_label="Email", default_value="a@example.com"),
        rx.el.input(name="note", aria_label="Note"),
        id="contact",
    )


def _confirmation(visit: rx.Var[str] | str = "") -> rx.Component:
    return confirmation(
        visit=visit,
        attempt=Till.attempt,
        client_secret=Till.client_secret,
        return_url="http://localhost/return",
        billing_details={"email": "a@example.com", "address": {"line2": None}},
        on_result=Till.show_result,
    )


def deferred(patience_seconds: int = 60, visit: rx.Var[str] | str = "") -> rx.Component:
    """Return the page of the deferred flow, with every Element."""
    return rx.el.main(
        _contact(),
        rx.el.button("Add one", on_click=Till.add_one),
        rx.el.button("Lose total", on_click=Till.lose_total),
        rx.el.button("Toggle", on_click=Till.toggle),
        rx.cond(
            Till.is_open,
            elements(
                rx.el.div(
                    express_checkout_element(
                        on_confirm=Till.use_wallet,
                        on_problem=Till.show_problem,
                        button_height=48,
                        line_items=[{"name": "Book", "amount": Till.amount}],
                    ),
                    id="express",
                ),
                link_authentication_element(default_values={"email": "a@example.com"}),
                address_element(mode="shipping"),
                payment_element(
                    id="card",
                    layout="tabs",
                    fields={"billingDetails": {"email": "never"}},
                    on_change=Till.show_change,
                    on_load_error=Till.show_problem,
                ),
                pay_button(
                    rx.cond(payment_busy(), "Paying", "Pay"),
                    id="pay",
                    form_id="contact",
                    patience_seconds=patience_seconds,
                    on_submit=Till.place_order,
                    on_problem=Till.show_problem,
                ),
                next_action_button(
                    "Finish",
                    id="finish",
                    client_secret=Till.unfinished,
                    on_result=Till.show_result,
                ),
                _confirmation(visit),
                publishable_key=KEY,
                script_url=SCRIPT,
                mode="payment",
                amount=Till.amount,
                currency="usd",
                appearance={"theme": "flat", "variables": {"colorPrimary": "#123456"}},
                locale="en",
            ),
        ),
        _shown(),
    )


def known_secret() -> rx.Component:
    """Return the page of a PaymentIntent which exists already."""
    return rx.el.main(
        rx.el.button("Other secret", on_click=Till.other_secret),
        elements(
            payment_element(id="card"),
            pay_button("Pay", id="pay", on_submit=Till.pay_known, on_problem=Till.show_problem),
            _confirmation(),
            publishable_key=KEY,
            script_url=SCRIPT,
            client_secret=Till.group_secret,
        ),
        _shown(),
    )


def elsewhere() -> rx.Component:
    """Return a page without a payment, which must not ask for Stripe.js."""
    return rx.el.main("Nothing to pay here.")


app = rx.App(head_components=[rx.el.link(rel="icon", href="data:,")])
app.add_page(deferred, route="/", on_load=Till.open)
app.add_page(deferred(patience_seconds=3), route="/impatient", on_load=Till.open)
app.add_page(deferred(visit=Till.visit), route="/visited", on_load=Till.open)
app.add_page(known_secret, route="/secret", on_load=Till.open)
app.add_page(elsewhere, route="/elsewhere")
