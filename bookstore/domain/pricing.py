"""Prices a cart: the only place where a total is computed. Prices include tax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bookstore.domain.cart import MAX_QUANTITY, CartLine
from bookstore.domain.catalogue import Delivery, DeliveryZone, ShelfBook
from bookstore.domain.money import Money


@dataclass(frozen=True, slots=True)
class LineItem:
    """A priced line: the title and the price of one copy as they stood when priced."""

    book_id: int
    title: str
    quantity: int
    price: Money

    @property
    def total(self) -> Money:
        """The price of all copies of the line."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line cannot be sold as asked; `available` copies could be."""

    kind: Literal["withdrawn", "sold_out", "short"]
    book_id: int
    title: str
    available: int

    @property
    def sentence(self) -> str:
        """The problem in words for the shopper."""
        match self.kind:
            case "withdrawn":
                return f"{self.title} is no longer sold."
            case "sold_out":
                return f"{self.title} is sold out."
            case "short":
                copies = "copy" if self.available == 1 else "copies"
                return f"Only {self.available} {copies} of {self.title} left."


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced cart for one country; it can be bought when it has items and no problems."""

    items: tuple[LineItem, ...]
    problems: tuple[LineProblem, ...]
    country: str
    subtotal: Money
    delivery: Money
    total: Money
    free_from: Money | None

    @property
    def is_sellable(self) -> bool:
        """Say whether the quote can become an order as it stands."""
        return bool(self.items) and not self.problems


def quote_cart(
    lines: tuple[CartLine, ...],
    shelf: Mapping[int, ShelfBook],
    delivery: Delivery,
    *,
    country: str,
    currency: str,
) -> Quote:
    """Price lines at the shelf's prices, with delivery to a country.

    A country that the shop does not deliver to is quoted for the default country: the
    contact is checked before an order is made of a quote. Lines that cannot be sold are
    problems; a line that is short is still priced as asked, so that nothing jumps.
    A line of a book that never was on the shelf is dropped.
    """
    zone = delivery.zone_of(country)
    if zone is None:
        country = delivery.default_country
        zone = delivery.zone_of(country)
    pairs = [(line, shelf[line.book_id]) for line in lines if line.book_id in shelf]
    items = tuple(_item(line, found) for line, found in pairs if _is_sold(found))
    subtotal = sum((item.total for item in items), Money(0, currency))
    fee = _delivery_fee(zone, subtotal)
    return Quote(
        items=items,
        problems=tuple(p for line, found in pairs if (p := _problem(line, found))),
        country=country,
        subtotal=subtotal,
        delivery=fee,
        total=subtotal + fee,
        free_from=zone.free_from if zone else None,
    )


def _is_sold(found: ShelfBook) -> bool:
    return found.available > 0 and not found.is_withdrawn


def _item(line: CartLine, shelf_book: ShelfBook) -> LineItem:
    book = shelf_book.book
    return LineItem(book.id, book.title, line.quantity, book.price)


def _problem(line: CartLine, found: ShelfBook) -> LineProblem | None:
    title, available = found.book.title, found.available
    if found.is_withdrawn:
        return LineProblem("withdrawn", line.book_id, title, 0)
    if available <= 0:
        return LineProblem("sold_out", line.book_id, title, 0)
    if line.quantity > available:
        return LineProblem("short", line.book_id, title, min(available, MAX_QUANTITY))
    return None


def _delivery_fee(zone: DeliveryZone | None, subtotal: Money) -> Money:
    free = Money(0, subtotal.currency)
    if zone is None or subtotal.minor == 0:
        return free
    if zone.free_from is not None and subtotal.minor >= zone.free_from.minor:
        return free
    return zone.rate
