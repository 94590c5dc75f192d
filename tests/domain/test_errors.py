"""Errors are raised by meaning; what a shopper reads names no internals."""

from __future__ import annotations

import inspect

import pytest

from bookstore.domain import errors
from bookstore.domain.errors import BookstoreError, CartNotSellable, PaymentError, PriceChanged
from bookstore.domain.money import Money
from bookstore.domain.pricing import LineProblem

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, BookstoreError)
]


@pytest.mark.parametrize("kind", CLASSES)
def test_tree_is_drawn_in_the_docstring(kind: type[BookstoreError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("kind", CLASSES)
def test_shopper_reads_whole_sentences(kind: type[BookstoreError]) -> None:
    message = kind.user_message

    assert message[0].isupper()
    assert message.endswith(".")
    assert not any(word in message for word in ("Stripe", "intent", "None", "Error"))


def test_code_and_request_are_kept_for_us_and_not_for_the_shopper() -> None:
    error = PaymentError("Refused.", code="card_declined", request_id="req_1")

    assert "req_1" in str(error)
    assert "req_1" not in error.user_message


def test_cart_that_is_not_sellable_says_why_line_by_line() -> None:
    problems = (LineProblem("sold_out", 1, "One", 0), LineProblem("short", 2, "Two", 1))

    message = CartNotSellable(problems).user_message

    assert message == "One is sold out. Only 1 copy of Two left."


def test_changed_price_keeps_both_totals() -> None:
    error = PriceChanged(shown_minor=1, total=Money(2, "usd"))

    assert (error.shown_minor, error.total) == (1, Money(2, "usd"))
