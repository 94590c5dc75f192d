"""Forgets who ordered: on request, and by itself when an order came to nothing."""

from __future__ import annotations

from datetime import timedelta

from bookstore.domain.errors import OrderNotReady
from bookstore.services.ports import Shop

FORGET_AFTER = timedelta(days=30)
BATCH = 200


async def forget_order(shop: Shop, number: str) -> None:
    """Erase name, address and e-mail of an order for good. Doing it again is harmless.

    Raises:
        OrderNotFound: no such order.
        OrderNotReady: the order is open or waits for fulfilment, which needs the contact.
    """
    if not await shop.contacts.forget(number, at=shop.clock.now()):
        order = await shop.orders.by_number(number)
        raise OrderNotReady(
            f"Order {number} is {order.status.value} and not done with: its contact is still "
            "needed. Cancel, fulfil or refund it first."
        )


async def forget_abandoned(shop: Shop) -> int:
    """Erase the contacts of canceled orders that are older than 30 days.

    Returns:
        How many were erased.
    """
    now = shop.clock.now()
    forgotten = 0
    for number in await shop.contacts.abandoned(before=now - FORGET_AFTER, limit=BATCH):
        forgotten += await shop.contacts.forget(number, at=now)
    return forgotten
