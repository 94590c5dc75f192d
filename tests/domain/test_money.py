"""Money adds up exactly, never mixes currencies, and reads as Stripe counts it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.errors import InvalidMoney
from bookstore.domain.money import (
    MAX_MINOR,
    THREE_DECIMAL,
    ZERO_DECIMAL,
    Money,
    decimals_of,
    format_money,
    in_major_units,
    is_currency,
)

MINOR = st.integers(-MAX_MINOR, MAX_MINOR)
CURRENCIES = ["usd", "eur", "gbp", "huf", "isk", *sorted(ZERO_DECIMAL | THREE_DECIMAL)]


@given(MINOR, MINOR, MINOR)
def test_sums_are_exact_in_any_order(a: int, b: int, c: int) -> None:
    x, y, z = Money(a, "usd"), Money(b, "usd"), Money(c, "usd")

    assert (x + y) + z == x + (y + z) == Money(a + b + c, "usd")
    assert x + y == y + x
    assert (x + y) - y == x


@given(MINOR, st.integers(0, 20))
def test_copies_are_repeated_sums(minor: int, copies: int) -> None:
    price = Money(minor, "eur")

    assert price * copies == sum([price] * copies, Money(0, "eur"))


@given(MINOR, MINOR)
def test_order_is_that_of_the_amounts(a: int, b: int) -> None:
    assert (Money(a, "usd") < Money(b, "usd")) is (a < b)
    assert (Money(a, "usd") <= Money(b, "usd")) is (a <= b)
    assert (Money(a, "usd") > Money(b, "usd")) is (a > b)


@pytest.mark.parametrize("minor", [1.0, "1", True, None, Decimal(1), 19.99])
def test_only_whole_numbers_are_money(minor: object) -> None:
    with pytest.raises(InvalidMoney):
        Money(minor, "usd")  # pyright: ignore[reportArgumentType] - refused at run time


@pytest.mark.parametrize("currency", ["USD", "", "zzz", "us", "usd ", None, 840])
def test_unknown_currency_is_refused(currency: object) -> None:
    assert not is_currency(currency)
    with pytest.raises(InvalidMoney):
        Money(1, currency)  # pyright: ignore[reportArgumentType] - refused at run time


@pytest.mark.parametrize("count", [1.5, True, "2", None])
def test_only_whole_copies_are_counted(count: object) -> None:
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") * count  # pyright: ignore[reportOperatorIssue] - refused at run time


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") + Money(1, "eur")
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") - Money(1, "eur")
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") < Money(2, "eur")
    with pytest.raises(InvalidMoney):
        _ = Money(1, "usd") >= Money(2, "eur")


@pytest.mark.parametrize(
    ("money", "locale", "text"),
    [
        (Money(2300, "usd"), "en_US", "$23.00"),
        (Money(5, "usd"), "en_US", "$0.05"),
        (Money(123_456_789, "usd"), "en_US", "$1,234,567.89"),
        (Money(2300, "eur"), "de_DE", "23,00\xa0€"),
        (Money(2300, "jpy"), "en_US", "¥2,300"),
        (Money(2300, "kwd"), "en_US", "KWD2.300"),
        (Money(2300, "huf"), "en_US", "HUF23.00"),
        (Money(-500, "usd"), "en_US", "-$5.00"),
    ],
)
def test_amount_reads_as_in_its_locale(money: Money, locale: str, text: str) -> None:
    assert format_money(money, locale) == text


@given(st.integers(0, MAX_MINOR), st.sampled_from(CURRENCIES))
def test_text_shows_every_digit_that_is_charged(minor: int, currency: str) -> None:
    text = format_money(Money(minor, currency), "en_US")

    digits = re.sub(r"[^\d.]", "", text)
    assert Decimal(digits) == Decimal(minor) / 10 ** decimals_of(currency)


@given(MINOR, st.sampled_from(CURRENCIES))
def test_major_units_are_exact(minor: int, currency: str) -> None:
    major = in_major_units(Money(minor, currency))

    assert major * 10 ** decimals_of(currency) == minor


@pytest.mark.parametrize("currency", sorted(ZERO_DECIMAL | THREE_DECIMAL))
def test_listed_currencies_exist(currency: str) -> None:
    assert is_currency(currency)
