"""Stripe in memory, as the `Payments` port sees it: intents, idempotency, faults on demand.

Behaves as Stripe does where the shop depends on it: an answer is stored under its
idempotency key (a refusal too) and replayed word for word, the amount may be changed in
requires_action as well, a canceled or paid intent changes no more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeVar

from anyio.lowlevel import checkpoint

from bookstore.domain.errors import ForgedEvent, PaymentError, PaymentRefused, PaymentUnavailable
from bookstore.domain.money import Money
from bookstore.domain.order import Order, Terms
from bookstore.domain.payment import (
    CHANGEABLE,
    Dispute,
    IntentStatus,
    PaymentIntent,
    Refund,
    WebhookEvent,
)

CANCELABLE = CHANGEABLE | {IntentStatus.REQUIRES_ACTION, IntentStatus.REQUIRES_CAPTURE}
UPDATABLE = CHANGEABLE | {IntentStatus.REQUIRES_ACTION}  # so says Stripe's own refusal
Answer = TypeVar("Answer", PaymentIntent, Refund)
Fault = tuple[Literal["before", "after"], PaymentError]


class Interruptible:
    """Calls before which another flow may run."""

    def __init__(self) -> None:
        self._flows: dict[str, list[Callable[[], Awaitable[object]]]] = defaultdict(list)

    def meanwhile(self, method: str, flow: Callable[[], Awaitable[object]]) -> None:
        """Run a flow to its end exactly before the next call of this method acts."""
        self._flows[method].append(flow)

    async def step(self, method: str) -> None:
        """Let others run, then the flow that waits for this method."""
        await checkpoint()
        if self._flows[method]:
            await self._flows[method].pop(0)()


class FakePayments(Interruptible):
    """`intents` and `refunds` as Stripe has them, `calls` as they came: (method, key or id)."""

    def __init__(self, *, livemode: bool = False) -> None:
        super().__init__()
        self.livemode = livemode
        self.made = 0
        self.intents: dict[str, PaymentIntent] = {}
        self.disputes: dict[str, Dispute] = {}
        self.made_long_ago: set[str] = set()
        self.refunds: list[tuple[str, Refund]] = []
        self.refund_status = "succeeded"
        self.calls: list[tuple[str, str]] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.is_up = True
        self.webhooks: dict[str, str] = {}
        self._kept: dict[str, tuple[object, PaymentIntent | Refund | PaymentError]] = {}

    def lose_answer(self, method: str) -> None:
        """Let the next call act, and lose its answer."""
        self.faults[method].append(("after", PaymentUnavailable("The answer was lost.")))

    def fail(self, method: str, error: PaymentError | None = None) -> None:
        """Let the next call fail before it acts; Stripe does not answer unless told otherwise."""
        self.faults[method].append(("before", error or PaymentUnavailable("Nobody answers.")))

    def change(self, intent_id: str, status: IntentStatus, **changes: object) -> PaymentIntent:
        """What shopper and bank do to an intent, seen at Stripe."""
        intent = self.intents[intent_id]
        if status is IntentStatus.SUCCEEDED:
            charge_id = intent_id.replace("pi_", "ch_")
            changes = {"amount_received": intent.amount, "charge_id": charge_id, **changes}
        changed = replace(intent, status=status, **changes)  # pyright: ignore[reportArgumentType] - named by the test
        self.intents[intent_id] = changed
        return changed

    def pay(self, intent_id: str) -> PaymentIntent:
        """The shopper's card went through."""
        return self.change(intent_id, IntentStatus.SUCCEEDED)

    def dispute(self, intent_id: str, status: str = "needs_response") -> None:
        """The shopper's bank asks for the money back, or decides."""
        intent = self.change(intent_id, self.intents[intent_id].status, is_disputed=True)
        self.disputes[intent_id] = Dispute("du_1", status, "fraudulent", intent.amount)

    def called(self, method: str) -> list[str]:
        """The keys or ids with which a method was called, in order."""
        return [key for name, key in self.calls if name == method]

    async def _begin(self, method: str, key: str) -> None:
        self.calls.append((method, key))
        await self.step(method)
        if self.faults[method] and self.faults[method][0][0] == "before":
            raise self.faults[method].pop(0)[1]

    async def _end(self, method: str) -> None:
        await checkpoint()
        if self.faults[method] and self.faults[method][0][0] == "after":
            raise self.faults[method].pop(0)[1]

    def _replay(self, key: str, params: object, act: Callable[[], Answer]) -> Answer:
        if key not in self._kept:
            try:
                self._kept[key] = (params, act())
            except PaymentRefused as refused:
                self._kept[key] = (params, refused)
        sent, answer = self._kept[key]
        if sent != params:
            raise PaymentRefused("IdempotencyError: same key, other parameters")
        if isinstance(answer, PaymentError):
            raise answer
        return answer  # pyright: ignore[reportReturnType] - what act() of this key returned

    async def create_intent(self, order: Order, terms: Terms) -> PaymentIntent:
        key = f"order:{order.number}:create"
        await self._begin("create_intent", key)
        intent = self._replay(key, (order.number, terms), lambda: self._new(order, terms))
        await self._end("create_intent")
        return intent

    def _new(self, order: Order, terms: Terms) -> PaymentIntent:
        self.made += 1
        intent_id = f"pi_{self.made}"
        zero = Money(0, terms.total.currency)
        intent = PaymentIntent(
            id=intent_id,
            status=IntentStatus.REQUIRES_PAYMENT_METHOD,
            amount=terms.total,
            amount_received=zero,
            livemode=self.livemode,
            client_secret=f"{intent_id}_secret_of_{order.number}",
            order_number=order.number,
            order_revision=1,
            charge_id=None,
            amount_refunded=zero,
        )
        self.intents[intent_id] = intent
        return intent

    async def update_intent(self, order: Order, revision: int, terms: Terms) -> PaymentIntent:
        key = f"order:{order.number}:update:{revision}"
        await self._begin("update_intent", key)
        intent_id = order.intent_id or ""
        intent = self._replay(
            key, (intent_id, revision, terms), lambda: self._update(intent_id, revision, terms)
        )
        await self._end("update_intent")
        return intent

    def _update(self, intent_id: str, revision: int, terms: Terms) -> PaymentIntent:
        intent = self._known(intent_id)
        if intent.status not in UPDATABLE:
            raise _unexpected_state(intent)
        return self.change(intent_id, intent.status, amount=terms.total, order_revision=revision)

    def _known(self, intent_id: str) -> PaymentIntent:
        if intent_id not in self.intents:
            raise PaymentRefused(f"No such payment_intent: {intent_id!r}", code="resource_missing")
        return self.intents[intent_id]

    async def retrieve_intent(self, intent_id: str) -> PaymentIntent:
        await self._begin("retrieve_intent", intent_id)
        intent = self._known(intent_id)
        await self._end("retrieve_intent")
        return intent

    async def cancel_intent(self, intent_id: str) -> PaymentIntent:
        await self._begin("cancel_intent", intent_id)
        if self._known(intent_id).status not in CANCELABLE:
            raise _unexpected_state(self.intents[intent_id])
        intent = self.change(intent_id, IntentStatus.CANCELED)
        await self._end("cancel_intent")
        return intent

    async def refund(self, intent_id: str, *, amount: Money | None, idempotency_key: str) -> Refund:
        await self._begin("refund", idempotency_key)
        refund = self._replay(
            idempotency_key, (intent_id, amount), lambda: self._give_back(intent_id, amount)
        )
        await self._end("refund")
        return refund

    def _give_back(self, intent_id: str, amount: Money | None) -> Refund:
        intent = self._known(intent_id)
        left = intent.amount_received - intent.amount_refunded
        amount = left if amount is None else amount
        if not 0 < amount.minor <= left.minor:
            raise PaymentRefused("More than is left.", code="charge_already_refunded")
        refund = Refund(f"re_{len(self.refunds) + 1}", self.refund_status, amount)
        self.refunds.append((intent_id, refund))
        if self.refund_status != "failed":
            refunded = intent.amount_refunded + amount
            self.change(intent_id, intent.status, amount_refunded=refunded)
        return refund

    async def intents_since(self, since: datetime, *, limit: int) -> Sequence[PaymentIntent]:
        """All intents, newest first: a test that has old ones says so by `made_long_ago`."""
        await self._begin("intents_since", since.isoformat())
        found = [i for i in self.intents.values() if i.id not in self.made_long_ago]
        return found[::-1][:limit]

    async def reversed_since(self, since: datetime, *, limit: int) -> Sequence[str]:
        await self._begin("reversed_since", since.isoformat())
        refunded = [intent_id for intent_id, _ in self.refunds]
        return list(dict.fromkeys([*refunded, *self.disputes]))[:limit]

    async def find_dispute(self, intent_id: str) -> Dispute | None:
        await self._begin("find_dispute", intent_id)
        return self.disputes.get(intent_id)

    def read_event(self, payload: bytes, signature: str, secret: str) -> WebhookEvent:
        """Read an event that is signed by "signed:<secret>"; its body is the event's fields."""
        if signature != f"signed:{secret}":
            raise ForgedEvent("The signature does not fit.")
        try:
            fields = json.loads(payload)
            told = fields.pop("status", None)
            return WebhookEvent(**fields, status=told and IntentStatus(told))
        except (ValueError, TypeError) as error:
            raise ForgedEvent("The body is no event.") from error

    async def ensure_webhook(self, url: str, *, known_secret: str | None) -> str | None:
        await self._begin("ensure_webhook", url)
        if known_secret and self.webhooks.get(url) == known_secret:
            return None
        self.webhooks[url] = f"whsec_fake_{len(self.webhooks) + 1}"
        return self.webhooks[url]

    async def is_reachable(self) -> bool:
        await checkpoint()
        return self.is_up


def _unexpected_state(intent: PaymentIntent) -> PaymentRefused:
    return PaymentRefused(
        f"The intent is {intent.status.value}.",
        code="payment_intent_unexpected_state",
        intent=intent,
    )
