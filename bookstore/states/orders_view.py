"""An order as its page shows it: ready text, and the sentence for where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from babel.dates import format_date, format_time

from bookstore.domain.contact import address_lines
from bookstore.domain.money import Money, format_money
from bookstore.domain.order import Order, OrderEvent, OrderStatus
from bookstore.domain.receipt import paid_with
from bookstore.domain.story import is_looked_into, tell_story
from bookstore.states.order_words import Telling, mail_in_words, next_in_words, status_in_words


@dataclass(frozen=True)
class OrderLineRow:
    """One line as charged."""

    book_id: int
    title: str
    quantity: int
    price: str
    total: str


@dataclass(frozen=True)
class StepRow:
    """One thing that happened to the order, and when."""

    at: str
    sentence: str


@dataclass(frozen=True)
class OrderView:
    """An order in words."""

    number: str = ""
    placed_on: str = ""  # the date of the invoice that the page prints
    is_invoice: bool = False  # it was paid; nobody gets an invoice for what was not
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
    paid_with: str = ""  # "Visa ending 4242"
    receipt_url: str = ""  # Stripe's own page about the charge
    next_steps: list[str] = field(default_factory=list)
    story: list[StepRow] = field(default_factory=list)


NO_ORDER = OrderView()


def view_order(order: Order, lines: Sequence[OrderEvent], telling: Telling) -> OrderView:
    """The order in words; the headline and sentence say where it stands, truthfully.

    Args:
        order: as stored.
        lines: its timeline, oldest first.
        telling: how things are said.
    """
    headline, sentence = status_in_words(order, lines, telling)
    locale = telling.locale
    terms = order.terms
    refunded = Money(order.refunded_minor, terms.total.currency)
    return OrderView(
        number=order.number,
        placed_on=format_date(order.created_at, format="long", locale=locale),
        is_invoice=order.was_paid,
        headline=headline,
        sentence=sentence,
        status=order.status.value,
        rows=[
            OrderLineRow(
                item.book_id,
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
        recipient=list(address_lines(terms.contact, locale)),
        mail=mail_in_words(order, sends_mail=telling.sends_mail),
        pay_again=f"/checkout?order={order.token}" if _can_be_paid(order, lines) else "",
        intent_id=order.intent_id or "",
        charge_id=order.charge_id or "",
        paid_with=paid_with(order.receipt),
        receipt_url=order.receipt.url if order.receipt else "",
        next_steps=list(next_in_words(order, lines, telling)),
        story=[StepRow(_moment(step.at, locale), step.sentence) for step in tell_story(lines)],
    )


def _moment(at: datetime, locale: str) -> str:
    """A moment as this locale writes it; its zone is named, as nobody knows the reader's."""
    day, clock = format_date(at, "medium", locale), format_time(at, "short", locale=locale)
    return f"{day}, {clock} UTC"


def _can_be_paid(order: Order, lines: Sequence[OrderEvent]) -> bool:
    return order.status is OrderStatus.AWAITING_PAYMENT and not is_looked_into(lines)
