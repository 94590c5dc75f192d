"""An intent pays an order only when every fact agrees with our own row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.money import Money
from bookstore.domain.order import WAS_PAID, Mode, Order, OrderStatus, Terms
from bookstore.domain.payment import (
    IntentStatus,
    Outcome,
    PaymentIntent,
    Verdict,
    is_already_known,
    judge_payment,
)
from bookstore.domain.pricing import LineItem
from tests.fakes import CONTACT, START

TOTAL = Money(3500, "usd")
PRICE = Money(2300, "usd")
ORDER = Order(
    number="B-1",
    token="token-of-the-order-page",
    checkout_key="key-of-the-browser",
    mode=Mode.TEST,
    status=OrderStatus.AWAITING_PAYMENT,
    terms=Terms((LineItem(1, "Book 1", 1, PRICE),), PRICE, TOTAL - PRICE, TOTAL, CONTACT),
    revision=1,
    proposed=1,
    is_from_cart=True,
    created_at=START,
    intent_id="pi_1",
)
PAID = PaymentIntent(
    id="pi_1",
    status=IntentStatus.SUCCEEDED,
    amount=TOTAL,
    amount_received=TOTAL,
    livemode=False,
    client_secret="pi_1_secret_x",
    order_number="B-1",
    order_revision=1,
    charge_id="ch_1",
    amount_refunded=Money(0, "usd"),
)
OTHER_MONEY = st.builds(
    Money, st.integers(0, 99_999_999), st.sampled_from(["usd", "eur", "jpy"])
).filter(lambda money: money != TOTAL)
MUTATIONS = st.one_of(
    st.fixed_dictionaries({"amount": OTHER_MONEY}),
    st.fixed_dictionaries({"amount_received": OTHER_MONEY}),
    st.sampled_from(["amount", "amount_received"]).map(lambda name: {name: Money(3500, "eur")}),
    st.fixed_dictionaries({"livemode": st.just(True)}),
    st.fixed_dictionaries({"id": st.text().filter(lambda text: text != "pi_1")}),
    st.fixed_dictionaries(
        {"order_number": st.none() | st.text().filter(lambda text: text != "B-1")}
    ),
)


def test_intent_that_agrees_in_everything_is_paid() -> None:
    assert judge_payment(ORDER, TOTAL, PAID) == Verdict(Outcome.PAID)


@given(MUTATIONS)
def test_one_fact_that_differs_is_a_mismatch(changes: dict[str, object]) -> None:
    verdict = judge_payment(ORDER, TOTAL, replace(PAID, **changes))  # pyright: ignore[reportArgumentType] - drawn to fit

    assert verdict.outcome is Outcome.MISMATCH
    assert len(verdict.reasons) == 1


@given(st.sampled_from(IntentStatus), MUTATIONS | st.just({}))
def test_only_a_succeeded_intent_can_be_paid(
    status: IntentStatus, changes: dict[str, object]
) -> None:
    intent = replace(PAID, status=status, **changes)  # pyright: ignore[reportArgumentType] - drawn to fit

    is_paid = judge_payment(ORDER, TOTAL, intent).outcome is Outcome.PAID

    assert is_paid is (status is IntentStatus.SUCCEEDED and not changes)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("livemode", [True, False])
def test_live_money_and_live_orders_belong_together(mode: Mode, livemode: bool) -> None:
    order, intent = replace(ORDER, mode=mode), replace(PAID, livemode=livemode)

    is_paid = judge_payment(order, TOTAL, intent).outcome is Outcome.PAID

    assert is_paid is ((mode is Mode.LIVE) == livemode)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("requires_payment_method", Outcome.WAITING),
        ("requires_confirmation", Outcome.WAITING),
        ("requires_action", Outcome.NEEDS_ACTION),
        ("processing", Outcome.PROCESSING),
        ("requires_capture", Outcome.UNKNOWN),
        ("canceled", Outcome.CANCELED),
        ("succeeded", Outcome.PAID),
        ("unknown", Outcome.UNKNOWN),
    ],
)
def test_each_status_has_an_outcome(status: str, outcome: Outcome) -> None:
    intent = replace(PAID, status=IntentStatus(status))

    assert judge_payment(ORDER, TOTAL, intent).outcome is outcome


@given(st.text())
def test_word_of_a_later_api_is_unknown(word: str) -> None:
    known = {status.value for status in IntentStatus}

    assert IntentStatus.read(word).value == word or word not in known


@pytest.mark.parametrize("status", [each for each in IntentStatus if each.value != "unknown"])
def test_words_of_stripe_are_read(status: IntentStatus) -> None:
    assert IntentStatus.read(status.value) is status


@pytest.mark.parametrize("word", ["", "requires_something", "on_hold"])
def test_unheard_word_is_unknown(word: str) -> None:
    assert IntentStatus.read(word) is IntentStatus.UNKNOWN


def test_reasons_name_no_secret() -> None:
    intent = replace(PAID, order_number="B-2", amount=Money(1, "usd"), livemode=True, id="pi_2")

    said = " ".join(judge_payment(ORDER, TOTAL, intent).reasons)

    for secret in (intent.client_secret, ORDER.token, ORDER.checkout_key, CONTACT.email):
        assert secret not in said


@pytest.mark.parametrize(
    ("outcome", "known"),
    [
        (Outcome.PAID, WAS_PAID),
        (Outcome.PROCESSING, {OrderStatus.PROCESSING}),
        (Outcome.CANCELED, {OrderStatus.CANCELED}),
        (Outcome.WAITING, {OrderStatus.AWAITING_PAYMENT}),
        (Outcome.NEEDS_ACTION, {OrderStatus.AWAITING_PAYMENT}),
        (Outcome.MISMATCH, set[OrderStatus]()),
        (Outcome.UNKNOWN, set[OrderStatus]()),
    ],
)
def test_verdict_is_known_where_the_order_already_stands(
    outcome: Outcome, known: set[OrderStatus]
) -> None:
    found = {
        status
        for status in OrderStatus
        if is_already_known(replace(ORDER, status=status), Verdict(outcome))
    }

    assert found == known
