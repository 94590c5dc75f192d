"""What the shelf has now: prices and stock, fresher than the compiled pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from bookstore import wiring
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.errors import BookNotFound
from bookstore.domain.money import format_money

FEW = 5  # from here on the shelf says how many are left


@dataclass(frozen=True)
class StockRow:
    """A title as the shelf has it now."""

    book_id: int
    slug: str
    title: str
    author: str
    subtitle: str
    description: str
    facts: str
    price: str
    can_buy: bool
    stock_words: str


MISSING = StockRow(0, "", "", "", "", "", "", "", can_buy=False, stock_words="")


def view_stock(found: ShelfBook, *, locale: str) -> StockRow:
    """A title in words."""
    book = found.book
    return StockRow(
        book_id=book.id,
        slug=book.slug,
        title=book.title,
        author=book.author,
        subtitle=book.subtitle,
        description=book.description,
        facts=", ".join(book.subjects),
        price=format_money(book.price, locale),
        can_buy=found.available > 0 and not found.is_withdrawn,
        stock_words=stock_in_words(found),
    )


def stock_in_words(found: ShelfBook) -> str:
    """How many copies are left, when that matters to a shopper."""
    if found.is_withdrawn:
        return "No longer sold"
    if found.available < 1:
        return "Sold out"
    return f"Only {found.available} left" if found.available <= FEW else ""


class ShelfState(rx.State):
    """Prices and stock of every title on sale, looked up when a page connects."""

    compiled: ClassVar[frozenset[int]] = frozenset()  # ids with a page of their own in the build

    is_known: bool = False
    stock: dict[str, StockRow] = {}  # noqa: RUF012 - Reflex copies defaults; key: the id as text
    newcomers: list[StockRow] = []  # noqa: RUF012 - titles that the build does not have

    book: StockRow = MISSING  # of the dynamic book page
    is_missing: bool = False

    @rx.event
    async def look(self) -> None:
        """Look up every title on sale."""
        shop = wiring.shop()
        rows = [view_stock(found, locale=shop.locale) for found in await shop.books.on_shelf()]
        self.stock = {str(row.book_id): row for row in rows}
        self.newcomers = [row for row in rows if row.book_id not in self.compiled]
        self.is_known = True

    @rx.event
    async def open_book(self) -> None:
        """Look up the title that the dynamic route names."""
        slug = self.router.url.path.strip("/").removeprefix("books/")
        shop = wiring.shop()
        try:
            found = await shop.books.by_slug(slug)
        except BookNotFound:
            self.book, self.is_missing = MISSING, True
            return
        self.book, self.is_missing = view_stock(found, locale=shop.locale), False
