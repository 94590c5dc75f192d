"""From a priced cart to a settled payment: place, verify, claim.

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
    OrderClosed,
    OrderExists,
    OrderNotFound,
    OrderSettled,
    PaymentDiffers,
    PaymentRefused,
    PaymentUnderWay,
    PriceChanged,
)
from bookstore.domain.order import Order, OrderStatus, Terms, agree_terms
from bookstore.domain.payment import IntentStatus, Outcome, PaymentIntent
from bookstore.services.canceling import MISSING, cancel_order, give_up
from bookstore.services.ports import Shop
from bookstore.services.quoting import quote_lines
from bookstore.services.settlement import Payment, settle, terms_of_revision

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
    order_number: str = ""  # pay this order under the key, and never a new one


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
        OrderClosed: the order that the wish names is not open any more.
        PaymentUnderWay: the bank is at work on it; finish or cancel first.
        PaymentDiffers: the intent is over another amount, and stays so.
        PaymentError: Stripe refused or did not answer; nothing was charged.
    """
    if not wish.checkout_key:
        raise ValueError("Cannot place an order without a checkout key: shoppers would share it.")
    for _ in range(ATTEMPTS):
        try:
            return await _place_once(shop, wish)
        except (OrderExists, OrderChanged) as error:
            log.info("Placing again: %s", error)
    raise OrderChanged(f"The order was changed {ATTEMPTS} times while it was placed.")


async def _place_once(shop: Shop, wish: Wish) -> Payable:
    known = await shop.orders.find_by_key(wish.checkout_key)
    if known is not None and known.was_paid:
        raise OrderSettled(known.number)
    _refuse_another_order(wish, known)
    terms = await _agree(shop, wish, may_hold=known is not None)
    if known is None or not known.is_open:
        order, intent = await _create_intent(shop, await _add_order(shop, wish, terms))
    elif known.intent_id is None:  # the answer may be a replay of a create long ago: look
        order, created = await _create_intent(shop, known)
        intent = await _look_at_intent(shop, order, created.id)
    else:
        order, intent = known, await _look_at_intent(shop, known, known.intent_id)
    await _refuse_unless_changeable(shop, order, intent)
    if known is None and _agrees(order, intent, terms):
        return Payable(order, intent)
    return await _bring_up_to_date(shop, order, intent, terms)


def _agrees(order: Order, intent: PaymentIntent, terms: Terms) -> bool:
    """Whether an order that was stored just now and its intent say the same, and no more."""
    is_first = intent.order_revision == order.revision == order.proposed == 1
    return is_first and order.terms == terms and intent.amount == terms.total


def _refuse_another_order(wish: Wish, known: Order | None) -> None:
    if wish.order_number and (
        known is None or not known.is_open or known.number != wish.order_number
    ):
        raise OrderClosed(f"Order {wish.order_number} was to be paid and is not open any more.")


async def _agree(shop: Shop, wish: Wish, *, may_hold: bool) -> Terms:
    key = wish.checkout_key if may_hold else ""
    quote = await quote_lines(shop, wish.lines, country=wish.contact.country, checkout_key=key)
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


async def _create_intent(shop: Shop, order: Order) -> tuple[Order, PaymentIntent]:
    """Create with the terms frozen in revision 1, so that a lost answer is replayed."""
    first = await terms_of_revision(shop, order, 1)
    try:
        intent = await shop.payments.create_intent(order, first)
    except PaymentRefused:
        await _drop_refused(shop, order)
        raise
    order = await shop.orders.attach_intent(order.number, intent.id, at=shop.clock.now())
    log.info("Order %s is placed with %s.", order.number, intent.id)
    if not order.is_open:  # canceled in another tab while we asked Stripe
        await cancel_order(shop, order, even_at_the_bank=False)
        raise OrderChanged(f"Order {order.number} was canceled while it was placed.")
    if order.proposed > 1:  # another tab is at work on it since
        intent = await _look_at_intent(shop, order, intent.id)
    return order, intent


async def _drop_refused(shop: Shop, order: Order) -> None:
    """Cancel an order whose intent Stripe refuses to create: the same request stays refused."""
    order = await shop.orders.by_number(order.number)
    if order.intent_id is not None:
        raise OrderChanged(f"Order {order.number} got its intent in another tab.")
    await cancel_order(shop, order, even_at_the_bank=False)


