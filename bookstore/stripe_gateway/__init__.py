"""The only door to Stripe: SDK objects become domain values, SDK errors our own.

Source: stripe-python 16.1.0 (API 2026-10-28.endive). The client makes no retries unless
told to; here it makes two, for lost connections, 409 and 5xx, always under the same
idempotency key. A shopper waits for all of that, so a call has a deadline as a whole
(`calls.py`); one cut short is repeated under the same key, never made a second time.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import stripe

from bookstore.domain.errors import ForgedEvent, PaymentError, PaymentRefused
from bookstore.domain.money import Money
from bookstore.domain.payment import Dispute, PaymentIntent, Refund, WebhookEvent
from bookstore.stripe_gateway.calls import PAGE, RETRIES, TRY_SECONDS, asking, read_pages
from bookstore.stripe_gateway.connections import KeptConnections, find_proxy
from bookstore.stripe_gateway.reading import read_dispute, read_event, read_intent, text_of

if TYPE_CHECKING:
    from stripe.params import (
        PaymentIntentCreateParams,
        PaymentIntentCreateParamsShipping,
        PaymentIntentCreateParamsShippingAddress,
        PaymentIntentModifyParams,
        RefundCreateParams,
    )

    from bookstore.domain.order import Order, Terms

log = logging.getLogger("bookstore.stripe_gateway")

REACH_SECONDS = 5.0
EVENTS = (
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.canceled",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
)

stripe.enable_telemetry = False


class StripeGateway:
    """The `Payments` port over the real SDK; one per event loop.

    `base_address` is set only for the sandbox: Stripe's own address otherwise. `http` is how
    calls travel instead of over the network.
    """

    def __init__(
        self, secret_key: str, *, base_address: str = "", http: stripe.HTTPClient | None = None
    ) -> None:
        """Make a client with a kept-alive connection pool; nothing is sent yet."""
        self._http = http or KeptConnections(
            timeout=TRY_SECONDS, proxy=find_proxy(base_address or stripe.DEFAULT_API_BASE)
        )
        self._client = stripe.StripeClient(
            secret_key,
            http_client=self._http,
            max_network_retries=RETRIES,
            base_addresses={"api": base_address} if base_address else {},
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close_async()

    async def create_intent(self, order: Order, terms: Terms) -> PaymentIntent:
        """Create the order's intent, or get it again when the answer was lost."""
        params: PaymentIntentCreateParams = {
            "amount": terms.total.minor,
            "currency": terms.total.currency,
            "automatic_payment_methods": {"enabled": True},
            "description": f"Order {order.number}",
            "metadata": {"order_number": order.number, "order_revision": "1"},
            "receipt_email": terms.contact.email,
            "shipping": _shipping(terms),
            "expand": ["latest_charge"],
        }
        async with asking():
            intent = await self._client.v1.payment_intents.create_async(
                params, options={"idempotency_key": f"order:{order.number}:create"}
            )
        return read_intent(intent)

    async def update_intent(self, order: Order, revision: int, terms: Terms) -> PaymentIntent:
        """Bring the order's intent to later terms; refused once a payment is under way."""
        params: PaymentIntentModifyParams = {
            "amount": terms.total.minor,
            "metadata": {"order_revision": str(revision)},
            "receipt_email": terms.contact.email,
            "shipping": _shipping(terms),
            "expand": ["latest_charge"],
        }
        async with asking():
            intent = await self._client.v1.payment_intents.update_async(
                order.intent_id or "",
                params,
                options={"idempotency_key": f"order:{order.number}:update:{revision}"},
            )
        return read_intent(intent)

    async def retrieve_intent(self, intent_id: str) -> PaymentIntent:
        """Ask for an intent with its latest charge."""
        async with asking():
            intent = await self._client.v1.payment_intents.retrieve_async(
                intent_id, {"expand": ["latest_charge"]}
            )
        return read_intent(intent)

    async def cancel_intent(self, intent_id: str) -> PaymentIntent:
        """Cancel an intent that still waits."""
        async with asking():
            intent = await self._client.v1.payment_intents.cancel_async(
                intent_id,
                {"cancellation_reason": "requested_by_customer", "expand": ["latest_charge"]},
            )
        return read_intent(intent)

    async def refund(self, intent_id: str, *, amount: Money | None, idempotency_key: str) -> Refund:
        """Give money back: all that is left, or an amount."""
        params: RefundCreateParams = {"payment_intent": intent_id}
        if amount is not None:
            params["amount"] = amount.minor
        async with asking():
            refund = await self._client.v1.refunds.create_async(
                params, options={"idempotency_key": idempotency_key}
            )
        return Refund(refund.id, refund.status or "unknown", Money(refund.amount, refund.currency))

    async def intents_since(self, since: datetime, *, limit: int) -> Sequence[PaymentIntent]:
        """The account's intents made since a moment, newest first."""
        moment = int(since.timestamp())
        found = await read_pages(
            lambda after: self._client.v1.payment_intents.list_async(
                {
                    "created": {"gte": moment},
                    "limit": PAGE,
                    "expand": ["data.latest_charge"],
                    **after,
                }
            ),
            limit=limit,
        )
        return [read_intent(intent) for intent in found]

    async def reversed_since(self, since: datetime, *, limit: int) -> Sequence[str]:
        """The intents that were refunded or disputed since a moment; each once."""
        moment = int(since.timestamp())
        refunds = await read_pages(
            lambda after: self._client.v1.refunds.list_async(
                {"created": {"gte": moment}, "limit": PAGE, **after}
            ),
            limit=limit,
        )
        try:
            disputes = await read_pages(
                lambda after: self._client.v1.disputes.list_async(
                    {"created": {"gte": moment}, "limit": PAGE, **after}
                ),
                limit=limit,
            )
        except PaymentRefused as refused:  # a restricted key may lack this right alone
            log.warning("Disputes are not looked for: Stripe refuses their list (%s).", refused)
            disputes = []
        found = [text_of(each.payment_intent) for each in (*refunds, *disputes)]
        return list(dict.fromkeys(filter(None, found)))

    async def find_dispute(self, intent_id: str) -> Dispute | None:
        """The latest dispute over an intent's charge."""
        async with asking():
            page = await self._client.v1.disputes.list_async(
                {"payment_intent": intent_id, "limit": 1}
            )
        return read_dispute(page.data[0]) if page.data else None

    def read_event(self, payload: bytes, signature: str, secret: str) -> WebhookEvent:
        """Verify the signature over the raw bytes, then read the event."""
        try:
            return read_event(self._client.construct_event(payload, signature, secret))
        except (stripe.StripeError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ForgedEvent(f"Refused a webhook: {type(error).__name__}.") from error

    async def ensure_webhook(self, url: str, *, known_secret: str | None) -> str | None:
        """Register the URL unless an endpoint for it is there whose secret we know.

        Endpoints of ours at another port of this machine are from an earlier run: they go.
        """
        async with asking():
            endpoints = await self._client.v1.webhook_endpoints.list_async({"limit": 100})
            known = [each for each in endpoints.data if each.url == url and known_secret]
            for stale in endpoints.data:
                if stale not in known and _is_same_place(stale.url, url):
                    await self._client.v1.webhook_endpoints.delete_async(stale.id)
            if known:
                return None
            made = await self._client.v1.webhook_endpoints.create_async(
                {"url": url, "enabled_events": list(EVENTS)}  # pyright: ignore[reportArgumentType] - the SDK wants each name as a Literal
            )
        return made.secret

    async def is_reachable(self) -> bool:
        """Ask for one intent, which the key must be able to do in any case."""
        try:
            async with asking(within_seconds=REACH_SECONDS):
                await self._client.v1.payment_intents.list_async(
                    {"limit": 1}, {"max_network_retries": 0}
                )
        except PaymentError:
            return False
        return True


def _is_same_place(one: str, other: str) -> bool:
    """Whether two URLs differ at most by the port."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.hostname, first.path) == (second.hostname, second.path)


def _shipping(terms: Terms) -> PaymentIntentCreateParamsShipping:
    contact = terms.contact
    address: PaymentIntentCreateParamsShippingAddress = {
        "line1": contact.line1,
        "city": contact.city,
        "country": contact.country,
    }
    if contact.line2:  # to Stripe, "" would mean "unset"
        address["line2"] = contact.line2
    if contact.postal_code:
        address["postal_code"] = contact.postal_code
    if contact.state:
        address["state"] = contact.state
    return {"name": contact.name, "address": address}
