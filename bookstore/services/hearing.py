"""What a webhook leads to: a look at Stripe, unless it says what the order knows already."""

from __future__ import annotations

import logging

from bookstore.domain.errors import OrderNotFound, PaymentRefused
from bookstore.domain.news import is_no_news
from bookstore.domain.order import Order
from bookstore.domain.payment import WebhookEvent
from bookstore.services.checkout import verify_payment
from bookstore.services.ports import Shop

log = logging.getLogger("bookstore.hearing")


async def hear(shop: Shop, event: WebhookEvent) -> Order | None:
    """Settle what a verified event is about, by asking Stripe and not by its words.

    Stripe tells each payment by several events, and the shopper's own tab is mostly there
    before them: an order that is settled already, or is just being, costs no call.

    Returns:
        The order; None when the event is about none of ours.

    Raises:
        PaymentUnavailable: Stripe could not be reached; nothing was changed.
    """
    if event.intent_id is None:
        return None
    joined = await shop.looks.join(event.intent_id)
    order = joined.order if joined else await shop.orders.find_by_intent(event.intent_id)
    if order is not None and is_no_news(order, event):
        log.info("Webhook %s says of order %s what it knows.", event.id, order.number)
        return order
    try:
        return (await verify_payment(shop, event.intent_id)).order
    except (OrderNotFound, PaymentRefused) as error:
        log.info("Webhook %s is about no order of ours: %s", event.id, error)
        return None
