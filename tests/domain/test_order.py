"""Which steps an order may take, and what refunds make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import CartLine
from bookstore.domain.money import Money
from bookstore.domain.order import (
    OPEN,
    STEPS,
    WAS_PAID,
    OrderStatus,
    agree_terms,
    sources_of,
    status_after_refund,
)
from bookstore.domain.pricing import LineItem, Quote
from tests.fakes import CONTACT

PROGRESS = [OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED]


def test_every_status_has_its_steps() -> None:
    assert set(STEPS) == set(OrderStatus)


@given(st.sampled_from(OrderStatus), st.sampled_from(OrderStatus))
def test_sources_are_the_steps_read_backwards(start: OrderStatus, end: OrderStatus) -> None:
    assert (start in sources_of(end)) is (end in STEPS[start])


def test_no_step_stays_where_it_is() -> None:
    assert all(status not in ends for status, ends in STEPS.items())


def test_nothing_leads_out_of_refunded() -> None:
    assert STEPS[OrderStatus.REFUNDED] == frozenset()


def test_money_received_is_never_forgotten() -> None:
    reachable = set(WAS_PAID)
    for status in WAS_PAID:
        reachable |= STEPS[status]

    assert reachable == WAS_PAID


def test_canceled_leads_only_to_paid() -> None:
    assert STEPS[OrderStatus.CANCELED] == {OrderStatus.PAID}


def test_every_order_that_may_be_open_may_be_paid_and_canceled() -> None:
    assert sources_of(OrderStatus.PAID) == OPEN | {OrderStatus.CANCELED}
    assert sources_of(OrderStatus.CANCELED) == OPEN


@given(st.lists(st.sampled_from(OrderStatus), max_size=12))
def test_no_walk_ships_unpaid_or_unpays(walk: list[OrderStatus]) -> None:
    status, was_paid = OrderStatus.AWAITING_PAYMENT, False
    for wanted in walk:
        status = wanted if wanted in STEPS[status] else status
        was_paid = was_paid or status is OrderStatus.PAID
        assert (status in WAS_PAID) is was_paid


@given(st.integers(1, 10_000), st.integers(0, 12_000), st.integers(0, 12_000))
def test_more_refunded_never_looks_like_less(total: int, one: int, other: int) -> None:
    money = Money(total, "usd")
    less, more = sorted([one, other])

    before, after = status_after_refund(money, less), status_after_refund(money, more)

    assert PROGRESS.index(before) <= PROGRESS.index(after)


@pytest.mark.parametrize(
    ("refunded_minor", "status"),
    [
        (-1, OrderStatus.PAID),
        (0, OrderStatus.PAID),
        (1, OrderStatus.PARTIALLY_REFUNDED),
        (99, OrderStatus.PARTIALLY_REFUNDED),
        (100, OrderStatus.REFUNDED),
        (101, OrderStatus.REFUNDED),
    ],
)
def test_status_says_how_much_went_back(refunded_minor: int, status: OrderStatus) -> None:
    assert status_after_refund(Money(100, "usd"), refunded_minor) is status


def test_terms_are_those_of_the_quote() -> None:
    item = LineItem(1, "Book 1", 2, Money(2300, "usd"))
    usd = Money(4600, "usd")
    quote = Quote((item,), (), "US", usd, Money(500, "usd"), usd + Money(500, "usd"), None)

    terms = agree_terms(quote, CONTACT)

    assert terms.total == Money(5100, "usd")
    assert terms.copies() == {1: 2}
    assert terms.cart_lines() == (CartLine(1, 2),)
