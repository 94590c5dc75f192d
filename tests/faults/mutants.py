"""Planted bugs, each of which the simulation must find: what a shop that fails looks like.

A mistake of an adapter is a subclass in its place; a mistake of a function stands in the
module that calls it while a schedule runs. No file of the shop is edited.
"""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from bookstore import http, wiring
from bookstore.domain.cart import Cart
from bookstore.domain.order import Order, Terms
from bookstore.domain.payment import PaymentIntent, WebhookEvent
from bookstore.services import canceling, checkout, reconciliation, settlement
from bookstore.services.ports import Shop
from bookstore.states import cart as cart_states
from bookstore.states import checkout as checkout_states
from bookstore.states import returning
from bookstore.stripe_gateway import StripeGateway
from bookstore.stripe_gateway.calls import asking
from bookstore.stripe_gateway.reading import read_intent
from tests.faults.mutant import Mutant, swapped
from tests.faults.mutants_in_storage import (
    HoldsEndWithTheProcess,
    LettersAreNobodys,
    NobodySweeps,
    PaidMoreThanOnce,
    ProcessingHoldsNothing,
    SoldTwice,
)


class AmountIsNotCompared(Mutant):
    """Whatever was paid counts as the order's price."""

    def in_force(self) -> AbstractContextManager[object]:
        judge = settlement.judge_payment

        def lax(order: Order, _total: Any, intent: PaymentIntent) -> Any:
            return judge(order, intent.amount, intent)

        return swapped((settlement, "judge_payment", lax))


class _KeylessGateway(StripeGateway):
    async def create_intent(self, order: Order, terms: Terms) -> PaymentIntent:
        async with asking():
            made = await self._client.v1.payment_intents.create_async(
                {
                    "amount": terms.total.minor,
                    "currency": terms.total.currency,
                    "automatic_payment_methods": {"enabled": True},
                    "metadata": {"order_number": order.number, "order_revision": "1"},
                }
            )
        return read_intent(made)


class KeyIsForgotten(Mutant):
    """A creation whose answer was lost is made once more under another idempotency key."""

    gateway = _KeylessGateway


class CanceledWithoutAsking(Mutant):
    """An order is canceled while its intent can still be paid."""

    def in_force(self) -> AbstractContextManager[object]:
        async def cancel(shop: Shop, order: Order, *, even_at_the_bank: bool) -> Order:
            await shop.orders.mark_canceled(order.number, at=shop.clock.now())
            return await shop.orders.by_number(order.number)

        modules = (canceling, checkout, reconciliation)
        return swapped(*[(module, "cancel_order", cancel) for module in modules])


class BrowserIsBelieved(Mutant):
    """An answer of the browser makes an order paid; Stripe is not asked."""

    def in_force(self) -> AbstractContextManager[object]:
        look_after = checkout.look_after

        async def believe(shop: Shop, checkout_key: str) -> Any:
            order = await shop.orders.find_by_key(checkout_key) if checkout_key else None
            if order is not None and order.intent_id is not None:
                await shop.orders.mark_paid(
                    order.number, order.revision, charge_id=None, at=shop.clock.now()
                )
            return await look_after(shop, checkout_key)

        return swapped((checkout_states, "look_after", believe))


class _TrustingGateway(StripeGateway):
    def read_event(self, payload: bytes, signature: str, secret: str) -> WebhookEvent:
        event = json.loads(payload)
        named = event["data"]["object"]
        intent_id = named["id"] if named["object"] == "payment_intent" else None
        return WebhookEvent(event["id"], event["type"], intent_id, event["livemode"])


class ForgeriesAreTaken(Mutant):
    """A webhook's signature is not looked at."""

    gateway = _TrustingGateway


class WebhooksAreBelieved(Mutant):
    """An event's type makes an order paid or not; the intent is not fetched again."""

    def in_force(self) -> AbstractContextManager[object]:
        receive = http.receive_event

        async def believe(shop: Shop, event: WebhookEvent) -> None:
            order = await shop.orders.find_by_intent(event.intent_id or "")
            if order is not None and event.type == "payment_intent.payment_failed":
                await shop.orders.mark_canceled(order.number, at=shop.clock.now())
            await receive(shop, event)

        return swapped((http, "receive_event", believe))


class WholeCartLeaves(Mutant):
    """An order that is paid empties the cart, of what was added meanwhile too."""

    def in_force(self) -> AbstractContextManager[object]:
        def empty(cart: Cart, _bought: object, number: str) -> Cart:
            if number in cart.settled:
                return cart
            settled = (*cart.settled, number)
            return replace(cart, lines=(), settled=settled, revision=cart.revision + 1)

        return swapped((cart_states, "take_bought", empty))


class NobodyReconciles(Mutant):
    """Orders that no webhook told of wait for ever."""

    def in_force(self) -> AbstractContextManager[object]:
        async def nothing(_shop: Shop) -> None:
            return None

        return swapped((wiring, "reconcile_for_ever", nothing))


class _Talkative(StripeGateway):
    async def retrieve_intent(self, intent_id: str) -> PaymentIntent:
        intent = await super().retrieve_intent(intent_id)
        logging.getLogger("bookstore.stripe").debug("Retrieved %s", intent.client_secret)
        return intent


class SecretsAreLogged(Mutant):
    """A client_secret stands in the log."""

    gateway = _Talkative


class AnybodyMayLook(Mutant):
    """Whoever names an intent is shown its order."""

    def in_force(self) -> AbstractContextManager[object]:
        def show(payment: Any, **_: object) -> Order:
            return payment.order

        return swapped((returning, "claim_order", show))


MUTANTS: dict[str, type[Mutant]] = {
    kind.__name__: kind
    for kind in (
        AmountIsNotCompared,
        PaidMoreThanOnce,
        KeyIsForgotten,
        CanceledWithoutAsking,
        HoldsEndWithTheProcess,
        ProcessingHoldsNothing,
        LettersAreNobodys,
        BrowserIsBelieved,
        ForgeriesAreTaken,
        WebhooksAreBelieved,
        WholeCartLeaves,
        NobodySweeps,
        NobodyReconciles,
        SoldTwice,
        SecretsAreLogged,
        AnybodyMayLook,
    )
}
