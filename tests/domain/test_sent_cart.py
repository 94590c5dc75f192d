"""A cart that is sent comes back as it was, or not at all."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import MAX_LINES, MAX_QUANTITY, Cart, CartLine
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.errors import SentCartRefused
from bookstore.domain.sent_cart import MAX_SENT, open_sealed, put_in, replace_lines, seal_cart
from tests.domain.carts import CARTS, LINES, is_valid
from tests.fakes import make_book

KEY = "a-key-of-22-characters"
SOME_LINES = LINES.filter(bool)
SENT = (CartLine(1, 2), CartLine(13, 1))


def pairs(lines: tuple[CartLine, ...]) -> list[tuple[int, int]]:
    return [(line.book_id, line.quantity) for line in lines]


@given(SOME_LINES)
def test_sealed_cart_opens_with_the_same_lines_and_no_prices(lines: tuple[CartLine, ...]) -> None:
    opened = open_sealed(seal_cart(lines, KEY), KEY)

    assert opened == tuple(CartLine(*pair) for pair in pairs(lines))


@given(SOME_LINES, st.data())
def test_one_changed_character_is_refused(lines: tuple[CartLine, ...], data: st.DataObject) -> None:
    text = seal_cart(lines, KEY)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789xAa-_.").filter(lambda char: char != text[place]))

    with pytest.raises(SentCartRefused):
        open_sealed(text[:place] + other + text[place + 1 :], KEY)


@given(SOME_LINES, st.data())
def test_text_that_was_cut_off_is_refused(lines: tuple[CartLine, ...], data: st.DataObject) -> None:
    text = seal_cart(lines, KEY)

    with pytest.raises(SentCartRefused):
        open_sealed(text[: data.draw(st.integers(0, len(text) - 1))], KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1..",
        "2" + seal_cart(SENT, KEY)[1:],
        seal_cart(SENT, KEY) + "\n",
        seal_cart(SENT, KEY) * 2,
        seal_cart(SENT, "another-key-altogether"),
        "1.1x2.ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ",
        "1.\u0661x2." + "A" * 22,  # a digit, but none of ours
        "1." + "1x1-" * 2000 + "1x1." + "A" * 22,
        "\ud800",
    ],
)
def test_text_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(SentCartRefused):
        open_sealed(text, KEY)


def test_largest_cart_fits_the_longest_text_and_an_address_unchanged() -> None:
    lines = [CartLine(2**31 - n, MAX_QUANTITY) for n in range(1, MAX_LINES + 1)]

    text = seal_cart(lines, KEY)

    assert len(text) <= MAX_SENT
    assert quote(text) == text
    assert list(open_sealed(text, KEY)) == lines


def test_sent_text_names_titles_and_quantities_and_nothing_else() -> None:
    text = seal_cart([CartLine(1, 2, seen_minor=2300), CartLine(13, 1)], KEY)

    assert re.fullmatch(r"1\.1x2-13x1\.[A-Za-z0-9_-]{22}", text)


def shelf_of(free: dict[int, int], *, withdrawn: int = 0) -> dict[int, ShelfBook]:
    return {
        book_id: ShelfBook(make_book(book_id), copies, is_withdrawn=book_id == withdrawn)
        for book_id, copies in free.items()
    }


@given(CARTS, LINES, st.dictionaries(st.integers(1, 8), st.integers(0, 25)), st.booleans())
def test_taking_a_sent_cart_keeps_to_the_shelf_and_to_a_valid_cart(
    cart: Cart, lines: tuple[CartLine, ...], free: dict[int, int], instead: bool
) -> None:
    taken = (replace_lines if instead else put_in)(cart, lines, shelf_of(free))

    own = {} if instead else dict(pairs(cart.lines))
    assert is_valid(taken)
    assert taken.id == cart.id
    assert set(own) <= {line.book_id for line in taken.lines}
    for book_id, quantity in pairs(taken.lines):
        before = own.get(book_id, 0)
        assert before <= quantity <= max(before, min(free.get(book_id, 0), MAX_QUANTITY))


def test_sent_lines_join_those_that_are_there_at_the_prices_of_the_day() -> None:
    cart = Cart((CartLine(1, 1, 2000), CartLine(2, 1)))

    taken = put_in(cart, [CartLine(1, 2), CartLine(3, 4), CartLine(4, 1)], shelf_of({1: 9, 3: 3}))

    assert taken.lines == (CartLine(1, 3, 2000), CartLine(2, 1), CartLine(3, 3, 2300))


def test_withdrawn_title_does_not_come_in() -> None:
    assert put_in(Cart(), [CartLine(1, 1)], shelf_of({1: 9}, withdrawn=1)) == Cart()
