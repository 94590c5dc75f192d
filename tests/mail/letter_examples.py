"""A paid order and its letters, as the tests of mail use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bookstore.domain.contact import Contact
from bookstore.domain.mail import Mail
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.pricing import LineItem
from bookstore.domain.receipt import Receipt
from bookstore.mail import Letterhead

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CONTACT = Contact(
    "ada@example.com", "Ada <b>", "1 Küfer St", "Zürich", "8001", "CH", line2="Floor 2"
)
LETTERHEAD = Letterhead("Quire & Quoin", "https://shop.example.com", "en_US")


def usd(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "usd")


def a_paid_order(*, mode: Mode = Mode.LIVE) -> Order:
    """Two copies of one title and one of another, paid."""
    items = (LineItem(1, "The <Quoin>", 2, usd(2300)), LineItem(2, "Ligatures", 1, usd(1000)))
    return Order(
        number="B7K2-9QWM",
        token="token-of-the-page-0000",
        checkout_key="key",
        mode=mode,
        status=OrderStatus.PAID,
        terms=Terms(items, usd(5600), usd(500), usd(6100), CONTACT),
        revision=1,
        proposed=1,
        is_from_cart=True,
        created_at=NOW,
        intent_id="pi_1",
        charge_id="ch_1",
        paid_at=NOW,
        receipt=Receipt("card", "visa", "4242", "https://pay.stripe.com/receipts/1"),
    )


def free_delivery(order: Order) -> Order:
    """The same order, delivered for nothing."""
    return replace(order, terms=replace(order.terms, delivery=usd(0), total=usd(5600)))


def a_mail(name: str = "confirmation") -> Mail:
    """A letter of that order, claimed for the first time."""
    return Mail(1, "B7K2-9QWM", name, NOW, 1)
