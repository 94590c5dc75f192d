"""An order as its page shows it: ready text, and the sentence for where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from bookstore.domain.money import Money, format_money
from bookstore.domain.order import Order, OrderStatus


@dataclass(frozen=True)
class OrderLineRow:
    """One line as charged."""

    title: str
    quantity: int
    price: str
    total: str


@dataclass(frozen=True)
class OrderView:
    """An order in words."""

    number: str = ""
    headline: str = ""
    sentence: str = ""
    status: str = ""
    rows: list[OrderLineRow] = field(default_factory=list)
    delivery: str = ""
    total: str = ""
    refunded: str = ""
    recipient: list[str] = field(default_factory=list)
    mail: str = ""
    pay_again: str = ""  # where an order that waits for its payment can be paid
    intent_id: str = ""
    charge_id: str = ""


NO_ORDER = OrderView()


def view_order(order: Order, *, locale: str, sends_mail: bool) -> OrderView:
    """The order in words; the headline and sentence say where it stands, truthfully.

    Args:
        order: as stored.
        locale: of the amounts.
        sends_mail: whether letters that are queued will be sent.
    """
    headline, sentence = status_in_words(order)
    terms = order.terms
    contact = terms.contact
    city = " ".join(filter(None, [contact.city, contact.state, contact.postal_code]))
    refunded = Money(order.refunded_minor, terms.total.currency)
    return OrderView(
        number=order.number,
        headline=headline,
        sentence=sentence,
        status=order.status.value,
        rows=[
            OrderLineRow(
                item.title,
                item.quantity,
                format_money(item.price, locale),
                format_money(item.total, locale),
            )
            for item in terms.items
        ],
        delivery=format_money(terms.delivery, locale) if terms.delivery.minor else "free",
        total=format_money(terms.total, locale),
        refunded=format_money(refunded, locale) if order.refunded_minor else "",
        recipient=[contact.name, contact.line1, city, contact.country],
        mail=_mail_in_words(order, sends_mail=sends_mail),
        pay_again=f"/checkout?order={order.token}" if _waits(order) else "",
        intent_id=order.intent_id or "",
        charge_id=order.charge_id or "",
    )


def _waits(order: Order) -> bool:
    return order.status is OrderStatus.AWAITING_PAYMENT


def _mail_in_words(order: Order, *, sends_mail: bool) -> str:
    email = order.terms.contact.email
    if order.terms.contact.is_erased:
        return "Name, address and e-mail address were erased."
    if sends_mail and order.was_paid:
        return f"An e-mail about it is on its way to {email}."
    return f"The e-mail address for it is {email}."


def status_in_words(order: Order) -> tuple[str, str]:
    """A headline and a sentence for where an order stands."""
    match order.status:
        case OrderStatus.AWAITING_PAYMENT:
            return "This order is not paid yet", "Nothing was charged so far."
        case OrderStatus.PROCESSING:
            return (
                "Your payment is on its way",
                "The bank has not answered for good yet. This page changes when it does; "
                "there is nothing for you to do, and please do not pay again.",
            )
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
            return "Part of this order was refunded", "The money goes back to your card."
        case OrderStatus.REFUNDED:
            return "This order was refunded", "All of the money goes back to your card."
        case OrderStatus.CANCELED:
            return "This order was canceled", "Nothing was charged."
        case _ as never:
            assert_never(never)
