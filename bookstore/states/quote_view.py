"""A quote as a page shows it: ready text in frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookstore.domain.cart import MAX_QUANTITY, CartLine
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.money import Money, format_money
from bookstore.domain.pricing import LineItem, LineProblem, Quote


@dataclass(frozen=True)
class LineRow:
    """One line of a cart or order summary.

    `was` is the price of a copy as the shopper has seen it, when today's is another;
    `fix` the words of the button that mends a line which asks for too many copies.
    """

    book_id: int
    slug: str
    title: str
    author: str
    quantity: int
    most: int
    price: str
    total: str
    problem: str
    was: str = ""
    fix: str = ""


@dataclass(frozen=True)
class QuoteView:
    """A priced cart in words; `is_known` is False until the browser's cart has arrived.

    `is_lost` says that it cannot be known at the moment. `free_from_minor` is 0 where
    delivery is never free, or free already.
    """

    is_known: bool = False
    is_lost: bool = False
    is_sellable: bool = False
    has_new_prices: bool = False
    count: int = 0
    country: str = ""
    rows: list[LineRow] = field(default_factory=list)
    subtotal: str = ""
    subtotal_minor: int = 0
    delivery: str = ""
    delivery_hint: str = ""
    free_from_minor: int = 0
    total: str = ""
    total_minor: int = 0


UNKNOWN = QuoteView()
LOST = QuoteView(is_lost=True)


def view_quote(
    quote: Quote, shelf: Mapping[int, ShelfBook], lines: tuple[CartLine, ...], *, locale: str
) -> QuoteView:
    """The quote in words, in the order of the lines that it was made of.

    A line that cannot be sold keeps its row, and its place, and says why.
    """
    rows = _rows(quote, shelf, lines, locale)
    hint, free_from_minor = _free_delivery(quote, locale)
    return QuoteView(
        is_known=True,
        is_sellable=quote.is_sellable,
        has_new_prices=any(row.was for row in rows),
        count=sum(item.quantity for item in quote.items),
        country=quote.country,
        rows=rows,
        subtotal=format_money(quote.subtotal, locale),
        subtotal_minor=quote.subtotal.minor,
        delivery=format_money(quote.delivery, locale) if quote.delivery.minor else "free",
        delivery_hint=hint,
        free_from_minor=free_from_minor,
        total=format_money(quote.total, locale),
        total_minor=quote.total.minor,
    )


def _rows(
    quote: Quote, shelf: Mapping[int, ShelfBook], lines: tuple[CartLine, ...], locale: str
) -> list[LineRow]:
    items = {item.book_id: item for item in quote.items}
    problems = {problem.book_id: problem for problem in quote.problems}
    rows: list[LineRow] = []
    for line in lines:
        item, problem = items.get(line.book_id), problems.get(line.book_id)
        if item is not None:
            rows.append(_row(item, shelf[line.book_id], problem, line.seen_minor, locale=locale))
        elif problem is not None:
            rows.append(_unsold_row(problem, shelf[line.book_id]))
    return rows


def _row(
    item: LineItem,
    found: ShelfBook,
    problem: LineProblem | None,
    seen_minor: int | None,
    *,
    locale: str,
) -> LineRow:
    return LineRow(
        book_id=item.book_id,
        slug=found.book.slug,
        title=item.title,
        author=found.book.author,
        quantity=item.quantity,
        most=max(1, min(MAX_QUANTITY, problem.available if problem else MAX_QUANTITY)),
        price=format_money(item.price, locale),
        total=format_money(item.total, locale),
        problem=problem.sentence if problem else "",
        was=_earlier_price(item.price, seen_minor, locale),
        fix=f"Take {problem.available}" if problem else "",
    )


def _unsold_row(problem: LineProblem, found: ShelfBook) -> LineRow:
    book = found.book
    return LineRow(book.id, book.slug, book.title, book.author, 0, 1, "", "", problem.sentence)


def _earlier_price(price: Money, seen_minor: int | None, locale: str) -> str:
    if seen_minor is None or seen_minor == price.minor:
        return ""
    return format_money(Money(seen_minor, price.currency), locale)


def _free_delivery(quote: Quote, locale: str) -> tuple[str, int]:
    """What is missing to free delivery in words, and the value of books that makes it free."""
    if quote.free_from is None or quote.delivery.minor == 0 or not quote.items:
        return "", 0
    missing = quote.free_from - quote.subtotal
    return f"{format_money(missing, locale)} more and delivery is free.", quote.free_from.minor
