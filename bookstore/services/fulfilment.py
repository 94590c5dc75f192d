"""What follows a payment: hand the order on, or give the money back when it cannot be filled."""

from __future__ import annotations

import logging
from dataclasses import replace

from bookstore.domain.errors import OrderNotReady, PaymentError
from bookstore.domain.money import Money
from bookstore.domain.order import Order, OrderStatus, status_after_refund
from bookstore.domain.payment import Refund
from bookstore.services.ports import Shop

log = logging.getLogger("bookstore.fulfilment")

GIVEN_BACK = ("succeeded", "pending")  # a refund's statuses by which money goes back
REFUND_FAILED = "unrefunded"  # the timeline's word; counted, so that a next try is a new one


async def fulfil(shop: Shop, order: Order) -> Order:
    """Hand a paid order on to dispatch, once; running it again is harmless.

    An order whose copies could not be had is refunded in full, once. MONEY MOVES then.
    A refund that Stripe could not make now is tried again by the reconciler.

    Args:
        order: As stored, read or changed just now.

    Returns:
        The order as it stands after that.
    """
    number, now = order.number, shop.clock.now()
    if not order.was_paid or order.fulfilled_at is not None:
        return order
    if not order.is_unfillable:
        is_done = await shop.orders.mark_fulfilled(number, at=now)
        return replace(order, fulfilled_at=now) if is_done else await shop.orders.by_number(number)
    if order.status is OrderStatus.REFUNDED or await _refund_unfillable(shop, number):
        await shop.orders.mark_fulfilled(number, at=shop.clock.now())
    return await shop.orders.by_number(number)


async def _refund_unfillable(shop: Shop, number: str) -> bool:
    try:
        refund = await refund_order(shop, number, amount=None, reason="unfillable")
    except OrderNotReady:  # another worker gave it back just now
        return (await shop.orders.by_number(number)).status is OrderStatus.REFUNDED
    except PaymentError as error:
        log.error("ALARM order %s cannot be filled and is not refunded yet: %s", number, error)
        return False
    return refund.status in GIVEN_BACK


async def refund_order(
    shop: Shop, number: str, *, amount: Money | None, reason: str = "operator"
) -> Refund:
    """Give back an amount of a paid order, or all that is left. MONEY MOVES.

    Repeating the same refund (same amount on top of the same amount already refunded)
    gives nothing back twice.

    Raises:
        OrderNotFound: no such order.
        OrderNotReady: the order is not paid, or the amount is more than is left.
        PaymentError: Stripe refused or did not answer.
    """
    order = await shop.orders.by_number(number)
    left = order.terms.total - Money(order.refunded_minor, order.terms.total.currency)
    asked = left if amount is None else amount
    _check_refund(order, asked, left)
    told = await shop.orders.timeline(number)
    failed = sum(event.kind == REFUND_FAILED for event in told)
    act = f"{reason}:{order.refunded_minor}+{asked.minor}:{failed}"
    refund = await shop.payments.refund(
        order.intent_id or "", amount=asked, idempotency_key=f"order:{number}:refund:{act}"
    )
    if refund.status not in GIVEN_BACK:
        text = f"Refund {refund.id} is {refund.status}: nothing went back by it."
        await shop.orders.note(number, REFUND_FAILED, text, at=shop.clock.now())
    else:
        refunded = order.refunded_minor + refund.amount.minor
        status = status_after_refund(order.terms.total, refunded)
        await shop.orders.mark_refunded(number, status, refunded, at=shop.clock.now())
    return refund


def _check_refund(order: Order, asked: Money, left: Money) -> None:
    if not order.was_paid or order.intent_id is None:
        raise OrderNotReady(
            f"Order {order.number} is {order.status.value}: only a paid one refunds."
        )
    if asked.currency != left.currency or not 0 < asked.minor <= left.minor:
        raise OrderNotReady(
            f"Cannot refund {asked.minor} {asked.currency}: "
            f"{left.minor} {left.currency} (minor units) are left of order {order.number}."
        )


async def ship_order(shop: Shop, number: str) -> Order:
    """Note that a paid order has left the house.

    Raises:
        OrderNotFound: no such order.
        OrderNotReady: the order is not paid, cannot be filled, or has left already.
    """
    order = await shop.orders.by_number(number)
    if not order.was_paid or order.is_unfillable:
        raise OrderNotReady(f"Order {number} is {order.status.value}: only a paid one ships.")
    if not await shop.orders.mark_shipped(number, at=shop.clock.now()):
        raise OrderNotReady(f"Order {number} was shipped already.")
    return await shop.orders.by_number(number)
