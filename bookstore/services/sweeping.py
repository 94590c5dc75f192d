"""Compares Stripe's account with our orders, both ways: nothing received or sold goes unseen.

What can be put right by settling is; whatever else is found is listed for a person. Money
that came for no order is never sent back from here.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bookstore.domain.errors import OrderChanged, OrderNotFound, PaymentRefused
from bookstore.domain.findings import (
    Finding,
    FindingKind,
    find_difference,
    find_orphan,
    in_words,
)
from bookstore.domain.order import WAS_PAID, Order
from bookstore.domain.payment import PaymentIntent
from bookstore.services.canceling import MISSING
from bookstore.services.checkout import verify_payment
from bookstore.services.ports import Shop
from bookstore.services.reconciliation import each_order, settle_waiting
from bookstore.services.settlement import judge, sound_alarm

log = logging.getLogger("bookstore.sweeping")

LOOK_BACK = timedelta(days=30)
LIMIT = 10_000  # payments: a hundred calls
LOOKS = 2  # order and intent are read one after the other: a change between is no difference


async def reconcile_fully(shop: Shop, *, days: int = LOOK_BACK.days) -> list[Finding]:
    """Settle what waits, then compare the payments and orders of the last days.

    Safe to run at any time, also beside a selling shop, and to repeat.

    Raises:
        PaymentError: Stripe could not be asked; what was settled before stays settled.
    """
    waiting = await settle_waiting(shop)
    return waiting + await compare_accounts(shop, since=shop.clock.now() - timedelta(days=days))


async def compare_accounts(shop: Shop, *, since: datetime, limit: int = LIMIT) -> list[Finding]:
    """Compare every payment and every paid order made since a moment; settle or list.

    Four ways lead to a difference: a payment without an order, a paid order without a
    payment, two amounts, a refund made elsewhere (looked for in older orders too).

    Raises:
        PaymentError: Stripe could not be asked; it is to be done again.
    """
    intents = await shop.payments.intents_since(since, limit=limit)
    found = [await _look_at_payment(shop, intent) for intent in intents]
    if len(intents) >= limit:
        detail = f"of more than {limit} payments only the newest. Ask for fewer days"
        found.append(Finding(FindingKind.INCOMPLETE, detail=detail))
    seen = {intent.id for intent in intents}
    for order in await _orders_elsewhere(shop, seen, since=since, limit=limit):
        found.append(await _look_at_order(shop, order))
    return [finding for finding in found if finding is not None]


async def _orders_elsewhere(
    shop: Shop, seen: set[str], *, since: datetime, limit: int
) -> list[Order]:
    """Paid orders that no listed payment led to, and old ones whose money went back lately."""
    later = shop.clock.now() + timedelta(days=1)  # another worker's clock may be ahead
    paid = [order async for order in each_order(shop, WAS_PAID, before=later, since=since)]
    found = {order.number: order for order in paid if order.intent_id not in seen}
    for intent_id in await shop.payments.reversed_since(since, limit=limit):
        order = None if intent_id in seen else await shop.orders.find_by_intent(intent_id)
        if order is not None:
            found[order.number] = order
    return list(found.values())


async def _look_at_payment(shop: Shop, intent: PaymentIntent) -> Finding | None:
    order = await _find_order(shop, intent)
    if order is not None:
        return await _compare(shop, order, intent)
    orphan = find_orphan(intent)
    if orphan is not None and orphan.kind is FindingKind.ORPHAN:
        log.error("ALARM %s", in_words(orphan, shop.locale))
    return orphan


async def _find_order(shop: Shop, intent: PaymentIntent) -> Order | None:
    try:
        if intent.order_number is not None:
            return await shop.orders.by_number(intent.order_number)
    except OrderNotFound:
        return None
    return await shop.orders.find_by_intent(intent.id)


async def _look_at_order(shop: Shop, order: Order) -> Finding | None:
    """A paid order has to have its payment, however long ago that was made."""
    detail = "it has no PaymentIntent"
    if order.intent_id is not None:
        try:
            intent = await shop.payments.retrieve_intent(order.intent_id)
            return await _compare(shop, order, intent)
        except PaymentRefused as refused:
            if refused.code != MISSING:
                raise
            detail = f"it knows no {order.intent_id}"
    total = order.terms.total
    missing = Finding(FindingKind.NO_PAYMENT, order.number, order.intent_id, total, detail=detail)
    return await _list(shop, order, missing)


async def _compare(shop: Shop, order: Order, intent: PaymentIntent) -> Finding | None:
    """Settle by what Stripe says now, and look again: what is left then is listed."""
    first = find_difference(order, await judge(shop, order, intent), intent)
    if first is None:
        return await _look_at_dispute(shop, order, intent)
    left = first
    for _ in range(LOOKS):
        try:
            payment = await verify_payment(shop, intent.id)
        except (OrderNotFound, OrderChanged) as error:
            return replace(first, kind=FindingKind.DIFFERENT, detail=str(error))
        left = find_difference(payment.order, payment.verdict, payment.intent)
        if left is None:
            return _done(first)
    return await _list(shop, order, left)


async def _look_at_dispute(shop: Shop, order: Order, intent: PaymentIntent) -> Finding | None:
    """Bring what we know of a dispute up to date; one that waits for evidence is listed."""
    if not intent.is_disputed:
        return None
    after = (await verify_payment(shop, intent.id)).order
    total, status = after.terms.total, (after.dispute_status or "").replace("_", " ")
    if after.needs_evidence:
        return Finding(FindingKind.DISPUTED, order.number, intent.id, total, detail=status)
    if after.dispute_status == order.dispute_status:
        return None
    return Finding(FindingKind.DISPUTE_RECORDED, order.number, intent.id, total, detail=status)


def _done(first: Finding) -> Finding | None:
    """What settling has put right; otherwise our first look was merely an old one."""
    if first.kind is FindingKind.UNSETTLED:
        return replace(first, kind=FindingKind.SETTLED)
    return first if first.is_done else None


async def _list(shop: Shop, order: Order, finding: Finding) -> Finding:
    """Sound the alarms that settling does not sound by itself."""
    if finding.kind in (FindingKind.NO_PAYMENT, FindingKind.UNSETTLED):
        await sound_alarm(shop, order, in_words(finding, shop.locale))
    return finding
