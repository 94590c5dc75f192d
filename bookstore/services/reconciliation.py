"""Looks after orders that nobody told us about: asks Stripe, settles, gives up the abandoned."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterable
from datetime import datetime, timedelta

from bookstore.domain.errors import BookstoreError, PaymentUnavailable, PaymentUnderWay
from bookstore.domain.findings import Finding, FindingKind
from bookstore.domain.order import OPEN, Order, OrderStatus
from bookstore.services.canceling import cancel_order
from bookstore.services.checkout import verify_payment
from bookstore.services.forgetting import forget_abandoned
from bookstore.services.fulfilment import fulfil
from bookstore.services.ports import Shop
from bookstore.services.reminding import forget_reminders
from bookstore.services.waiting import is_abandoned

log = logging.getLogger("bookstore.reconciliation")

ASK_AFTER = timedelta(seconds=30)  # younger orders are still with their shopper
STUCK_AFTER = timedelta(hours=72)  # until then a shopper may still be at the bank
BATCH = 200


async def reconcile(shop: Shop) -> int:
    """Ask Stripe about every open order that is old enough, and settle what it says.

    Orders that nobody paid for a day are canceled, at Stripe first, so that their copies
    go back to the shelf; paid orders whose fulfilment was cut short are fulfilled;
    canceled orders lose their contacts after a month, and requests for links their
    addresses after an hour.

    Returns:
        How many orders moved on.
    """
    return sum(finding.is_done for finding in await settle_waiting(shop))


async def settle_waiting(shop: Shop) -> list[Finding]:
    """Do what `reconcile` does, and say what was found about which order."""
    now = shop.clock.now()
    found = [
        await _ask_about(shop, order, age=now - order.created_at)
        async for order in each_order(shop, OPEN, before=now - ASK_AFTER)
    ]
    found += await _fulfil_paid(shop, made_before=now - ASK_AFTER)
    await forget_abandoned(shop)
    await forget_reminders(shop)
    return [finding for finding in found if finding is not None]


async def sweep(shop: Shop) -> int:
    """Fulfil at the start what was paid when the shop ended suddenly; Stripe is not asked.

    Orders that cannot be filled, and are refunded instead, are left to `reconcile`.

    Returns:
        How many orders were fulfilled.
    """
    left = await shop.orders.unfulfilled(before=shop.clock.now(), limit=BATCH)
    fillable = [order.number for order in left if not order.is_unfillable]
    for number in fillable:
        await fulfil(shop, await shop.orders.by_number(number))
    return len(fillable)


async def each_order(
    shop: Shop, statuses: Iterable[OrderStatus], *, before: datetime, since: datetime | None = None
) -> AsyncGenerator[Order]:
    """Every order in these statuses, oldest first; each once, however many there are.

    Without pages, a batch of orders that cannot move would keep all later ones waiting.
    """
    seen: set[str] = set()
    while True:
        page = await shop.orders.listed(
            shop.mode, statuses=statuses, before=before, limit=BATCH, since=since
        )
        fresh = [order for order in page if order.number not in seen]
        seen |= {order.number for order in fresh}
        for order in fresh:
            yield order
        if len(page) < BATCH or not fresh:
            return
        since = page[-1].created_at


async def _fulfil_paid(shop: Shop, *, made_before: datetime) -> list[Finding]:
    """Hand on the paid orders whose fulfilment was cut short, or refund them."""
    found: list[Finding] = []
    for order in await shop.orders.unfulfilled(before=made_before, limit=BATCH):
        after = await fulfil(shop, await shop.orders.by_number(order.number))
        is_done = after.fulfilled_at is not None
        kind = FindingKind.FULFILLED if is_done else FindingKind.UNFULFILLED
        found.append(Finding(kind, order.number, order.intent_id, order.terms.total))
    return found


async def _ask_about(shop: Shop, order: Order, *, age: timedelta) -> Finding | None:
    try:
        if await is_abandoned(shop, order):
            await cancel_order(shop, order, even_at_the_bank=age > STUCK_AFTER)
        elif order.intent_id is not None:
            await verify_payment(shop, order.intent_id)
    except PaymentUnderWay:
        return None
    except PaymentUnavailable:
        log.warning("Stripe does not answer; order %s is asked about later.", order.number)
        return Finding(FindingKind.UNANSWERED, order.number, order.intent_id)
    except BookstoreError as error:
        log.error("ALARM order %s cannot be reconciled: %s", order.number, error)
        return Finding(FindingKind.DIFFERENT, order.number, order.intent_id, detail=str(error))
    after = await shop.orders.by_number(order.number)
    if after.status is order.status:
        return None
    if after.was_paid:
        paid = after.terms.total
        return Finding(FindingKind.SETTLED, order.number, after.intent_id, paid, paid)
    moved = f"was {order.status.value}, is {after.status.value} now"
    return Finding(FindingKind.MOVED, order.number, after.intent_id, detail=moved)
