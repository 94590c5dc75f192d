"""Pressing Pay once more: after a lost answer, a changed cart, at the bank, after the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from anyio import create_task_group

from bookstore.domain.errors import (
    BookstoreError,
    OrderSettled,
    PaymentUnavailable,
    PaymentUnderWay,
)
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import place_order
from tests.fakes import CONTACT, make_shop
from tests.services.placing import stock_adds_up, wish_for

pytestmark = pytest.mark.anyio


async def test_pressing_pay_again_after_a_decline_is_the_same_intent() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.change(
        first.intent.id, IntentStatus.REQUIRES_PAYMENT_METHOD, decline_code="generic_decline"
    )

    second = await place_order(shop, wish_for())

    assert second.intent.id == first.intent.id
    assert second.order.number == first.order.number
    assert len(shop.payments.called("create_intent")) == 1


async def test_lost_answer_is_replayed_with_the_same_parameters() -> None:
    shop = make_shop()
    shop.payments.lose_answer("create_intent")
    with pytest.raises(PaymentUnavailable):
        await place_order(shop, wish_for())

    payable = await place_order(shop, wish_for())

    assert list(shop.payments.intents) == [payable.intent.id]
    assert shop.payments.called("create_intent") == ["order:B-0001:create"] * 2


async def test_lost_answer_is_replayed_before_a_changed_cart_updates_the_intent() -> None:
    shop = make_shop()
    shop.payments.lose_answer("create_intent")
    with pytest.raises(PaymentUnavailable):
        await place_order(shop, wish_for(1))

    payable = await place_order(shop, wish_for(4))

    assert list(shop.payments.intents) == ["pi_1"]
    assert payable.intent.amount == Money(10_400, "usd")
    assert payable.intent.order_revision == payable.order.revision == 2
    assert shop.books.held[1] == 4


async def test_stripe_that_never_answers_leaves_one_order_to_try_again() -> None:
    shop = make_shop()
    for _ in range(3):
        shop.payments.fail("create_intent")
        with pytest.raises(PaymentUnavailable):
            await place_order(shop, wish_for())

    payable = await place_order(shop, wish_for())

    assert len(shop.orders.orders) == 1
    assert payable.intent.amount == Money(3500, "usd")


async def test_changed_cart_updates_the_same_intent() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for(5))

    second = await place_order(shop, wish_for(2))

    assert second.intent.id == first.intent.id
    assert second.intent.amount == second.order.terms.total == Money(5800, "usd")
    assert shop.payments.called("update_intent") == ["order:B-0001:update:2"]
    assert shop.books.held[1] == 2


async def test_changed_contact_reaches_the_order_and_stripe() -> None:
    shop = make_shop()
    await place_order(shop, wish_for())
    moved = replace(wish_for(), contact=replace(CONTACT, city="Leeds"))

    payable = await place_order(shop, moved)

    assert payable.order.terms.contact.city == "Leeds"
    assert payable.intent.order_revision == 2


async def test_lost_answer_of_an_update_is_replayed() -> None:
    shop = make_shop()
    await place_order(shop, wish_for(1))
    shop.payments.lose_answer("update_intent")
    with pytest.raises(PaymentUnavailable):
        await place_order(shop, wish_for(2))

    payable = await place_order(shop, wish_for(2))

    assert payable.intent.amount == payable.order.terms.total == Money(5800, "usd")
    assert payable.order.revision == 2


@pytest.mark.parametrize("status", [IntentStatus.REQUIRES_ACTION, IntentStatus.PROCESSING])
async def test_same_cart_while_the_bank_is_at_work_is_a_payment_under_way(
    status: IntentStatus,
) -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.change(first.intent.id, status)

    with pytest.raises(PaymentUnderWay) as caught:
        await place_order(shop, wish_for())

    assert caught.value.intent.id == first.intent.id
    assert caught.value.number == first.order.number


@pytest.mark.parametrize("status", [IntentStatus.REQUIRES_CAPTURE, IntentStatus.UNKNOWN])
async def test_status_that_we_never_ask_for_is_a_payment_under_way(status: IntentStatus) -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.change(first.intent.id, status)

    with pytest.raises(PaymentUnderWay):
        await place_order(shop, wish_for())


async def test_changed_cart_while_processing_leaves_the_intent_alone() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for(1))
    shop.payments.change(first.intent.id, IntentStatus.PROCESSING)

    with pytest.raises(PaymentUnderWay):
        await place_order(shop, wish_for(2))

    stored = shop.orders.orders[first.order.number]
    assert shop.payments.intents[first.intent.id].amount == Money(3500, "usd")
    assert stored.status is OrderStatus.PROCESSING
    assert stored.revision == 1


async def test_paid_order_is_not_paid_twice() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.pay(first.intent.id)

    with pytest.raises(OrderSettled) as caught:
        await place_order(shop, wish_for())

    assert caught.value.number == first.order.number
    assert shop.orders.orders[first.order.number].status is OrderStatus.PAID
    with pytest.raises(OrderSettled):
        await place_order(shop, wish_for())
    assert len(shop.payments.intents) == 1


async def test_payment_that_arrives_while_the_cart_is_changed_is_settled_not_changed() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for(1))

    async def pay() -> None:
        shop.payments.pay(first.intent.id)

    shop.payments.meanwhile("update_intent", pay)
    with pytest.raises(OrderSettled):
        await place_order(shop, wish_for(2))

    order = shop.orders.orders[first.order.number]
    assert order.status is OrderStatus.PAID
    assert order.terms.total == Money(3500, "usd")
    assert shop.books.sold[1] == 1
    assert shop.books.held[1] == 0


async def test_canceled_intent_gives_way_to_a_new_order() -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.change(first.intent.id, IntentStatus.CANCELED)

    second = await place_order(shop, wish_for())

    assert second.order.number != first.order.number
    assert second.intent.id != first.intent.id
    assert shop.orders.orders[first.order.number].status is OrderStatus.CANCELED
    assert shop.books.held[1] == 1


async def test_intent_that_stripe_does_not_know_gives_way_to_a_new_order(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    first = await place_order(shop, wish_for())
    shop.payments.intents.clear()

    second = await place_order(shop, wish_for())

    assert second.order.number != first.order.number
    assert shop.orders.orders[first.order.number].status is OrderStatus.CANCELED
    assert shop.orders.notes(first.order.number, "alarm") != []
    assert "ALARM" in caplog.text
    assert shop.books.held[1] == 1


async def test_order_canceled_while_stripe_was_asked_gives_way_to_a_new_one() -> None:
    shop = make_shop()

    async def cancel() -> None:
        await shop.orders.mark_canceled("B-0001", at=shop.clock.now())

    shop.orders.meanwhile("attach_intent", cancel)
    payable = await place_order(shop, wish_for())

    assert payable.order.number != "B-0001"
    assert payable.order.is_open
    assert shop.payments.intents["pi_1"].status is IntentStatus.CANCELED
    assert shop.books.held[1] == 1


async def test_two_tabs_with_different_carts_never_lose_copies() -> None:
    shop = make_shop()

    async def press_pay(copies: int) -> None:
        try:
            await place_order(shop, wish_for(copies))
        except BookstoreError:
            return

    async with create_task_group() as group:
        for copies in (1, 2, 3, 4):
            group.start_soon(press_pay, copies)

    assert len(shop.payments.intents) == 1
    assert stock_adds_up(shop)
