"""What the SDK answers, made ours: objects become domain values, errors one of our tree."""

from __future__ import annotations

from typing import NoReturn

import stripe

from bookstore.domain.errors import (
    PaymentDeclined,
    PaymentError,
    PaymentRefused,
    PaymentUnavailable,
)
from bookstore.domain.money import Money
from bookstore.domain.payment import Dispute, IntentStatus, PaymentIntent, WebhookEvent
from bookstore.domain.receipt import Receipt, web_address


def find_field(subject: object, name: str) -> object:
    """A field that Stripe may leave out, or None: the SDK's objects raise for those."""
    return getattr(subject, name, None)


def read_intent(intent: stripe.PaymentIntent) -> PaymentIntent:
    """The domain value of an SDK intent; `latest_charge` should be expanded."""
    charge = intent.latest_charge
    refunded = 0 if charge is None or isinstance(charge, str) else charge.amount_refunded
    failed = find_field(intent, "last_payment_error")
    number = find_field(intent.metadata, "order_number")  # metadata is no dict since SDK 15
    revision = text_of(find_field(intent.metadata, "order_revision")) or ""
    return PaymentIntent(
        id=intent.id,
        status=IntentStatus.read(intent.status),
        amount=Money(intent.amount, intent.currency),
        amount_received=Money(intent.amount_received, intent.currency),
        livemode=intent.livemode,
        client_secret=intent.client_secret or "",
        order_number=text_of(number),
        order_revision=int(revision) if revision.isascii() and revision.isdigit() else None,
        charge_id=charge if charge is None or isinstance(charge, str) else charge.id,
        amount_refunded=Money(refunded, intent.currency),
        decline_code=text_of(find_field(failed, "decline_code")),
        error_code=text_of(find_field(failed, "code")),
        cancellation_reason=text_of(find_field(intent, "cancellation_reason")),
        is_disputed=find_field(charge, "disputed") is True,
        method_id=text_of(find_field(intent, "payment_method"))
        or text_of(find_field(find_field(failed, "payment_method"), "id")),
        receipt=_read_receipt(charge),
    )


def _read_receipt(charge: object) -> Receipt | None:
    """How an expanded charge was paid, and the address of Stripe's receipt for it."""
    details = find_field(charge, "payment_method_details")
    if details is None:
        return None
    method = text_of(find_field(details, "type")) or ""
    shown = find_field(details, method) if method else None
    return Receipt(
        method=method,
        brand=text_of(find_field(shown, "brand")) or "",
        last4=text_of(find_field(shown, "last4")) or "",
        url=web_address(text_of(find_field(charge, "receipt_url")) or ""),
    )


def read_event(event: stripe.Event) -> WebhookEvent:
    """The domain value of a verified event: which intent it is about, and what it says of it."""
    subject = event.data.object
    status, refunded = None, None
    if subject["object"] == "payment_intent":
        named = subject["id"]
        status = IntentStatus.read(text_of(find_field(subject, "status")) or "")
    else:
        named = find_field(subject, "payment_intent")
        if event.type == "charge.refunded":
            told = find_field(subject, "amount_refunded")
            refunded = told if isinstance(told, int) else None
    return WebhookEvent(event.id, event.type, text_of(named), event.livemode, status, refunded)


def read_dispute(dispute: stripe.Dispute) -> Dispute:
    """The domain value of an SDK dispute."""
    amount = Money(dispute.amount, dispute.currency)
    return Dispute(dispute.id, dispute.status, dispute.reason, amount)


def text_of(value: object) -> str | None:
    """The value when it is text, else None."""
    return value if isinstance(value, str) else None


def _is_passing(error: stripe.StripeError) -> bool:
    """Whether the same call may be answered otherwise next time; a stored 500 is replayed."""
    if (error.headers or {}).get("idempotent-replayed") == "true":
        return False
    return isinstance(error, stripe.APIConnectionError | stripe.APIError | stripe.RateLimitError)


def raise_ours(error: stripe.StripeError) -> NoReturn:
    """Raise the SDK's error as ours: declined, refused for good, or unavailable for now.

    Stripe's message stays out: it repeats what it refuses, an e-mail address for one.
    """
    body = error.error
    kind: type[PaymentError] = PaymentRefused
    if isinstance(error, stripe.CardError):
        kind = PaymentDeclined
    elif _is_passing(error):
        kind = PaymentUnavailable
    intent = find_field(body, "payment_intent")
    raise kind(
        f"{type(error).__name__} {text_of(find_field(body, 'param')) or ''}".strip(),
        code=text_of(find_field(body, "code")),
        decline_code=text_of(find_field(body, "decline_code")),
        request_id=error.request_id,
        intent=read_intent(intent) if isinstance(intent, stripe.PaymentIntent) else None,
    ) from error
