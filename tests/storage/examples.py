"""Books, terms and orders as the tests of the storage use them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bookstore.domain.catalogue import Book, Catalogue, Delivery
from bookstore.domain.contact import Contact
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.pricing import LineItem

NOW = datetime(2026, 11, 21, 9, 30, 15, 123456, tzinfo=UTC)
CONTACT = Contact("ada@example.com", "Ada Lovelace", "1 Küfer St", "Zürich", "8001", "CH")
DELIVERY_MINOR = 500


def usd(minor: int) -> Money:
    """An amount in cents."""
    return Money(minor, "usd")


def a_book(book_id: int, *, price_minor: int | None = None, slug: str | None = None) -> Book:
    """A title whose texts are made of its id; book 2 costs $20.00."""
    return Book(
        id=book_id,
        slug=slug or f"book-{book_id}",
        title=f"Book {book_id}",
        author="A. Author",
        price=usd(1000 * book_id if price_minor is None else price_minor),
        description=f"What book {book_id} is about.",
        subjects=("logic", "history"),
        year=1990 + book_id,
        subtitle="A subtitle",
        pages=200,
        isbn="9780000000002",
    )


def a_catalogue(copies: Mapping[int, int], *books: Book) -> Catalogue:
    """These books, or those that `copies` names, in this order."""
    return Catalogue(
        shop_name="Quire & Quoin",
        locale="en_US",
        currency="usd",
        delivery=Delivery("CH", ()),
        books=books or tuple(a_book(book_id) for book_id in copies),
        copies=dict(copies),
    )


def some_terms(copies: Mapping[int, int]) -> Terms:
    """Terms that sell these copies (book id -> copies) at the examples' prices."""
    items = tuple(
        LineItem(book_id, f"Book {book_id}", count, usd(1000 * book_id))
        for book_id, count in copies.items()
    )
    subtotal = sum((item.total for item in items), usd(0))
    delivery = usd(DELIVERY_MINOR)
    return Terms(items, subtotal, delivery, subtotal + delivery, CONTACT)


def an_order(
    number: str,
    copies: Mapping[int, int],
    *,
    key: str | None = None,
    mode: Mode = Mode.TEST,
    created_at: datetime = NOW,
) -> Order:
    """A new order; its token and (unless given) its checkout key are made of its number."""
    return Order(
        number=number,
        token=f"token-{number}",
        checkout_key=key or f"key-{number}",
        mode=mode,
        status=OrderStatus.AWAITING_PAYMENT,
        terms=some_terms(copies),
        revision=1,
        proposed=1,
        is_from_cart=True,
        created_at=created_at,
    )
