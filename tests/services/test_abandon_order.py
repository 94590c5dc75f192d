"""Giving up: an order is canceled only where no money can come any more."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import PaymentUnavailable, PaymentUnderWay
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.canceling import abandon_order
from tests.fakes import make_shop
from tests.services.placing import KEY, placed, stock_adds_up

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("key", ["", "a key without an order"])
async def test_nothing_to_give_up_is_nothing(key: str) -> None:
    shop = make_shop()

    order = await abandon_order(shop, key, even_at_the_bank=True)

    assert order is None
    assert shop.payments.calls == []


@pytest.mark.parametrize(
    "status", [IntentStatus.REQUIRES_PAYMENT_METHOD, IntentStatus.REQUIRES_CONFIRMATION]
)
@pytest.mark.parametrize("even_at_the_bank", [True, False])
async def test_waiting_order_is_canceled_at_stripe_and_here(
    status: IntentStatus, even_at_the_bank: bool
) -> None:
    shop = make_shop()
    payable = await placed(shop, 3)
    shop.payments.change(payable.intent.id, status)

    order = await abandon_order(shop, KEY, even_at_the_bank=even_at_the_bank)

    assert order is not None
    assert order.status is OrderStatus.CANCELED
    assert shop.payments.intents[payable.intent.id].status is IntentStatus.CANCELED
    assert shop.books.held[1] == 0


async def test_order_without_an_intent_is_canceled_without_stripe() -> None:
    shop = make_shop()
    shop.payments.fail("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop)

    order = await abandon_order(shop, KEY, even_at_the_bank=False)

    assert order is not None
    assert order.status is OrderStatus.CANCELED
    assert shop.books.held[1] == 0
    assert len(shop.payments.calls) == 1


async def test_order_at_the_bank_asks_first() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_ACTION)

    with pytest.raises(PaymentUnderWay):
        await abandon_order(shop, KEY, even_at_the_bank=False)

    assert shop.orders.orders[payable.order.number].is_open
    assert shop.books.held[1] == 1


async def test_order_at_the_bank_is_canceled_when_that_is_said() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_ACTION)

    order = await abandon_order(shop, KEY, even_at_the_bank=True)

    assert order is not None
    assert order.status is OrderStatus.CANCELED


@pytest.mark.parametrize(
    ("status", "stored"),
    [
        (IntentStatus.PROCESSING, OrderStatus.PROCESSING),
        (IntentStatus.SUCCEEDED, OrderStatus.PAID),
        (IntentStatus.CANCELED, OrderStatus.CANCELED),
        (IntentStatus.REQUIRES_CAPTURE, OrderStatus.AWAITING_PAYMENT),
        (IntentStatus.UNKNOWN, OrderStatus.AWAITING_PAYMENT),
    ],
)
async def test_order_that_is_past_giving_up_is_settled_instead(
    status: IntentStatus, stored: OrderStatus
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, status)

    order = await abandon_order(shop, KEY, even_at_the_bank=True)

    assert order is not None
    assert order.status is stored
    assert shop.payments.called("cancel_intent") == []
    assert stock_adds_up(shop)


async def test_payment_that_comes_while_we_cancel_is_kept() -> None:
    shop = make_shop()
    payable = await placed(shop)

    async def pay() -> None:
        shop.payments.pay(payable.intent.id)

    shop.payments.meanwhile("cancel_intent", pay)
    order = await abandon_order(shop, KEY, even_at_the_bank=False)

    assert order is not None
    assert order.status is OrderStatus.PAID
    assert shop.books.sold[1] == 1


@pytest.mark.parametrize("method", ["retrieve_intent", "cancel_intent"])
async def test_stripe_that_does_not_answer_leaves_the_order_as_it_was(method: str) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.fail(method)

    with pytest.raises(PaymentUnavailable):
        await abandon_order(shop, KEY, even_at_the_bank=True)

    assert shop.orders.orders[payable.order.number] == payable.order
    assert shop.books.held[1] == 1


async def test_paid_order_is_not_given_up() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=shop.clock.now())

    order = await abandon_order(shop, KEY, even_at_the_bank=True)

    assert order is not None
    assert order.status is OrderStatus.PAID
    assert shop.payments.called("cancel_intent") == []
