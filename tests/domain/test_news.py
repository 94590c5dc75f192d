"""A signed event is no news only for an order that is settled, from an equal or later state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.money import Money
from bookstore.domain.news import is_no_news
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.payment import IntentStatus, WebhookEvent
from bookstore.domain.pricing import LineItem
from tests.fakes import CONTACT, START

PRICE, DELIVERY, TOTAL = (Money(minor, "usd") for minor in (2300, 1200, 3500))
ORDER = Order(
    number="B-1",
    token="token-of-the-order-page",
    checkout_key="key-of-the-browser",
    mode=Mode.TEST,
    status=OrderStatus.AWAITING_PAYMENT,
    terms=Terms((LineItem(1, "Book 1", 1, PRICE),), PRICE, DELIVERY, TOTAL, CONTACT),
    revision=1,
    proposed=1,
    is_from_cart=True,
    created_at=START,
    intent_id="pi_1",
)

PAID = ("paid", "partially_refunded", "refunded")
UP_TO_PAID = (
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "succeeded",
)


def told(status: IntentStatus | None = None, *, refunded_minor: int | None = None) -> WebhookEvent:
    return WebhookEvent(
        "evt_1", "any", "pi_1", livemode=False, status=status, refunded_minor=refunded_minor
    )


@pytest.mark.parametrize("status", IntentStatus)
@pytest.mark.parametrize("stored", OrderStatus)
def test_only_a_settled_order_knows_what_an_event_says(
    stored: OrderStatus, status: IntentStatus
) -> None:
    order = replace(ORDER, status=stored)

    is_paid_already = stored in PAID and status in UP_TO_PAID
    is_canceled_already = stored == status == "canceled"
    assert is_no_news(order, told(status)) is (is_paid_already or is_canceled_already)


@pytest.mark.parametrize("status", [IntentStatus.SUCCEEDED, IntentStatus.PROCESSING])
@pytest.mark.parametrize("intent_id", [None, "pi_2"])
def test_another_intents_event_is_news(intent_id: str | None, status: IntentStatus) -> None:
    order = replace(ORDER, status=OrderStatus.PAID, intent_id=intent_id)

    assert not is_no_news(order, told(status))


def test_event_about_no_intent_is_news_to_an_order_without_one() -> None:
    event = replace(told(IntentStatus.SUCCEEDED), intent_id=None)

    assert not is_no_news(replace(ORDER, status=OrderStatus.PAID, intent_id=None), event)


@pytest.mark.parametrize("told_minor", [0, 999, 1000, 1001])
def test_refund_is_news_until_as_much_is_recorded(told_minor: int) -> None:
    order = replace(ORDER, status=OrderStatus.PARTIALLY_REFUNDED, refunded_minor=1000)

    assert is_no_news(order, told(refunded_minor=told_minor)) is (told_minor <= 1000)


def test_refund_of_an_order_that_was_never_paid_is_news() -> None:
    assert not is_no_news(ORDER, told(refunded_minor=0))


@pytest.mark.parametrize("stored", OrderStatus)
def test_event_that_says_nothing_of_the_payment_is_news(stored: OrderStatus) -> None:
    assert not is_no_news(replace(ORDER, status=stored), told())
