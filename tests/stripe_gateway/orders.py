"""The order that these tests bring to Stripe."""

from __future__ import annotations

from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.pricing import LineItem
from tests.fakes import CONTACT, START

TERMS = Terms(
    (LineItem(1, "Book 1", 1, Money(2300, "usd")),),
    Money(2300, "usd"),
    Money(1200, "usd"),
    Money(3500, "usd"),
    CONTACT,
)
ORDER = Order(
    number="B-1",
    token="token-of-the-order-page",
    checkout_key="key-of-the-browser",
    mode=Mode.TEST,
    status=OrderStatus.AWAITING_PAYMENT,
    terms=TERMS,
    revision=1,
    proposed=1,
    is_from_cart=True,
    created_at=START,
)
