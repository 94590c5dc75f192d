"""A quote as a page shows it: ready text in frozen rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookstore.domain.cart import MAX_QUANTITY
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.money import Money, format_money
from bookstore.domain.pricing import LineItem, LineProblem, Quote


@dataclass(frozen=True)
class LineRow:
    """One line of a cart or order summary."""

    book_id: int
    slug: str
    title: str
    author: str
    quantity: int
    most: int
    price: str
    total: str
    problem: str


@dataclass(frozen=True)
class QuoteView:
    """A priced cart in words; `is_known` is False until the browser's cart has arrived."""

    is_known: bool = False
    is_sellable: bool = False
    count: int = 0
    country: str = ""
    rows: list[LineRow] = field(default_factory=list)
    subtotal: str = ""
    delivery: str = ""
    delivery_hint: str = ""
    total: str = ""
    total_minor: int = 0


UNKNOWN = QuoteView()


def view_quote(quote: Quote, shelf: Mapping[int, ShelfBook], *, locale: str) -> QuoteView:
    """The quote in words; lines that cannot be sold keep a row that says why."""
    problems = {problem.book_id: problem for problem in quote.problems}
    rows = [_row(item, shelf[item.book_id], problems, locale) for item in quote.items]
    priced = {item.book_id for item in quote.items}
    rows += [
        _unsold_row(problem, shelf[problem.book_id])
        for problem in quote.problems
        if problem.book_id not in priced
    ]
    return QuoteView(
        is_known=True,
        is_sellable=quote.is_sellable,
        count=sum(item.quantity for item in quote.items),
        country=quote.country,
        rows=rows,
        subtotal=format_money(quote.subtotal, locale),
        delivery=format_money(quote.delivery, locale) if quote.delivery.minor else "free",
        delivery_hint=_hint(quote, locale),
        total=format_money(quote.total, locale),
        total_minor=quote.total.minor,
    )


def _row(
    item: LineItem, found: ShelfBook, problems: Mapping[int, LineProblem], locale: str
) -> LineRow:
    problem = problems.get(item.book_id)
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
    )


def _unsold_row(problem: LineProblem, found: ShelfBook) -> LineRow:
    book = found.book
    return LineRow(book.id, book.slug, book.title, book.author, 0, 1, "", "", problem.sentence)


def _hint(quote: Quote, locale: str) -> str:
    if quote.free_from is None or quote.delivery.minor == 0 or not quote.items:
        return ""
    missing = Money(quote.free_from.minor - quote.subtotal.minor, quote.free_from.currency)
    return f"{format_money(missing, locale)} more and delivery is free."
