"""From a priced cart to a settled payment: place, verify, claim, abandon.

The way of one order (DESIGN, "One order's life"): `place_order` re-prices the cart,
records the order, holds its stock and brings Stripe's intent to it; the browser
confirms; `verify_payment` asks Stripe and settles. Nothing here believes a browser.
"""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass
from typing import assert_never

from bookstore.domain.cart import CartLine
from bookstore.domain.contact import Contact
from bookstore.domain.errors import (
    CartNotSellable,
    OrderChanged,
    OrderExists,
    OrderNotFound,
    OrderSettled,
    PaymentRefused,
    PaymentUnderWay,
    PriceChanged,
)
from bookstore.domain.order import Order, OrderStatus, Terms, agree_terms
from bookstore.domain.payment import CHANGEABLE, IntentStatus, PaymentIntent
from bookstore.services.ports import Shop
from bookstore.services.quoting import quote_lines
from bookstore.services.settlement import Payment, settle

log = logging.getLogger("bookstore.checkout")

ATTEMPTS = 3  # how often a placing starts over when another tab was quicker


@dataclass(frozen=True, slots=True)
class Wish:
    """What a shopper asks for by pressing Pay; prices are ours, never theirs."""

    lines: tuple[CartLine, ...]
    contact: Contact
    shown_minor: int | None
    checkout_key: str
    is_from_cart: bool


@dataclass(frozen=True, slots=True)
class Payable:
    """An order and its intent, ready to be confirmed by the browser that ordered."""

    order: Order
    intent: PaymentIntent


async def place_order(shop: Shop, wish: Wish) -> Payable:
    """Record what is to be bought, hold it, and have Stripe's intent for it.

    Safe to repeat: one checkout key has one open order, and one order has one intent,
    however many tabs and clicks ask. No money moves here.

    Raises:
        CartNotSellable: a line cannot be sold as asked, or there is no line.
        PriceChanged: the total is not the one the shopper saw.
        OrderSettled: the order under this key is already paid.
        PaymentUnderWay: the bank is at work on it; finish or cancel first.
        PaymentError: Stripe refused or did not answer; nothing was charged.
    """
    for _ in range(ATTEMPTS):
        try:
            return await _place_once(shop, wish)
        except (OrderExists, OrderChanged) as error:
            log.info("Placing again: %s", type(error).__name__)
    raise OrderChanged(f"The order was changed {ATTEMPTS} times while it was placed.")


async def _place_once(shop: Shop, wish: Wish) -> Payable:
    known = await shop.orders.find_by_key(wish.checkout_key)
    if known is not None and known.was_paid:
        raise OrderSettled(known.number)
    terms = await _agree(shop, wish)
    if known is None or not known.is_open:
        order = await _add_order(shop, wish, terms)
    else:
        order = await _propose(shop, known, terms)
    return await _bring_intent(shop, order, terms)


async def _agree(shop: Shop, wish: Wish) -> Terms:
    quote = await quote_lines(
        shop, wish.lines, country=wish.contact.country, checkout_key=wish.checkout_key
    )
    if not quote.is_sellable:
        raise CartNotSellable(quote.problems)
    if quote.total.minor != wish.shown_minor:
        raise PriceChanged(shown_minor=wish.shown_minor, total=quote.total)
    return agree_terms(quote, wish.contact)


async def _add_order(shop: Shop, wish: Wish, terms: Terms) -> Order:
    now = shop.clock.now()
    order = Order(
        number=shop.ids.order_number(),
        token=shop.ids.secret(),
        checkout_key=wish.checkout_key,
        mode=shop.mode,
        status=OrderStatus.AWAITING_PAYMENT,
        terms=terms,
        revision=1,
        proposed=1,
        is_from_cart=wish.is_from_cart,
        created_at=now,
    )
    await shop.orders.add(order, at=now)
    return order


async def _propose(shop: Shop, order: Order, terms: Terms) -> Order:
    if await shop.orders.terms_at(order.number, order.proposed) == terms:
        return order
    return await shop.orders.propose(order, terms, at=shop.clock.now())


async def _bring_intent(shop: Shop, order: Order, terms: Terms) -> Payable:
    """Create the intent, or bring the one there is to the proposed terms: one call as a rule."""
    try:
        if order.intent_id is None:
            order, intent = await _create_intent(shop, order)
            if order.proposed > 1:
                intent = await shop.payments.update_intent(order, order.proposed, terms)
        elif order.proposed > order.revision:
            intent = await shop.payments.update_intent(order, order.proposed, terms)
        else:
            intent = await shop.payments.retrieve_intent(order.intent_id)
    except PaymentRefused as refused:
        if refused.code == "resource_missing" and order.intent_id:
            return await _start_over(shop, order, "Stripe knows no such PaymentIntent.")
        if refused.intent is None:
            raise
        intent = refused.intent
    return await _offer(shop, order, intent)


