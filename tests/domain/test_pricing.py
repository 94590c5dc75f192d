"""The only place where a total is computed, held to sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import CartLine
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.money import Money
from bookstore.domain.pricing import Quote, quote_cart
from tests.fakes import DELIVERY, make_book

SHELF_BOOKS = st.builds(
    lambda book_id, price_minor, available, gone: ShelfBook(
        make_book(book_id, price_minor=price_minor), available, gone
    ),
    st.integers(1, 6),
    st.integers(0, 9_000),
    st.integers(-1, 25),
    st.booleans(),
)
SHELVES = st.lists(SHELF_BOOKS, unique_by=lambda each: each.book.id).map(
    lambda books: {each.book.id: each for each in books}
)
LINES = st.dictionaries(st.integers(1, 8), st.integers(1, 20)).map(
    lambda held: tuple(CartLine(book_id, copies) for book_id, copies in held.items())
)
COUNTRIES = st.sampled_from([*DELIVERY.countries(), "ZZ", ""])


def quote(lines: tuple[CartLine, ...], shelf: dict[int, ShelfBook], country: str = "US") -> Quote:
    return quote_cart(lines, shelf, DELIVERY, country=country, currency="usd")


def shelf_of(price_minor: int, *, available: int = 20, gone: bool = False) -> dict[int, ShelfBook]:
    return {1: ShelfBook(make_book(1, price_minor=price_minor), available, gone)}


@given(LINES, SHELVES, COUNTRIES)
def test_total_is_the_sum_of_the_lines_and_delivery(
    lines: tuple[CartLine, ...], shelf: dict[int, ShelfBook], country: str
) -> None:
    found = quote(lines, shelf, country)

    subtotal = sum(item.price.minor * item.quantity for item in found.items)
    assert found.subtotal == Money(subtotal, "usd")
    assert found.total == found.subtotal + found.delivery
    assert 0 <= found.delivery.minor <= found.total.minor


@given(LINES, SHELVES)
def test_items_are_the_lines_that_are_sold_at_the_price_of_the_shelf(
    lines: tuple[CartLine, ...], shelf: dict[int, ShelfBook]
) -> None:
    found = quote(lines, shelf)

    sold = [
        (line.book_id, line.quantity)
        for line in lines
        if line.book_id in shelf
        and shelf[line.book_id].available > 0
        and not shelf[line.book_id].is_withdrawn
    ]
    assert [(item.book_id, item.quantity) for item in found.items] == sold
    assert all(item.price == shelf[item.book_id].book.price for item in found.items)


@given(LINES, SHELVES)
def test_problems_name_exactly_the_lines_that_cannot_be_sold_as_asked(
    lines: tuple[CartLine, ...], shelf: dict[int, ShelfBook]
) -> None:
    found = quote(lines, shelf)

    wrong = {
        line.book_id
        for line in lines
        if (held := shelf.get(line.book_id)) is not None
        and (held.is_withdrawn or line.quantity > held.available)
    }
    assert {problem.book_id for problem in found.problems} == wrong
    assert found.is_sellable is (bool(found.items) and not wrong)


@given(LINES, SHELVES, COUNTRIES)
def test_unknown_books_change_nothing(
    lines: tuple[CartLine, ...], shelf: dict[int, ShelfBook], country: str
) -> None:
    known = tuple(line for line in lines if line.book_id in shelf)

    assert quote(lines, shelf, country) == quote(known, shelf, country)


@pytest.mark.parametrize(
    ("price_minor", "fee"), [(9_999, 500), (10_000, 0), (10_001, 0), (1, 500), (0, 0)]
)
def test_delivery_is_free_from_the_threshold(price_minor: int, fee: int) -> None:
    found = quote((CartLine(1, 1),), shelf_of(price_minor))

    assert found.delivery == Money(fee, "usd")
    assert found.free_from == Money(10_000, "usd")


def test_zone_without_a_threshold_always_charges() -> None:
    found = quote((CartLine(1, 20),), shelf_of(50_000), "DE")

    assert found.delivery == Money(1200, "usd")
    assert found.free_from is None


def test_country_without_delivery_is_quoted_for_the_default() -> None:
    found = quote((CartLine(1, 1),), shelf_of(2300), "ZZ")

    assert found.country == "US"
    assert found.delivery == Money(500, "usd")


def test_empty_cart_costs_nothing_and_is_not_sellable() -> None:
    found = quote((), shelf_of(2300))

    assert found.total == Money(0, "usd")
    assert not found.is_sellable


@pytest.mark.parametrize(
    ("shelf", "kind", "sentence"),
    [
        (shelf_of(1, available=0), "sold_out", "Book 1 is sold out."),
        (shelf_of(1, available=-1), "sold_out", "Book 1 is sold out."),
        (shelf_of(1, available=1), "short", "Only 1 copy of Book 1 left."),
        (shelf_of(1, available=2), "short", "Only 2 copies of Book 1 left."),
        (shelf_of(1, gone=True), "withdrawn", "Book 1 is no longer sold."),
    ],
)
def test_problem_says_what_is_wrong(shelf: dict[int, ShelfBook], kind: str, sentence: str) -> None:
    (problem,) = quote((CartLine(1, 3),), shelf).problems

    assert (problem.kind, problem.sentence) == (kind, sentence)


def test_short_line_is_priced_as_asked() -> None:
    found = quote((CartLine(1, 3),), shelf_of(2300, available=2))

    assert found.subtotal == Money(6900, "usd")
