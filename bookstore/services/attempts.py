"""Writes into an order's timeline what came of each attempt to pay it."""

from __future__ import annotations

from bookstore.domain.declines import advise
from bookstore.domain.order import Order
from bookstore.domain.payment import IntentStatus, PaymentIntent
from bookstore.services.ports import Shop


async def record_attempt(shop: Shop, order: Order, intent: PaymentIntent) -> None:
    """Note that a bank asked the shopper to confirm, or declined and why; once per attempt.

    Whatever its status, an intent keeps its last error until it is paid.
    """
    if order.was_paid:
        return
    now, attempt = shop.clock.now(), intent.method_id or intent.id
    if intent.status is IntentStatus.REQUIRES_ACTION:
        text = f"The bank asks the shopper to confirm the payment ({attempt})."
        await shop.orders.note(order.number, "bank", text, at=now)
    elif intent.status is IntentStatus.REQUIRES_PAYMENT_METHOD and intent.error_code:
        code, what = intent.decline_code or intent.error_code, _reason(intent)
        text = f"Not paid: {what} ({code}, {attempt})"
        await shop.orders.note(order.number, "declined", f"{text}.", at=now)


def _reason(intent: PaymentIntent) -> str:
    what = advise(intent.error_code or "", intent.decline_code or "").what.rstrip(".")
    return what[0].lower() + what[1:]