async def _look_at_intent(shop: Shop, order: Order, intent_id: str) -> PaymentIntent:
    try:
        return await shop.payments.retrieve_intent(intent_id)
    except PaymentRefused as refused:
        if refused.code != MISSING:
            raise
        await give_up(shop, order)
        raise OrderChanged(f"Order {order.number} was given up.") from refused


async def _refuse_unless_changeable(shop: Shop, order: Order, intent: PaymentIntent) -> None:
    match intent.status:
        case IntentStatus.REQUIRES_PAYMENT_METHOD | IntentStatus.REQUIRES_CONFIRMATION:
            return
        case IntentStatus.CANCELED:
            await settle(shop, intent)
            raise OrderChanged(f"The intent of order {order.number} was canceled.")
        case IntentStatus.SUCCEEDED:
            if (await settle(shop, intent)).order.was_paid:
                raise OrderSettled(order.number)
            raise PaymentUnderWay(order.number, intent)  # money came that is not the order's
        case IntentStatus.PROCESSING:
            await settle(shop, intent)
            raise PaymentUnderWay(order.number, intent)
        case IntentStatus.REQUIRES_ACTION | IntentStatus.REQUIRES_CAPTURE | IntentStatus.UNKNOWN:
            raise PaymentUnderWay(order.number, intent)
        case _ as never:
            assert_never(never)


async def _bring_up_to_date(
    shop: Shop, order: Order, intent: PaymentIntent, terms: Terms
) -> Payable:
    """Have order and intent agree on these terms; nothing is sent when they do already.

    Each change is a revision of its own, sent under its own idempotency key and named in
    the intent's metadata: whatever arrives late or twice, the intent says which terms it
    would charge, and those are kept. Its amount is compared too, before a browser may
    confirm it: whoever has changed it at Stripe is overruled once, and then obeyed by no one.
    """
    is_latest = intent.order_revision == order.proposed and intent.amount == terms.total
    if not is_latest or await terms_of_revision(shop, order, order.proposed) != terms:
        order = await shop.orders.propose(order, terms, at=shop.clock.now())
        intent = await _update_intent(shop, order, terms)
    order = await shop.orders.agree(order.number, order.proposed, at=shop.clock.now())
    if order.revision != intent.order_revision:
        raise OrderChanged(f"Order {order.number} was changed in another tab.")
    if intent.amount != terms.total:
        log.error("ALARM order %s has an intent over %s.", order.number, intent.amount)
        raise PaymentDiffers(order.number, intent.amount, terms.total)
    return Payable(order, intent)


async def _update_intent(shop: Shop, order: Order, terms: Terms) -> PaymentIntent:
    try:
        intent = await shop.payments.update_intent(order, order.proposed, terms)
    except PaymentRefused as refused:
        if refused.intent is None:
            raise
        intent = refused.intent
    await _refuse_unless_changeable(shop, order, intent)
    return intent


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
    with shop.looks.looking(intent_id) as look:
        payment = await settle(shop, await shop.payments.retrieve_intent(intent_id))
        look.found(payment)
    return payment


def claim_order(payment: Payment, *, checkout_keys: tuple[str, ...], client_secret: str) -> Order:
    """The order behind a payment, for a browser that can show that it is its own.

    Args:
        payment: what `verify_payment` answered.
        checkout_keys: the keys that this browser holds.
        client_secret: what the browser presents as the intent's secret, or "". The secret
            of an intent that does not fit the order opens nothing.

    Raises:
        OrderNotFound: neither a key nor the secret fits.
    """
    order, intent = payment.order, payment.intent
    holds_key = any(_equal(key, order.checkout_key) for key in checkout_keys)
    fits = payment.verdict.outcome is not Outcome.MISMATCH
    if holds_key or (fits and _equal(client_secret, intent.client_secret)):
        return order
    raise OrderNotFound(f"A browser asked for order {order.number} without showing a right to it.")


def _equal(presented: str, kept: str) -> bool:
    """Compare in constant time, whatever characters a browser sends."""
    pair = (text.encode("utf-8", "surrogatepass") for text in (presented, kept))
    return bool(presented and kept) and hmac.compare_digest(*pair)


async def look_after(shop: Shop, checkout_key: str) -> Payment | None:
    """Settle the latest order under a browser's key, asking Stripe if it is open.

    Returns:
        None when there is no order, or none that Stripe knows of.
    """
    order = await shop.orders.find_by_key(checkout_key) if checkout_key else None
    if order is None or order.intent_id is None:
        return None
    try:
        return await verify_payment(shop, order.intent_id)
    except PaymentRefused as refused:
        if refused.code != MISSING:
            raise
        return None
