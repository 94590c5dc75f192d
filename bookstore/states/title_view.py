"""A title in words, as cards and pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from bookstore.domain.catalogue import Book, ShelfBook
from bookstore.domain.money import format_money

FEW = 5  # from here on the shelf says how many are left


class Covers:
    """Where covers are: drawn on the shelf's page, or pictures at our own HTTP."""

    origin: ClassVar[str] = ""  # of our own HTTP, which in development has a port of its own
    drawn: ClassVar[Mapping[int, Book]] = MappingProxyType({})  # on the shelf's page, by id

    @classmethod
    def address(cls, book: Book) -> str:
        """The address of a title's cover as a picture."""
        return f"{cls.origin}/covers/{book.slug}.svg"

    @classmethod
    def on_shelf(cls, book: Book) -> str:
        """The cover as the shelf's page has it, or the picture if it has not, or an older one."""
        is_drawn = cls.drawn.get(book.id) == book
        return f"#cover-{book.id}" if is_drawn else cls.address(book)


@dataclass(frozen=True)
class StockRow:
    """What may have changed about a title since the pages were built."""

    price: str
    can_buy: bool
    stock_words: str
    is_withdrawn: bool


@dataclass(frozen=True)
class TitleRow:
    """A title on a card."""

    book_id: int
    slug: str
    title: str
    author: str
    cover: str
    price: str
    can_buy: bool
    stock_words: str


@dataclass(frozen=True)
class RelatedRow:
    """A title beside another; it has no price, so that none can be out of date."""

    slug: str
    title: str
    author: str
    cover: str


@dataclass(frozen=True)
class BookRow(TitleRow):
    """A title on a page of its own."""

    subtitle: str
    description: str
    facts: str


MISSING = BookRow(0, "", "", "", "", "", False, "", "", "", "")


def view_stock(found: ShelfBook, *, locale: str) -> StockRow:
    """Price and stock of a title in words."""
    return StockRow(
        price=format_money(found.book.price, locale),
        can_buy=found.available > 0 and not found.is_withdrawn,
        stock_words=stock_in_words(found),
        is_withdrawn=found.is_withdrawn,
    )


def view_title(found: ShelfBook, *, locale: str) -> TitleRow:
    """A title as a card."""
    book, stock = found.book, view_stock(found, locale=locale)
    return TitleRow(
        book_id=book.id,
        slug=book.slug,
        title=book.title,
        author=book.author,
        cover=Covers.on_shelf(book),
        price=stock.price,
        can_buy=stock.can_buy,
        stock_words=stock.stock_words,
    )


def view_book(found: ShelfBook, *, locale: str) -> BookRow:
    """A title as a page."""
    book, stock = found.book, view_stock(found, locale=locale)
    return BookRow(
        book_id=book.id,
        slug=book.slug,
        title=book.title,
        author=book.author,
        cover=Covers.address(book),
        price=stock.price,
        can_buy=stock.can_buy,
        stock_words=stock.stock_words,
        subtitle=book.subtitle,
        description=book.description,
        facts=", ".join(book.subjects),
    )


def view_related(book: Book) -> RelatedRow:
    """A title beside another."""
    return RelatedRow(book.slug, book.title, book.author, Covers.address(book))


def stock_in_words(found: ShelfBook) -> str:
    """How many copies are left, when that matters to a shopper."""
    if found.is_withdrawn:
        return "No longer sold"
    if found.available < 1:
        return "Sold out"
    return f"Only {found.available} left" if found.available <= FEW else ""
