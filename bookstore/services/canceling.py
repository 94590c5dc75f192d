"""Giving an order up: its intent is canceled at Stripe first, then its copies go back."""

from __future__ import annotations

import logging

from bookstore.domain.errors import PaymentRefused, PaymentUnderWay
from bookstore.domain.order import Order
from bookstore.domain.payment import CHANGEABLE, IntentStatus
from bookstore.services.ports import Shop
from bookstore.services.settlement import settle

log = logging.getLogger("bookstore.canceling")

MISSING = "resource_missing"  # Stripe's code for an id that it does not know


async def abandon_order(shop: Shop, checkout_key: str, *, even_at_the_bank: bool) -> Order | None:
    """Cancel the open order under a browser's key, and its intent, while nothing is paid.

    Args:
        checkout_key: the key that the browser holds.
        even_at_the_bank: also when the bank is asking the shopper to confirm.

    Returns:
        The order as it stands afterwards (canceled, or settled after all), or None.

    Raises:
        PaymentUnderWay: the bank is at work, and `even_at_the_bank` was not said.
        PaymentUnavailable: Stripe could not be asked; the order stays as it was.
    """
    order = await shop.orders.find_by_key(checkout_key) if checkout_key else None
    if order is None or not order.is_open:
        return order
    return await cancel_order(shop, order, even_at_the_bank=even_at_the_bank)


async def cancel_order(shop: Shop, order: Order, *, even_at_the_bank: bool) -> Order:
    """Cancel one order and its intent; see `abandon_order`.

    An order that has got its intent since it was read is asked about like any other; one
    that gets it only while it is canceled has that canceled too.
    """
    if order.intent_id is None:
        even_at_the_bank |= await shop.orders.mark_canceled(
            order.number, at=shop.clock.now(), only_without_intent=True
        )  # then the copies are back on the shelf, whatever the bank asks
        order = await shop.orders.by_number(order.number)
    if order.intent_id is None:
        return order
    try:
        intent = await shop.payments.retrieve_intent(order.intent_id)
    except PaymentRefused as refused:
        if refused.code != MISSING:
            raise
        return await give_up(shop, order)
    if intent.status is IntentStatus.REQUIRES_ACTION and not even_at_the_bank:
        raise PaymentUnderWay(order.number, intent)
    if intent.status in CHANGEABLE | {IntentStatus.REQUIRES_ACTION}:
        try:
            intent = await shop.payments.cancel_intent(intent.id)
        except PaymentRefused:  # it moved on between the two calls
            intent = await shop.payments.retrieve_intent(intent.id)
    return (await settle(shop, intent)).order


async def give_up(shop: Shop, order: Order) -> Order:
    """Cancel an order whose intent Stripe does not know: it cannot be paid any more."""
    why = "Stripe knows no such PaymentIntent, so the order can only be given up."
    log.error("ALARM order %s: %s", order.number, why)
    await shop.orders.note(order.number, "alarm", why, at=shop.clock.now())
    await shop.orders.mark_canceled(order.number, at=shop.clock.now())
    return await shop.orders.by_number(order.number)
