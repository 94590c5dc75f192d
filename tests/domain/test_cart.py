"""The cart is changed by laws: lines stay unique, and only what was meant changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import (
    MAX_LINES,
    MAX_QUANTITY,
    Cart,
    CartLine,
    accept_prices,
    add_book,
    is_quantity,
    newer,
    note_price,
    read_cart,
    remove_book,
    restore_line,
    set_quantity,
    take_bought,
    write_cart,
)
from tests.domain.carts import BOOK, CARTS, ID, LINES, QUANTITY, is_valid

CHANGES: dict[str, Any] = {
    "add": lambda cart, book, count: add_book(cart, book, count, available=count + 3),
    "set": set_quantity,
    "remove": lambda cart, book, _count: remove_book(cart, book),
    "undo": lambda cart, book, count: restore_line(cart, CartLine(book, max(1, count)), 2),
    "note": note_price,
    "accept": lambda cart, book, count: accept_prices(cart, {book: count}),
    "take": lambda cart, book, count: take_bought(cart, [CartLine(book, count)], "B7K2"),
}


@given(CARTS, st.sampled_from(sorted(CHANGES)), BOOK, st.integers(0, MAX_QUANTITY))
def test_every_change_keeps_the_cart_valid(cart: Cart, name: str, book: int, count: int) -> None:
    changed = CHANGES[name](cart, book, count)

    assert is_valid(changed)
    assert changed.id == cart.id


@given(CARTS, st.sampled_from(sorted(CHANGES)), BOOK, st.integers(0, MAX_QUANTITY))
def test_change_of_the_lines_raises_the_revision(
    cart: Cart, name: str, book: int, count: int
) -> None:
    changed = CHANGES[name](cart, book, count)

    assert changed.lines == cart.lines or changed.revision == cart.revision + 1


@given(CARTS, st.sampled_from(sorted(CHANGES)), BOOK, st.integers(0, MAX_QUANTITY))
def test_change_of_one_line_leaves_the_others(cart: Cart, name: str, book: int, count: int) -> None:
    changed = CHANGES[name](cart, book, count)

    others = [line for line in cart.lines if line.book_id != book]
    kept = [line for line in changed.lines if line.book_id != book]
    assert kept == others


@given(CARTS, BOOK, QUANTITY, st.integers(0, 30))
def test_adding_stops_at_the_shelf_and_at_twenty(
    cart: Cart, book: int, count: int, available: int
) -> None:
    before = cart.quantity_of(book)

    after = add_book(cart, book, count, available=available).quantity_of(book)

    assert after == max(before, min(before + count, MAX_QUANTITY, available))


def test_new_line_goes_last_and_a_step_stays_in_place() -> None:
    cart = Cart((CartLine(1, 1), CartLine(2, 1)))

    assert add_book(cart, 3, available=5).lines[-1] == CartLine(3, 1)
    assert set_quantity(cart, 1, 5).lines == (CartLine(1, 5), CartLine(2, 1))


def test_full_cart_takes_no_new_line_and_reads_no_more_than_it_holds() -> None:
    pairs = [[book_id, 1] for book_id in range(1, MAX_LINES + 3)]
    full = read_cart(json.dumps({"lines": pairs}))

    assert len(full.lines) == MAX_LINES
    assert add_book(full, 999, available=5) == full
    assert add_book(full, 1, available=5).quantity_of(1) == 2


def test_sold_out_book_is_not_added() -> None:
    assert add_book(Cart(), 1, available=0) == Cart()


@given(CARTS.filter(lambda cart: bool(cart.lines)), st.data())
def test_undo_of_a_removal_restores_the_lines(cart: Cart, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(cart.lines) - 1))
    line = cart.lines[position]

    restored = restore_line(remove_book(cart, line.book_id), line, position)

    assert restored.lines == cart.lines


def test_undo_leaves_a_line_that_was_added_meanwhile() -> None:
    cart = Cart((CartLine(1, 3),))

    assert restore_line(cart, CartLine(1, 9), 0) == cart


@given(CARTS, BOOK, QUANTITY)
def test_prices_change_no_line_but_what_was_seen_of_it(cart: Cart, book: int, minor: int) -> None:
    changed = accept_prices(note_price(cart, book, minor), {book: minor})

    assert [(line.book_id, line.quantity) for line in changed.lines] == [
        (line.book_id, line.quantity) for line in cart.lines
    ]
    assert {line.seen_minor for line in changed.lines if line.book_id == book} <= {minor}


def test_first_price_stays_the_one_that_was_seen_until_another_is_accepted() -> None:
    cart = note_price(Cart((CartLine(1, 1), CartLine(2, 1))), 1, 2300)

    later = note_price(set_quantity(cart, 1, 3), 1, 2500)

    assert later.lines == (CartLine(1, 3, 2300), CartLine(2, 1))
    assert accept_prices(later, {1: 2500}).lines == (CartLine(1, 3, 2500), CartLine(2, 1))


@given(CARTS, LINES)
def test_taking_what_was_bought_twice_is_taking_it_once(
    cart: Cart, bought: tuple[CartLine, ...]
) -> None:
    once = take_bought(cart, bought, "B1")

    assert take_bought(once, bought, "B1") == once


@given(CARTS, LINES)
def test_exactly_what_was_bought_leaves_the_cart(cart: Cart, bought: tuple[CartLine, ...]) -> None:
    sold = {line.book_id: line.quantity for line in bought}

    after = take_bought(cart, bought, "B1")

    for line in cart.lines:
        left = max(0, line.quantity - sold.get(line.book_id, 0))
        assert after.quantity_of(line.book_id) == left
    assert after.copies() <= cart.copies()


def test_what_was_added_after_pay_stays() -> None:
    cart = add_book(Cart((CartLine(1, 2),)), 2, available=5)

    assert take_bought(cart, [CartLine(1, 2)], "B1").lines == (CartLine(2, 1),)


def test_reading_a_taken_cart_again_still_knows_the_order() -> None:
    taken = take_bought(Cart((CartLine(1, 2),), id=ID), [CartLine(1, 1)], "B7K2-9QWM")

    read = read_cart(write_cart(taken))

    assert take_bought(read, [CartLine(1, 1)], "B7K2-9QWM") == taken


@given(CARTS, CARTS)
def test_newer_is_one_of_the_two(carried: Cart, known: Cart) -> None:
    assert newer(carried, known) in (carried, known)


def test_later_revision_of_the_same_cart_wins() -> None:
    old, new = Cart(id=ID, revision=1), Cart(id=ID, revision=2)

    assert newer(old, new) == newer(new, old) == new
    assert newer(old, None) == old


def test_cart_of_another_browser_is_taken_as_it_is() -> None:
    carried, known = Cart(id=ID), Cart(id=ID[::-1], revision=9)

    assert newer(carried, known) == carried


def test_browser_that_has_forgotten_its_cart_is_believed() -> None:
    assert newer(Cart(), Cart((CartLine(1, 1),), id=ID, revision=9)) == Cart()


@pytest.mark.parametrize(
    ("value", "is_one"),
    [(1, True), (20, True), (0, False), (21, False), (True, False), (1.0, False), ("1", False)],
)
def test_quantity_is_a_whole_number_from_one_to_twenty(value: object, is_one: bool) -> None:
    assert is_quantity(value) is is_one
