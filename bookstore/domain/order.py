"""An order: what was agreed, where it stands, and which steps are allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bookstore.domain.cart import CartLine
from bookstore.domain.contact import Contact
from bookstore.domain.money import Money
from bookstore.domain.pricing import LineItem, Quote
from bookstore.domain.receipt import Receipt


class Mode(StrEnum):
    """Which Stripe an order was made with; orders of one mode never meet another's."""

    SANDBOX = "sandbox"
    TEST = "test"
    LIVE = "live"


class OrderStatus(StrEnum):
    """Where an order stands. Disputes are a flag, not a status."""

    AWAITING_PAYMENT = "awaiting_payment"
    PROCESSING = "processing"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELED = "canceled"


STEPS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.AWAITING_PAYMENT: frozenset(
        {OrderStatus.PROCESSING, OrderStatus.PAID, OrderStatus.CANCELED}
    ),
    OrderStatus.PROCESSING: frozenset(
        {OrderStatus.PAID, OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELED}
    ),
    OrderStatus.PAID: frozenset({OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED}),
    OrderStatus.PARTIALLY_REFUNDED: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.REFUNDED: frozenset(),
    OrderStatus.CANCELED: frozenset({OrderStatus.PAID}),  # money that came anyway: an alarm
}
OPEN = frozenset({OrderStatus.AWAITING_PAYMENT, OrderStatus.PROCESSING})
WAS_PAID = frozenset({OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED})


def standing(number: str, status: OrderStatus) -> str:
    """Which order, and where it stands: two that differ are news to whoever knows one."""
    return f"{number} {status.value}"


def sources_of(status: OrderStatus) -> frozenset[OrderStatus]:
    """From which statuses an order may come to this one in one step."""
    return frozenset(start for start, ends in STEPS.items() if status in ends)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is sold, to whom and for how much: one revision of an order."""

    items: tuple[LineItem, ...]
    subtotal: Money
    delivery: Money
    total: Money
    contact: Contact

    def copies(self) -> dict[int, int]:
        """How many copies of each book these terms sell."""
        return {item.book_id: item.quantity for item in self.items}

    def cart_lines(self) -> tuple[CartLine, ...]:
        """The lines as a cart holds them."""
        return tuple(CartLine(item.book_id, item.quantity) for item in self.items)


def agree_terms(quote: Quote, contact: Contact) -> Terms:
    """The terms that a sellable quote and a checked contact make."""
    return Terms(quote.items, quote.subtotal, quote.delivery, quote.total, contact)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as stored.

    `number` is public (it is in Stripe's metadata), `token` opens the order page and is
    not to be guessed, `checkout_key` is known to the browser that ordered. `revision`
    numbers the terms that Stripe last agreed to; `proposed` the latest ones.
    """

    number: str
    token: str
    checkout_key: str
    mode: Mode
    status: OrderStatus
    terms: Terms
    revision: int
    proposed: int
    is_from_cart: bool
    created_at: datetime
    intent_id: str | None = None
    charge_id: str | None = None
    refunded_minor: int = 0
    paid_at: datetime | None = None
    fulfilled_at: datetime | None = None
    shipped_at: datetime | None = None
    is_unfillable: bool = False
    dispute_status: str | None = None  # Stripe's word for the latest dispute, None without one
    receipt: Receipt | None = None  # how it was paid; None before, and once it is forgotten

    @property
    def is_open(self) -> bool:
        """Say whether the order may still come to be paid on its own key."""
        return self.status in OPEN

    @property
    def was_paid(self) -> bool:
        """Say whether money for the order was received, refunded since or not."""
        return self.status in WAS_PAID

    @property
    def is_bought(self) -> bool:
        """Say whether its lines have left the cart: it was paid, or a bank is at work on it."""
        return self.was_paid or self.status is OrderStatus.PROCESSING

    @property
    def is_disputed(self) -> bool:
        """Say whether the shopper's bank has ever asked for the money back."""
        return self.dispute_status is not None

    @property
    def needs_evidence(self) -> bool:
        """Say whether a dispute waits for the operator's answer in the Stripe Dashboard."""
        return (self.dispute_status or "").endswith("needs_response")

    @property
    def awaits_shipping(self) -> bool:
        """Say whether a parcel is still owed."""
        is_owed = self.was_paid and self.status is not OrderStatus.REFUNDED
        return is_owed and not self.is_unfillable and self.shipped_at is None

    def may_forget(self, *, even_unshipped: bool = False) -> bool:
        """Say whether nothing that is still to be done needs the contact.

        Args:
            even_unshipped: the operator knows that no parcel will go there.
        """
        if self.is_open or self.needs_evidence:
            return False
        is_handed_on = not self.was_paid or self.fulfilled_at is not None
        return is_handed_on and (even_unshipped or not self.awaits_shipping)

    def __repr__(self) -> str:
        """Name the order without token, key or contact, which must not reach a log."""
        return f"Order({self.number!r}, {self.status.value!r}, {self.terms.total!r})"


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One line of an order's timeline: what happened, in words a person at support reads."""

    id: int
    number: str
    at: datetime
    kind: str
    text: str


def status_after_refund(total: Money, refunded_minor: int) -> OrderStatus:
    """PAID, PARTIALLY_REFUNDED or REFUNDED, by how much of the total went back."""
    if refunded_minor <= 0:
        return OrderStatus.PAID
    if refunded_minor >= total.minor:
        return OrderStatus.REFUNDED
    return OrderStatus.PARTIALLY_REFUNDED
