"""The cart is read as hostile input: whatever comes, a valid cart comes out of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import (
    MAX_LINES,
    MAX_NUMBER,
    MAX_QUANTITY,
    MAX_SEEN,
    MAX_TEXT,
    Cart,
    CartLine,
    read_cart,
    write_cart,
)
from tests.domain.carts import CARTS, ID, is_valid

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
CARTLIKE = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(["lines", "id", "revision", "settled", "seen", "more"], JSON)
)
PAIR = st.tuples(st.integers(-2, 8) | JSON, st.integers(-2, 30) | JSON)
HOSTILE = st.one_of(
    JSON.map(json.dumps),
    CARTLIKE.map(json.dumps),
    st.lists(PAIR, max_size=8).map(lambda lines: json.dumps({"lines": lines, "seen": lines})),
    st.text(),
    st.binary(),
    JSON,
    st.just("[" * 4000),
    st.just('{"lines":' * 400),
    st.just('{"lines":[[1,1]],"revision":' + "9" * 4000 + "}"),
)


@given(HOSTILE)
def test_whatever_the_browser_sends_is_read_as_a_valid_cart(text: object) -> None:
    cart = read_cart(text)

    assert is_valid(cart)
    assert read_cart(write_cart(cart)) == cart


@given(CARTS)
def test_written_cart_is_read_back_unchanged(cart: Cart) -> None:
    text = write_cart(cart)

    assert len(text) <= MAX_TEXT
    assert read_cart(text) == cart


def test_largest_cart_fits_the_longest_text() -> None:
    lines = tuple(CartLine(MAX_NUMBER - n, MAX_QUANTITY, MAX_SEEN) for n in range(MAX_LINES))
    cart = Cart(lines, id=ID, revision=MAX_NUMBER - 1, settled=tuple(f"{n:A>24}" for n in range(8)))

    assert read_cart(write_cart(cart)) == cart


@pytest.mark.parametrize(
    "line",
    [
        [1, 0],
        [1, -1],
        [1, 21],
        [1, 1.5],
        [1, 1.0],
        [1, True],
        [True, 1],
        [1, "1"],
        ["1", 1],
        [1, None],
        [1],
        [1, 1, 1],
        [0, 1],
        [-1, 1],
        [2**53, 1],
        {"book_id": 1, "quantity": 1},
        "11",
        None,
        [[1, 1], 1],
    ],
)
def test_line_that_is_no_line_is_left_out_and_the_others_stay(line: object) -> None:
    cart = read_cart(json.dumps({"lines": [[7, 2], line, [8, 3]]}))

    assert cart.lines == (CartLine(7, 2), CartLine(8, 3))


def test_cart_written_before_prices_were_kept_is_read_without_them() -> None:
    assert read_cart('{"lines":[[1,2]]}').lines == (CartLine(1, 2, seen_minor=None),)


@pytest.mark.parametrize(
    "seen",
    [
        [[1, -1]],
        [[1, True]],
        [[1, 23.0]],
        [[1, "2300"]],
        [[1, 100_000_000]],
        [[True, 2300]],
        [["1", 2300]],
        [[1]],
        [[1, 2300, 1]],
        [[2, 2300]],
        {"1": 2300},
        "2300",
        7,
    ],
)
def test_price_that_nobody_can_have_seen_is_forgotten_and_the_line_stays(seen: object) -> None:
    assert read_cart(json.dumps({"lines": [[1, 2]], "seen": seen})).lines == (CartLine(1, 2),)


def test_second_line_of_a_book_is_left_out() -> None:
    assert read_cart('{"lines":[[1,2],[1,9]]}').lines == (CartLine(1, 2),)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "1", '"x"', "{", " " * (MAX_TEXT + 1), '{"lines":{}}', None, b"{}"]
)
def test_text_that_is_no_cart_is_an_empty_cart(text: object) -> None:
    assert read_cart(text) == Cart()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "short"),
        ("id", ID + "\n"),
        ("id", 7),
        ("settled", ["b7k2"]),
        ("settled", ["A" * 25]),
        ("settled", ["A\n"]),
        ("revision", -1),
        ("revision", True),
        ("revision", 1.0),
        ("revision", 2**53),
    ],
)
def test_field_that_we_never_wrote_is_forgotten(name: str, value: object) -> None:
    cart = read_cart(json.dumps({name: value, "lines": [[1, 1]]}))

    assert cart == Cart((CartLine(1, 1),))
