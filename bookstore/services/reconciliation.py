"""Looks after orders that nobody told us about: asks Stripe, settles, gives up the abandoned."""

from __future__ import annotations

import logging
from datetime import timedelta

from bookstore.domain.errors import BookstoreError, PaymentUnavailable, PaymentUnderWay
from bookstore.domain.order import OPEN, Order
from bookstore.services.canceling import cancel_order
from bookstore.services.checkout import verify_payment
from bookstore.services.forgetting import forget_abandoned
from bookstore.services.fulfilment import fulfil
from bookstore.services.ports import Shop

log = logging.getLogger("bookstore.reconciliation")

ASK_AFTER = timedelta(seconds=30)  # younger orders are still with their shopper
ABANDONED_AFTER = timedelta(hours=24)
STUCK_AFTER = timedelta(hours=72)  # until then a shopper may still be at the bank
BATCH = 200


async def reconcile(shop: Shop) -> int:
    """Ask Stripe about every open order that is old enough, and settle what it says.

    Orders that nobody paid for a day are canceled, so that their copies go back to the
    shelf; paid orders whose fulfilment was cut short are fulfilled; canceled orders lose
    their contacts after a month.

    Returns:
        How many orders moved on.
    """
    now = shop.clock.now()
    changed = 0
    for order in await shop.orders.listed(
        shop.mode, statuses=OPEN, before=now - ASK_AFTER, limit=BATCH
    ):
        changed += await _reconcile_one(shop, order, age=now - order.created_at)
    for order in await shop.orders.unfulfilled(before=now - ASK_AFTER, limit=BATCH):
        await fulfil(shop, order.number)
        changed += (await shop.orders.by_number(order.number)).fulfilled_at is not None
    await forget_abandoned(shop)
    return changed


async def sweep(shop: Shop) -> int:
    """Fulfil at the start what was paid when the shop ended suddenly; Stripe is not asked.

    Orders that cannot be filled, and are refunded instead, are left to `reconcile`.

    Returns:
        How many orders were fulfilled.
    """
    left = await shop.orders.unfulfilled(before=shop.clock.now(), limit=BATCH)
    fillable = [order.number for order in left if not order.is_unfillable]
    for number in fillable:
        await fulfil(shop, number)
    return len(fillable)


async def _reconcile_one(shop: Shop, order: Order, *, age: timedelta) -> bool:
    try:
        if age > ABANDONED_AFTER:
            await cancel_order(shop, order, even_at_the_bank=age > STUCK_AFTER)
        elif order.intent_id is not None:
            await verify_payment(shop, order.intent_id)
    except PaymentUnderWay:
        return False
    except PaymentUnavailable:
        log.warning("Stripe does not answer; order %s is asked about later.", order.number)
        return False
    except BookstoreError as error:
        log.error("ALARM order %s cannot be reconciled: %s", order.number, error)
        return False
    return (await shop.orders.by_number(order.number)).status is not order.status
