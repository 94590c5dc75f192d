"""The only door to Stripe: SDK objects become domain values, SDK errors our own.

Source: stripe-python 16.1.0 (API 2026-10-28.endive). The client makes no retries unless
told to; here it makes two, for lost connections, 409 and 5xx, always under the same
idempotency key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import stripe

from bookstore.domain.errors import (
    ForgedEvent,
    PaymentDeclined,
    PaymentError,
    PaymentRefused,
    PaymentUnavailable,
)
from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus, PaymentIntent, Refund, WebhookEvent

if TYPE_CHECKING:
    from stripe.params import (
        PaymentIntentCreateParams,
        PaymentIntentCreateParamsShipping,
        PaymentIntentCreateParamsShippingAddress,
        PaymentIntentModifyParams,
        RefundCreateParams,
    )

    from bookstore.domain.order import Order, Terms

CALL_TIMEOUT_SECONDS = 20
RETRIES = 2
EVENTS = (
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
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

    `base_address` is set only for the sandbox: Stripe's own address otherwise.
    """

    def __init__(self, secret_key: str, *, base_address: str = "") -> None:
        """Make a client with a kept-alive connection pool; nothing is sent yet."""
        self._http = stripe.HTTPXClient(timeout=CALL_TIMEOUT_SECONDS)
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
        try:
            intent = await self._client.v1.payment_intents.create_async(
                params, options={"idempotency_key": f"order:{order.number}:create"}
            )
        except stripe.StripeError as error:
            _raise_ours(error)
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
        try:
            intent = await self._client.v1.payment_intents.update_async(
                order.intent_id or "",
                params,
                options={"idempotency_key": f"order:{order.number}:update:{revision}"},
            )
        except stripe.StripeError as error:
            _raise_ours(error)
        return read_intent(intent)

    async def retrieve_intent(self, intent_id: str) -> PaymentIntent:
        """Ask for an intent with its latest charge."""
        try:
            intent = await self._client.v1.payment_intents.retrieve_async(
                intent_id, {"expand": ["latest_charge"]}
            )
        except stripe.StripeError as error:
            _raise_ours(error)
        return read_intent(intent)

    async def cancel_intent(self, intent_id: str) -> PaymentIntent:
        """Cancel an intent that still waits."""
        try:
            intent = await self._client.v1.payment_intents.cancel_async(
                intent_id,
                {"cancellation_reason": "requested_by_customer", "expand": ["latest_charge"]},
            )
        except stripe.StripeError as error:
            _raise_ours(error)
        return read_intent(intent)

    async def refund(self, intent_id: str, *, amount: Money | None, idempotency_key: str) -> Refund:
        """Give money back: all that is left, or an amount."""
        params: RefundCreateParams = {"payment_intent": intent_id}
        if amount is not None:
            params["amount"] = amount.minor
        try:
            refund = await self._client.v1.refunds.create_async(
                params, options={"idempotency_key": idempotency_key}
            )
        except stripe.StripeError as error:
            _raise_ours(error)
        return Refund(refund.id, refund.status or "unknown", Money(refund.amount, refund.currency))

    def read_event(self, payload: bytes, signature: str, secret: str) -> WebhookEvent:
        """Verify the signature over the raw bytes, then read the event."""
        try:
            event = self._client.construct_event(payload, signature, secret)
            subject = event.data.object
            is_intent = subject["object"] == "payment_intent"
            named = subject["id"] if is_intent else _get(subject, "payment_intent")
            return WebhookEvent(event.id, event.type, _text(named), event.livemode)
        except (stripe.StripeError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ForgedEvent(f"Refused a webhook: {type(error).__name__}.") from error

    async def ensure_webhook(self, url: str, *, known_secret: str | None) -> str | None:
        """Register the URL unless an endpoint for it is there whose secret we know.

        Endpoints of ours at another port of this machine are from an earlier run: they go.
        """
        try:
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
        except stripe.StripeError as error:
            _raise_ours(error)
        return made.secret

    async def is_reachable(self) -> bool:
        """Ask for the balance, the cheapest thing that proves address and key."""
        try:
            await self._client.v1.payment_intents.list_async(
                {"limit": 1}, {"max_network_retries": 0}
            )
        except stripe.StripeError:
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
    if contact.postal_code:  # to Stripe, "" would mean "unset"
        address["postal_code"] = contact.postal_code
    if contact.state:
        address["state"] = contact.state
    return {"name": contact.name, "address": address}


def _get(subject: object, name: str) -> object:
    return getattr(subject, name, None)


def read_intent(intent: stripe.PaymentIntent) -> PaymentIntent:
    """The domain value of an SDK intent; `latest_charge` should be expanded."""
    charge = intent.latest_charge
    refunded = 0 if charge is None or isinstance(charge, str) else charge.amount_refunded
    failed = _get(intent, "last_payment_error")
    number = _get(intent.metadata, "order_number")  # metadata is no dict since SDK 15
    revision = _text(_get(intent.metadata, "order_revision")) or ""
    return PaymentIntent(
        id=intent.id,
        status=IntentStatus.read(intent.status),
        amount=Money(intent.amount, intent.currency),
        amount_received=Money(intent.amount_received, intent.currency),
        livemode=intent.livemode,
        client_secret=intent.client_secret or "",
        order_number=_text(number),
        order_revision=int(revision) if revision.isascii() and revision.isdigit() else None,
        charge_id=charge if charge is None or isinstance(charge, str) else charge.id,
        amount_refunded=Money(refunded, intent.currency),
        decline_code=_text(_get(failed, "decline_code")),
        error_code=_text(_get(failed, "code")),
        cancellation_reason=_text(_get(intent, "cancellation_reason")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _is_passing(error: stripe.StripeError) -> bool:
    """Whether the same call may be answered otherwise next time; a stored 500 is replayed."""
    if (error.headers or {}).get("idempotent-replayed") == "true":
        return False
    return isinstance(error, stripe.APIConnectionError | stripe.APIError | stripe.RateLimitError)


def _raise_ours(error: stripe.StripeError) -> NoReturn:
    """Raise the SDK's error as ours: declined, refused for good, or unavailable for now.

    Stripe's message stays out: it repeats what it refuses, an e-mail address for one.
    """
    body = error.error
    kind: type[PaymentError] = PaymentRefused
    if isinstance(error, stripe.CardError):
        kind = PaymentDeclined
    elif _is_passing(error):
        kind = PaymentUnavailable
    intent = _get(body, "payment_intent")
    raise kind(
        f"{type(error).__name__} {_text(_get(body, 'param')) or ''}".strip(),
        code=_text(_get(body, "code")),
        decline_code=_text(_get(body, "decline_code")),
        request_id=error.request_id,
        intent=read_intent(intent) if isinstance(intent, stripe.PaymentIntent) else None,
    ) from error
