"""Forgets who ordered: on request, and by itself when an order came to nothing."""

from __future__ import annotations

from datetime import timedelta

from bookstore.domain.errors import OrderNotReady
from bookstore.domain.order import Order
from bookstore.services.ports import Shop

FORGET_AFTER = timedelta(days=30)
BATCH = 200


async def forget_order(shop: Shop, number: str, *, even_unshipped: bool = False) -> None:
    """Erase name, address and e-mail of an order for good. Doing it again is harmless.

    Args:
        shop: the shop.
        number: the order's.
        even_unshipped: also when a parcel is still owed; nobody knows then where to.

    Raises:
        OrderNotFound: no such order.
        OrderNotReady: something that is still to be done needs the contact.
    """
    now = shop.clock.now()
    if await shop.contacts.forget(number, at=now, even_unshipped=even_unshipped):
        return
    order = await shop.orders.by_number(number)
    raise OrderNotReady(
        f"Order {number} is {order.status.value} and not done with, so its contact is still "
        f"needed: {_what_is_left(order)}."
    )


def _what_is_left(order: Order) -> str:
    if order.is_open:
        return "it may still be paid; it is canceled by itself after a day"
    if order.needs_evidence:
        return "answer its dispute in the Stripe Dashboard first"
    if order.fulfilled_at is None:
        return "it waits to be handed on; look at its timeline"
    return "ship or refund it first, or add --even-unshipped when nothing will be sent"


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
