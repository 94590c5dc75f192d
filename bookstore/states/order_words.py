"""Where an order stands, in a headline and a sentence that a screen reader may read alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from babel.dates import format_date

from bookstore.domain.contact import country_name
from bookstore.domain.mail import PAY_AGAIN_WITHIN
from bookstore.domain.money import Money, format_money
from bookstore.domain.order import Mode, Order, OrderEvent, OrderStatus
from bookstore.domain.story import FAILED_LATE, is_looked_into
from bookstore.states.payment_words import LOOKING_INTO_IT


@dataclass(frozen=True, slots=True)
class Telling:
    """How things are said: the locale of amounts and dates, and whether letters will be sent."""

    locale: str
    sends_mail: bool


def status_in_words(order: Order, lines: Sequence[OrderEvent], telling: Telling) -> tuple[str, str]:
    """A headline and a sentence for where an order stands; truthful also when that is unclear.

    Two things that happened to an order never read the same, so that each change of the
    page is announced.
    """
    match order.status:
        case OrderStatus.AWAITING_PAYMENT | OrderStatus.PROCESSING if is_looked_into(lines):
            return "We are looking into your payment", LOOKING_INTO_IT
        case OrderStatus.AWAITING_PAYMENT:
            return _waiting_in_words(lines, telling)
        case OrderStatus.PROCESSING:
            return "Your payment is on its way", _processing_in_words(telling)
        case OrderStatus.PAID if order.is_unfillable:
            return (
                "We are sorry",
                "Your payment arrived, but the last copy was sold a moment before. "
                "You get all of your money back.",
            )
        case OrderStatus.PAID if order.shipped_at is not None:
            return "Your order is on its way", "The parcel has left our house."
        case OrderStatus.PAID:
            return (
                "Thank you, your order is complete",
                "We have your payment and pack your books next.",
            )
        case OrderStatus.PARTIALLY_REFUNDED:
            return "Part of this order was refunded", _refund_in_words(order, telling)
        case OrderStatus.REFUNDED:
            return (
                "This order was refunded",
                "All of the money goes back, the way you paid. "
                "It may take your bank some days to show it.",
            )
        case OrderStatus.CANCELED:
            return "This order was canceled", "Nothing was charged."
        case _ as never:
            assert_never(never)


def _waiting_in_words(lines: Sequence[OrderEvent], telling: Telling) -> tuple[str, str]:
    failures = [line.at for line in lines if line.kind == FAILED_LATE]
    if not failures:
        return "This order is not paid yet", "Nothing was charged so far."
    until = format_date(failures[-1] + PAY_AGAIN_WITHIN, format="long", locale=telling.locale)
    return (
        "Your payment did not go through",
        "Your bank did not carry it out, and nothing was charged. We keep your books for you "
        f"until {until}: you can pay for them with a card or another account.",
    )


def _processing_in_words(telling: Telling) -> str:
    close = (
        "You may close it: we will write to you."
        if telling.sends_mail
        else "You may close it and come back by its address."
    )
    return (
        "Your bank has the payment and has not answered for good yet. With a bank account that "
        "usually takes one to four business days, and we keep your books for you. There is "
        "nothing for you to do, and please do not pay again. This page changes when the bank "
        f"answers. {close}"
    )


def _refund_in_words(order: Order, telling: Telling) -> str:
    total = order.terms.total
    refunded = format_money(Money(order.refunded_minor, total.currency), telling.locale)
    return (
        f"{refunded} of {format_money(total, telling.locale)} goes back, the way you paid. "
        "It may take your bank some days to show it."
    )


def next_in_words(order: Order, lines: Sequence[OrderEvent], telling: Telling) -> tuple[str, ...]:
    """What happens next to an order, step by step; nothing where nothing more is to come."""
    packs = (
        "We pack your books and hand the parcel to the carrier. This page says when it has left."
    )
    country = country_name(order.terms.contact.country, telling.locale)
    arrives = f"The carrier brings the parcel to your address ({country})."
    if order.mode is not Mode.LIVE:
        arrives = f"{arrives[:-1]}. This is a practice order, though, so none will come."
    if order.status is OrderStatus.PROCESSING and not is_looked_into(lines):
        return ("Your bank answers, and this page says so.", packs, arrives)
    if order.awaits_shipping:
        return (packs, arrives)
    if order.was_paid and order.shipped_at and order.status is not OrderStatus.REFUNDED:
        return (arrives,)
    return ()


def mail_in_words(order: Order, *, sends_mail: bool) -> str:
    """Where letters about an order go; none is promised that will not be sent."""
    email = order.terms.contact.email
    if order.terms.contact.is_erased:
        return "Name, address and e-mail address were erased."
    if sends_mail and order.was_paid:
        return f"An e-mail about it is on its way to {email}."
    if sends_mail and order.status is OrderStatus.PROCESSING:
        return f"We write to {email} when the bank has answered."
    return f"The e-mail address for it is {email}."
