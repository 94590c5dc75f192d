"""A shop in memory: every port of `services/ports.py`, with its state as plain attributes.

`make_shop()` is a shop of three titles, ten copies each. Where two flows race,
`shop.orders.meanwhile` and `shop.payments.meanwhile` put one exactly before a call of the
other, so that a race is played the same way each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bookstore.domain.catalogue import Book, Delivery, DeliveryZone
from bookstore.domain.contact import Contact
from bookstore.domain.money import Money
from bookstore.domain.order import Mode
from bookstore.services.ports import Shop
from tests.fake_books import FakeBooks
from tests.fake_contacts import FakeContacts
from tests.fake_mails import FakeMails, FakePostman
from tests.fake_orders import FakeOrders
from tests.fake_payments import FakePayments
from tests.fake_reminders import FakeReminders
from tests.fake_titles import FakeTitles

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CONTACT = Contact(
    "ada@example.com", "Ada Lovelace", "12 St James's Square", "London", "SW1Y 4LE", "GB"
)
DELIVERY = Delivery(
    "US",
    (
        DeliveryZone("United States", ("US",), Money(500, "usd"), Money(10_000, "usd")),
        DeliveryZone("Elsewhere", ("DE", "GB", "JP"), Money(1200, "usd"), None),
    ),
)


def make_book(book_id: int, *, price_minor: int = 2300) -> Book:
    """A title whose words are made of its id."""
    return Book(
        id=book_id,
        slug=f"book-{book_id}",
        title=f"Book {book_id}",
        author="A. Author",
        price=Money(price_minor, "usd"),
        description="A book.",
        subjects=("prose",),
        year=2020,
    )


BOOKS = (make_book(1), make_book(2, price_minor=2500), make_book(3, price_minor=2800))


class FakeNotebook:
    """Facts by name in `facts`."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}

    async def find(self, name: str) -> str | None:
        return self.facts.get(name)

    async def keep(self, name: str, text: str) -> None:
        self.facts[name] = text

    async def keep_first(self, name: str, text: str) -> str:
        return self.facts.setdefault(name, text)


class FakeClock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **units: float) -> None:
        """Go on by the arguments of a timedelta."""
        self.at += timedelta(**units)


class FakeIds:
    """Numbers and secrets that can be foretold: B-0001, then B-0002."""

    def __init__(self) -> None:
        self.made = 0

    def _next(self) -> int:
        self.made += 1
        return self.made

    def order_number(self) -> str:
        return f"B-{self._next():04}"

    def secret(self) -> str:
        return f"secret{self._next():016}"


@dataclass(frozen=True, slots=True)
class FakeShop(Shop):
    """A shop whose ports are fakes, so that tests may ask about their state."""

    books: FakeBooks
    titles: FakeTitles
    orders: FakeOrders
    notebook: FakeNotebook
    payments: FakePayments
    clock: FakeClock
    ids: FakeIds
    mails: FakeMails
    reminders: FakeReminders
    contacts: FakeContacts
    postman: FakePostman | None = None


def make_shop(**overrides: Any) -> FakeShop:
    """A shop in memory; any field may be given instead of the usual one."""
    mode: Mode = overrides.get("mode", Mode.SANDBOX)
    books: FakeBooks = overrides.get("books") or FakeBooks(BOOKS)
    orders: FakeOrders = overrides.get("orders") or FakeOrders(books, mode=mode)
    fields: dict[str, Any] = {
        "mode": mode,
        "currency": "usd",
        "locale": "en_US",
        "name": "The Test Shelf",
        "delivery": DELIVERY,
        "books": books,
        "titles": overrides.get("titles") or FakeTitles(books),
        "orders": orders,
        "notebook": FakeNotebook(),
        "payments": FakePayments(livemode=mode is Mode.LIVE),
        "clock": FakeClock(),
        "ids": FakeIds(),
        "mails": orders.mails,
        "reminders": FakeReminders(orders),
        "contacts": orders.contacts,
        "postman": FakePostman(),
    }
    return FakeShop(**(fields | overrides))
