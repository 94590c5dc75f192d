"""Whether a signed event says anything that our order does not know already."""

from __future__ import annotations

from bookstore.domain.order import Order, OrderStatus
from bookstore.domain.payment import IntentStatus, WebhookEvent

# Where an intent may have been before it succeeded, and there; the others are asked about.
_UP_TO_PAID = frozenset(
    {
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        IntentStatus.REQUIRES_CONFIRMATION,
        IntentStatus.REQUIRES_ACTION,
        IntentStatus.PROCESSING,
        IntentStatus.SUCCEEDED,
    }
)


def is_no_news(order: Order, event: WebhookEvent) -> bool:
    """Say whether our order stands where the event says, or further on the same way.

    Only where nothing can follow but what has an event of its own: an intent that has
    succeeded or was canceled stays so, and refunds only grow until `refund.failed`. An
    open order is always asked about, so nothing here moves an order on.
    """
    if order.intent_id is None or order.intent_id != event.intent_id:
        return False
    if event.refunded_minor is not None:
        return order.was_paid and event.refunded_minor <= order.refunded_minor
    if order.was_paid:
        return event.status in _UP_TO_PAID
    return order.status is OrderStatus.CANCELED and event.status is IntentStatus.CANCELED
