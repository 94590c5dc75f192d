"""Where redirect methods come back: verify on the server, then clean the URL."""

from __future__ import annotations

import re

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import OrderNotFound, PaymentError, PaymentRefused, TooOften
from bookstore.domain.order import Order
from bookstore.domain.payment import Outcome
from bookstore.services.checkout import claim_order, verify_payment
from bookstore.services.settlement import Payment
from bookstore.states.cart import read_key
from bookstore.states.checkout import CheckoutState
from bookstore.states.limits import count_looking
from bookstore.states.payment_words import (
    LOOKING_INTO_IT,
    UNSURE,
    decline_in_words,
    under_way_in_words,
)
from bookstore.states.watching import watched_orders

_INTENT = re.compile(r"pi_[A-Za-z0-9_]{1,100}")


class ReturnState(CheckoutState):
    """One return from a bank's page. Nothing in its URL is believed, least of all its status."""

    return_problem: str = ""
    way_back: str = "/checkout"  # to where this payment was begun

    @rx.event
    async def come_back(self) -> rx.event.EventSpec | None:
        """Ask Stripe about the intent that the URL names; show its order to its own browser."""
        watched_orders.sign_out(self.router.session.client_token)
        query = self.router.url.query_parameters
        intent_id = query.get("payment_intent", "")
        secret = query.get("payment_intent_client_secret", "")
        if not (isinstance(intent_id, str) and _INTENT.fullmatch(intent_id)):
            # Also after our own redirect has cleaned the URL: then what was said stands.
            self.return_problem = self.return_problem or OrderNotFound.user_message
            return None
        self.return_problem, self.way_back = "", "/checkout"
        self._forget()
        keys = (read_key(self.checkout), read_key(self.checkout_item))
        try:
            count_looking(self)
            payment = await verify_payment(wiring.shop(), intent_id)
            claim_order(
                payment,
                checkout_keys=keys,
                client_secret=secret if isinstance(secret, str) else "",
            )
        except (OrderNotFound, PaymentRefused):
            self.return_problem = OrderNotFound.user_message
            return None
        except TooOften as error:
            self.return_problem = error.user_message
            return None
        except PaymentError:
            self.return_problem = UNSURE
            await self._wait_for(intent_id, keys)
            return None
        self.way_back = self._way_back_to(payment.order)
        return self._route(payment)

    async def _wait_for(self, intent_id: str, keys: tuple[str, ...]) -> None:
        """Have this page go on by itself once somebody has reached Stripe, if it may."""
        order = await wiring.shop().orders.find_by_intent(intent_id)
        if order is not None and order.checkout_key in keys:
            self._paying = order.checkout_key
            self._watch(self._paying)

    def _way_back_to(self, order: Order) -> str:
        """The checkout where the payment of an order can be tried again."""
        if order.checkout_key == self.checkout:
            return "/checkout"
        if order.checkout_key == self.checkout_item:
            (line,) = order.terms.cart_lines()
            return f"/checkout?item={line.book_id}&quantity={line.quantity}"
        return f"/checkout?order={order.token}"

    def _route(self, payment: Payment) -> rx.event.EventSpec | None:
        match payment.verdict.outcome:
            case Outcome.PAID | Outcome.PROCESSING:
                self._take_bought(payment.order)
                return rx.redirect(f"/success?order={payment.order.token}", replace=True)
            case Outcome.MISMATCH | Outcome.UNKNOWN:
                self.return_problem = LOOKING_INTO_IT
                return None
            case Outcome.WAITING | Outcome.NEEDS_ACTION | Outcome.CANCELED:
                at_the_bank = payment.verdict.outcome is Outcome.NEEDS_ACTION
                self.return_problem = (
                    under_way_in_words(payment.intent.amount, wiring.shop().locale)
                    if at_the_bank
                    else decline_in_words(payment, {})
                )
                return rx.redirect("/checkout/return", replace=True)
