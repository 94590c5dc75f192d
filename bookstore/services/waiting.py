"""How long an order that nobody pays keeps its copies."""

from __future__ import annotations

from datetime import timedelta

from bookstore.domain.mail import PAY_AGAIN_WITHIN
from bookstore.domain.order import Order, OrderStatus
from bookstore.domain.story import FAILED_LATE
from bookstore.services.ports import Shop

ABANDONED_AFTER = timedelta(hours=24)


async def is_abandoned(shop: Shop, order: Order) -> bool:
    """Say whether nobody is expected to pay an open order any more.

    A bank that answers late may take days, and leaves its shopper the time that our letter
    about the failure promises; until then the order keeps its copies.
    """
    now = shop.clock.now()
    if order.status is OrderStatus.PROCESSING or now - order.created_at <= ABANDONED_AFTER:
        return False
    lines = await shop.orders.timeline(order.number)
    failures = [line.at for line in lines if line.kind == FAILED_LATE]
    return not failures or now - failures[-1] > PAY_AGAIN_WITHIN
