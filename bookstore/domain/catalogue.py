"""What the shop sells: books, their stock, and where they are delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bookstore.domain.money import Money


@dataclass(frozen=True, slots=True)
class Book:
    """A title as the owner describes it; prices include tax."""

    id: int
    slug: str
    title: str
    author: str
    price: Money
    description: str
    subjects: tuple[str, ...]
    year: int
    subtitle: str = ""
    pages: int | None = None
    isbn: str | None = None
    published: date | None = None  # the day, where it is known; always in `year`


@dataclass(frozen=True, slots=True)
class ShelfBook:
    """A title as the shelf has it now: `available` copies are neither sold nor held.

    A withdrawn title is no longer sold, whatever its stock; orders still name it.
    """

    book: Book
    available: int
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryZone:
    """Countries (ISO 3166-1 alpha-2, upper case) that share one flat rate."""

    name: str
    countries: tuple[str, ...]
    rate: Money
    free_from: Money | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where the shop delivers; the first zone that names a country is its zone."""

    default_country: str
    zones: tuple[DeliveryZone, ...]

    def zone_of(self, country: str) -> DeliveryZone | None:
        """The zone that delivers to a country, or None where the shop does not deliver."""
        return next((zone for zone in self.zones if country in zone.countries), None)

    def countries(self) -> tuple[str, ...]:
        """Every country delivered to, once, sorted by code."""
        return tuple(sorted({code for zone in self.zones for code in zone.countries}))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue file as read: one currency, the delivery table, books in shelf order.

    `copies` maps a book's id to how many copies the owner has supplied in all, `lines` to
    where the file describes it.
    """

    shop_name: str
    locale: str
    currency: str
    delivery: Delivery
    books: tuple[Book, ...]
    copies: Mapping[int, int]
    lines: Mapping[int, int] = field(default_factory=dict[int, int])
