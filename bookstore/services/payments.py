"""What the use cases need of Stripe: a port, as in `ports.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bookstore.domain.money import Money
from bookstore.domain.order import Order, Terms
from bookstore.domain.payment import Dispute, PaymentIntent, Refund, WebhookEvent


class Payments(Protocol):
    """The one door to Stripe. All methods raise only PaymentError and its children."""

    async def create_intent(self, order: Order, terms: Terms) -> PaymentIntent:
        """Create the order's PaymentIntent for revision 1, under the order's own key.

        Repeating it after a lost answer returns the same intent (idempotency key
        `order:<number>:create`, the same parameters each time). No money moves.
        """
        ...

    async def update_intent(self, order: Order, revision: int, terms: Terms) -> PaymentIntent:
        """Bring the order's intent to later terms (key `order:<number>:update:<revision>`).

        Raises:
            PaymentRefused: the intent is past changing; its present state is in `.intent`.
        """
        ...

    async def retrieve_intent(self, intent_id: str) -> PaymentIntent:
        """Ask for an intent. Raises PaymentRefused when Stripe knows no such id."""
        ...

    async def cancel_intent(self, intent_id: str) -> PaymentIntent:
        """Cancel an intent that still waits. Raises PaymentRefused when it is past that."""
        ...

    async def refund(self, intent_id: str, *, amount: Money | None, idempotency_key: str) -> Refund:
        """Give money back, all that is left when amount is None. MONEY MOVES."""
        ...

    async def intents_since(self, since: datetime, *, limit: int) -> Sequence[PaymentIntent]:
        """The account's intents made since a moment, newest first, at most `limit`.

        Also those that name no order of ours: others may use the same account.
        """
        ...

    async def reversed_since(self, since: datetime, *, limit: int) -> Sequence[str]:
        """Ids of intents that were refunded or disputed since a moment, by whomever."""
        ...

    async def find_dispute(self, intent_id: str) -> Dispute | None:
        """The latest dispute over an intent's charge. PaymentRefused: the key may not ask."""
        ...

    def read_event(self, payload: bytes, signature: str, secret: str) -> WebhookEvent:
        """Verify a webhook's signature over the raw bytes and read it.

        Raises:
            ForgedEvent: the signature does not fit, is too old, or the body is no event.
        """
        ...

    async def ensure_webhook(self, url: str, *, known_secret: str | None) -> str | None:
        """Make sure that an endpoint delivers to this URL.

        Returns:
            The new endpoint's secret, or None when one that we know the secret of is there.
        """
        ...

    async def is_reachable(self) -> bool:
        """Say whether Stripe answers and accepts our key."""
        ...
