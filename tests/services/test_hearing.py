"""What a webhook costs: a call to Stripe, unless the order is settled and knows it already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus, WebhookEvent
from bookstore.services.checkout import verify_payment
from bookstore.services.hearing import hear
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
EVENT = WebhookEvent("evt_1", "any", "pi_1", livemode=False)
SUCCEEDED = replace(EVENT, status=IntentStatus.SUCCEEDED)


async def bought() -> FakeShop:
    """A shop whose one order the shopper's own tab has settled as paid."""
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    shop.payments.calls.clear()
    return shop


@pytest.mark.parametrize("status", ["processing", "requires_action", "succeeded"])
async def test_event_for_a_paid_order_asks_nothing_and_answers_the_order(status: str) -> None:
    shop = await bought()

    order = await hear(shop, replace(EVENT, status=IntentStatus(status)))

    assert shop.payments.calls == []
    assert order is not None
    assert order.status is OrderStatus.PAID


@pytest.mark.parametrize(
    "event",
    [
        replace(EVENT, status=IntentStatus.SUCCEEDED),
        replace(EVENT, status=IntentStatus.CANCELED),
        replace(EVENT, refunded_minor=3500),
    ],
)
async def test_event_is_never_believed_for_moving_an_order_on(event: WebhookEvent) -> None:
    shop = make_shop()
    await placed(shop)
    shop.payments.calls.clear()

    order = await hear(shop, event)

    assert shop.payments.called("retrieve_intent") == ["pi_1"]
    assert order is not None
    assert order.status is OrderStatus.AWAITING_PAYMENT


async def test_refund_that_is_not_recorded_yet_is_asked_about() -> None:
    shop = await bought()
    await shop.payments.refund("pi_1", amount=None, idempotency_key="by-the-dashboard")
    shop.payments.calls.clear()

    first = await hear(shop, replace(EVENT, refunded_minor=3500))
    asked = list(shop.payments.called("retrieve_intent"))
    again = await hear(shop, replace(EVENT, refunded_minor=3500))

    assert first is not None
    assert again is not None
    assert (first.status, again.status) == (OrderStatus.REFUNDED, OrderStatus.REFUNDED)
    assert asked == shop.payments.called("retrieve_intent") == ["pi_1"]


async def test_payment_that_comes_for_a_canceled_order_is_asked_about() -> None:
    shop = make_shop()
    payable = await placed(shop)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    shop.payments.pay("pi_1")
    shop.payments.calls.clear()

    order = await hear(shop, SUCCEEDED)

    assert shop.payments.called("retrieve_intent")
    assert order is not None
    assert order.status is OrderStatus.PAID


async def test_event_that_says_nothing_of_the_payment_is_asked_about() -> None:
    shop = await bought()

    await hear(shop, EVENT)

    assert shop.payments.called("retrieve_intent") == ["pi_1"]


@pytest.mark.parametrize("intent_id", [None, "pi_of_somebody_else"])
async def test_event_about_no_order_of_ours_answers_nothing(intent_id: str | None) -> None:
    assert await hear(make_shop(), replace(SUCCEEDED, intent_id=intent_id)) is None
