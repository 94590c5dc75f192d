"""Edges at which the domain was once wrong."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bookstore.domain.cart import (
    MAX_LINES,
    MAX_NUMBER,
    Cart,
    CartLine,
    add_book,
    read_cart,
    remove_book,
    restore_line,
    take_bought,
    write_cart,
)
from bookstore.domain.contact import read_contact
from bookstore.domain.errors import CartNotSellable, InvalidContact, InvalidMoney
from bookstore.domain.money import Money
from tests.fakes import CONTACT


# only the last order is remembered; A, B, A takes A's copies twice.
def test_no_order_empties_the_cart_twice():
    line = CartLine(1, 1)
    cart = Cart((CartLine(1, 5),))
    cart = take_bought(cart, [line], "A")
    cart = take_bought(cart, [line], "B")
    cart = take_bought(cart, [line], "A")
    assert cart.quantity_of(1) == 3


# undo in a cart that was filled meanwhile drops another line without a word.
def test_undo_never_drops_another_line():
    full = Cart(tuple(CartLine(n, 1) for n in range(1, MAX_LINES + 1)))
    cart = add_book(remove_book(full, 1), 999, available=9)
    assert cart.quantity_of(999) == 1
    assert restore_line(cart, CartLine(1, 1), 0).quantity_of(999) == 1


# the last revision that is read becomes, raised by one, one that is not read.
def test_changed_cart_is_read_back_at_its_revision():
    cart = add_book(read_cart(f'{{"revision":{MAX_NUMBER - 1}}}'), 1, available=1)
    assert read_cart(write_cart(cart)) == cart


# a lone surrogate passes; SQLite, Postgres and the form to Stripe cannot encode it.
def test_text_that_cannot_be_written_is_refused():
    with pytest.raises(InvalidContact):
        read_contact(asdict(CONTACT) | {"name": "Ada \ud800"}, ("GB",))


# e-mails that Stripe refuses pass (and see F5: such an order is then stuck).
@pytest.mark.parametrize(
    "email",
    [
        "ada@example.com,",
        "<ada@example.com>",
        "ada@example.com.",
        "ada,b@example.com",
        "ada@exa_mple.com",
        "ada@-example.com",
        ".ada@example.com",
    ],
)
def test_address_that_no_mail_server_takes_is_refused(email):
    with pytest.raises(InvalidContact):
        read_contact(asdict(CONTACT) | {"email": email}, ("GB",))


# no lines, no problems, no sentence: an empty alert.
def test_empty_cart_has_a_sentence():
    assert CartNotSellable(()).user_message


# order=True compares across currencies, where + and - refuse.
def test_amounts_of_two_currencies_are_not_compared():
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") < Money(2, "eur")