async def _create_intent(shop: Shop, order: Order) -> tuple[Order, PaymentIntent]:
    """Create with the terms frozen in revision 1, so that a lost answer is replayed."""
    first = await shop.orders.terms_at(order.number, 1)
    intent = await shop.payments.create_intent(order, first)
    order = await shop.orders.attach_intent(order.number, intent.id, at=shop.clock.now())
    if not order.is_open:  # canceled in another tab while we asked Stripe
        await shop.payments.cancel_intent(intent.id)
        raise OrderChanged(f"Order {order.number} was canceled while it was placed.")
    return order, intent


async def _offer(shop: Shop, order: Order, intent: PaymentIntent) -> Payable:
    """Hand the intent out for confirming, if it stands where it can be confirmed."""
    match intent.status:
        case IntentStatus.REQUIRES_PAYMENT_METHOD | IntentStatus.REQUIRES_CONFIRMATION:
            if intent.order_revision is not None and intent.order_revision > order.revision:
                order = await shop.orders.agree(
                    order.number, intent.order_revision, at=shop.clock.now()
                )
            return Payable(order, intent)
        case IntentStatus.CANCELED:
            await settle(shop, intent)
            raise OrderChanged(f"The intent of order {order.number} was canceled.")
        case IntentStatus.SUCCEEDED:
            await settle(shop, intent)
            raise OrderSettled(order.number)
        case IntentStatus.PROCESSING:
            await settle(shop, intent)
            raise PaymentUnderWay(order.number, intent)
        case IntentStatus.REQUIRES_ACTION | IntentStatus.REQUIRES_CAPTURE | IntentStatus.UNKNOWN:
            raise PaymentUnderWay(order.number, intent)
        case _ as never:
            assert_never(never)


async def _start_over(shop: Shop, order: Order, why: str) -> Payable:
    """Give the order up: its intent cannot be paid any more."""
    now = shop.clock.now()
    log.error("ALARM order %s given up: %s", order.number, why)
    await shop.orders.note(order.number, "alarm", why, at=now)
    await shop.orders.mark_canceled(order.number, at=now)
    raise OrderChanged(f"Order {order.number} was given up: {why}")


async def verify_payment(shop: Shop, intent_id: str) -> Payment:
    """Settle the order behind a PaymentIntent by asking Stripe, not the browser.

    Safe to call any number of times and from several callers at once: the order is
    marked paid, and fulfilled, by exactly one of them.

    Args:
        intent_id: Stripe's id ("pi_..."), as received from browser or webhook.

    Returns:
        The verdict and the order as stored after this call.

    Raises:
        PaymentUnavailable: Stripe could not be reached; nothing was changed.
        OrderNotFound: the intent carries no order number of ours.

    Source: Stripe docs, "Payment status updates".
    """
    return await settle(shop, await shop.payments.retrieve_intent(intent_id))


def claim_order(payment: Payment, *, checkout_keys: tuple[str, ...], client_secret: str) -> Order:
    """The order behind a payment, for a browser that can show that it is its own.

    Args:
        payment: what `verify_payment` answered.
        checkout_keys: the keys that this browser holds.
        client_secret: what the browser presents as the intent's secret, or "".

    Raises:
        OrderNotFound: neither a key nor the secret fits.
    """
    order, secret = payment.order, payment.intent.client_secret
    holds_key = any(_equal(key, order.checkout_key) for key in checkout_keys)
    if holds_key or _equal(client_secret, secret):
        return order
    raise OrderNotFound(f"A browser asked for order {order.number} without showing a right to it.")


def _equal(presented: str, kept: str) -> bool:
    return bool(presented and kept) and hmac.compare_digest(presented.encode(), kept.encode())


async def look_after(shop: Shop, checkout_key: str) -> Payment | None:
    """Settle the latest order under a browser's key, asking Stripe if it is open.

    Returns:
        None when there is no order, or none that Stripe knows of yet.
    """
    order = await shop.orders.find_by_key(checkout_key) if checkout_key else None
    if order is None or order.intent_id is None:
        return None
    return await verify_payment(shop, order.intent_id)


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
    if order.intent_id is None:
        await shop.orders.mark_canceled(order.number, at=shop.clock.now())
        return await shop.orders.by_number(order.number)
    intent = await shop.payments.retrieve_intent(order.intent_id)
    if intent.status is IntentStatus.REQUIRES_ACTION and not even_at_the_bank:
        raise PaymentUnderWay(order.number, intent)
    if intent.status in CHANGEABLE | {IntentStatus.REQUIRES_ACTION}:
        try:
            intent = await shop.payments.cancel_intent(intent.id)
        except PaymentRefused:  # it moved on between the two calls
            intent = await shop.payments.retrieve_intent(intent.id)
    return (await settle(shop, intent)).order
