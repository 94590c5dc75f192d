"""The one place where an order becomes paid: Stripe's intent judged against our own row."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import assert_never

from bookstore.domain.errors import OrderNotFound, PaymentRefused
from bookstore.domain.order import Order, OrderStatus, Terms, status_after_refund
from bookstore.domain.payment import (
    Dispute,
    Outcome,
    PaymentIntent,
    Verdict,
    is_already_known,
    is_spare,
    judge_payment,
)
from bookstore.services.attempts import record_attempt
from bookstore.services.fulfilment import fulfil
from bookstore.services.ports import Shop

log = logging.getLogger("bookstore.settlement")


@dataclass(frozen=True, slots=True)
class Payment:
    """The verdict, the order as stored after it, and the intent it was judged by."""

    verdict: Verdict
    order: Order
    intent: PaymentIntent


async def settle(shop: Shop, intent: PaymentIntent) -> Payment:
    """Settle by an intent that our server fetched just now."""
    if intent.order_number is None:
        raise OrderNotFound(f"Intent {intent.id} carries no order number of ours.")
    order = await shop.orders.by_number(intent.order_number)
    revision = intent.order_revision or order.revision
    verdict = await judge(shop, order, intent)
    if verdict.outcome is Outcome.MISMATCH:
        if is_spare(order, intent):
            log.warning("Order %s is not paid with %s, which is empty.", order.number, intent.id)
        else:
            await sound_alarm(shop, order, "; ".join(verdict.reasons))
        return Payment(verdict, order, intent)
    if order.intent_id is None:
        order = await shop.orders.attach_intent(order.number, intent.id, at=shop.clock.now())
    await record_attempt(shop, order, intent)
    if not is_already_known(order, verdict):
        order = await _apply(shop, order, verdict, revision=revision, intent=intent)
    if await _follow_refunds(shop, order, intent) | await _follow_dispute(shop, order, intent):
        order = await shop.orders.by_number(order.number)
    return Payment(verdict, order, intent)


async def judge(shop: Shop, order: Order, intent: PaymentIntent) -> Verdict:
    """Judge an intent by the terms of the revision that it names."""
    revision = intent.order_revision or order.revision
    try:
        terms = await terms_of_revision(shop, order, revision)
    except OrderNotFound:
        return Verdict(Outcome.MISMATCH, (f"the order has no revision {revision}",))
    return judge_payment(order, terms.total, intent)


async def terms_of_revision(shop: Shop, order: Order, revision: int) -> Terms:
    """The terms of one of an order's revisions, which are read only if it is not the agreed one.

    Raises:
        OrderNotFound: the order has no such revision.
    """
    if revision == order.revision:
        return order.terms
    return await shop.orders.terms_at(order.number, revision)


async def _apply(
    shop: Shop, order: Order, verdict: Verdict, *, revision: int, intent: PaymentIntent
) -> Order:
    """Take the step that a verdict leads to; answers the order as it stands after that."""
    now = shop.clock.now()
    match verdict.outcome:
        case Outcome.PAID:
            if order.status is OrderStatus.CANCELED:
                await sound_alarm(shop, order, "it was canceled")
            paid = await shop.orders.mark_paid(
                order.number,
                revision,
                charge_id=intent.charge_id,
                at=now,
                receipt=intent.receipt,
            )
            if paid is not None:
                log.info("Order %s is paid with %s.", order.number, intent.id)
                return await fulfil(shop, paid)
        case Outcome.PROCESSING:
            await shop.orders.mark_processing(order.number, at=now)
        case Outcome.WAITING | Outcome.NEEDS_ACTION:
            if order.status is OrderStatus.PROCESSING:
                await shop.orders.mark_waiting(order.number, at=now)
        case Outcome.CANCELED:
            await shop.orders.mark_canceled(order.number, at=now)
        case Outcome.UNKNOWN | Outcome.MISMATCH:
            await sound_alarm(shop, order, "; ".join(verdict.reasons))
        case _ as never:
            assert_never(never)
    return await shop.orders.by_number(order.number)


async def _follow_refunds(shop: Shop, order: Order, intent: PaymentIntent) -> bool:
    """Record what went back, whoever gave it back; a refund that failed later is an alarm.

    Returns:
        Whether the order was changed.
    """
    refunded = intent.amount_refunded.minor
    if not order.was_paid or refunded == order.refunded_minor:
        return False
    if refunded > order.refunded_minor:
        status = status_after_refund(order.terms.total, refunded)
        now = shop.clock.now()
        return await shop.orders.mark_refunded(order.number, status, refunded, at=now)
    # Perhaps a refund was made since the intent was fetched: what is recorded now, Stripe
    # has to have when it is asked now.
    again = (await shop.payments.retrieve_intent(intent.id)).amount_refunded.minor
    if again < order.refunded_minor:
        reason = f"of {order.refunded_minor} refunded, Stripe has {again} (minor units)"
        await sound_alarm(shop, order, reason)
    return False


async def _follow_dispute(shop: Shop, order: Order, intent: PaymentIntent) -> bool:
    """Record how a dispute stands, which stays with the order; answers whether that was news."""
    if not intent.is_disputed:
        return False
    number = order.number
    try:
        dispute = await shop.payments.find_dispute(intent.id)
    except PaymentRefused as refused:
        log.warning("Stripe tells nothing of the dispute over order %s: %s", number, refused)
        dispute = Dispute("see the Dashboard", "unknown", "unknown", intent.amount)
    if dispute is None or not await shop.orders.mark_disputed(number, dispute, at=shop.clock.now()):
        return False
    log.warning("Order %s is disputed (%s): %s", number, dispute.id, dispute.status)
    return True


async def sound_alarm(shop: Shop, order: Order, why: str) -> None:
    """Log each time; write it to the timeline once, however often it is looked at."""
    log.error("ALARM order %s is not settled as it should be: %s", order.number, why)
    await shop.orders.note(order.number, "alarm", why, at=shop.clock.now())
