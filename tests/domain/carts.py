"""Carts to draw from, and what makes one valid."""

from __future__ import annotations

from hypothesis import strategies as st

from bookstore.domain.cart import (
    MAX_LINES,
    MAX_NUMBER,
    MAX_QUANTITY,
    MAX_SEEN,
    Cart,
    CartLine,
    is_price,
    is_quantity,
)

ID = "abcdefghijklmnopqrstuv"
BOOK = st.integers(1, 8)
QUANTITY = st.integers(1, MAX_QUANTITY)
SEEN = st.none() | st.integers(0, MAX_SEEN)
LINES = st.dictionaries(BOOK, st.tuples(QUANTITY, SEEN), max_size=6).map(
    lambda held: tuple(CartLine(book_id, *rest) for book_id, rest in held.items())
)
CARTS = st.builds(
    Cart,
    lines=LINES,
    id=st.sampled_from(["", ID]),
    revision=st.integers(0, 1_000_000),
    settled=st.sampled_from([(), ("B7K2-9QWM",), ("B7K2-9QWM", "C7K2-9QWM")]),
)


def is_valid(cart: Cart) -> bool:
    """Whether a cart keeps every promise of its type."""
    ids = [line.book_id for line in cart.lines]
    return (
        len(ids) == len(set(ids)) <= MAX_LINES
        and all(is_quantity(line.quantity) for line in cart.lines)
        and all(line.seen_minor is None or is_price(line.seen_minor) for line in cart.lines)
        and all(type(book_id) is int and 0 < book_id <= MAX_NUMBER for book_id in ids)
        and 0 <= cart.revision <= MAX_NUMBER
    )
