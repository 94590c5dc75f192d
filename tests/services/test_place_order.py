"""Pressing Pay: what is charged, once, at which price, and what holds the copies meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from anyio import create_task_group

from bookstore.domain.cart import CartLine
from bookstore.domain.errors import (
    BookstoreError,
    CartNotSellable,
    OrderSettled,
    PaymentRefused,
    PaymentUnavailable,
    PaymentUnderWay,
    PriceChanged,
)
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import Payable, place_order
from tests.fakes import CONTACT, make_shop
from tests.services.placing import all_at_once, stock_adds_up, wish_for

pytestmark = pytest.mark.anyio


async def test_order_and_intent_are_made_of_our_prices() -> None:
    shop = make_shop()

    payable = await place_order(shop, wish_for(2))

    assert payable.order.terms.subtotal == Money(4600, "usd")
    assert payable.order.terms.total == Money(5800, "usd")
    assert payable.intent.amount == Money(5800, "usd")
    assert payable.intent.order_number == payable.order.number
    assert payable.order.intent_id == payable.intent.id
    assert payable.order.status is OrderStatus.AWAITING_PAYMENT
    assert shop.books.held[1] == 2


@pytest.mark.parametrize("shown_minor", [1, 3499, 3501, None])
async def test_total_that_was_not_shown_charges_nothing(shown_minor: int | None) -> None:
    shop = make_shop()
    wish = replace(wish_for(), shown_minor=shown_minor)

    with pytest.raises(PriceChanged) as caught:
        await place_order(shop, wish)

    assert caught.value.total == Money(3500, "usd")
    assert shop.payments.calls == []
    assert shop.orders.orders == {}
    assert shop.books.held[1] == 0


async def test_price_raised_after_the_page_was_shown_charges_nothing() -> None:
    shop = make_shop()
    await place_order(shop, wish_for())
    shop.books.books[1] = replace(shop.books.books[1], price=Money(2400, "usd"))

    with pytest.raises(PriceChanged):
        await place_order(shop, wish_for())

    assert shop.payments.intents["pi_1"].amount == Money(3500, "usd")
    assert shop.payments.called("update_intent") == []


async def test_ten_clicks_at_once_are_one_order_and_one_intent() -> None:
    shop = make_shop()

    answers = await all_at_once([lambda: place_order(shop, wish_for(3))] * 10)

    assert len(answers) == 10
    assert {each.intent.id for each in answers} == {"pi_1"}
    assert len(shop.orders.orders) == 1
    assert len(shop.payments.intents) == 1
    assert shop.books.held[1] == 3


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


async def test_more_than_is_free_is_not_sold() -> None:
    shop = make_shop()
    shop.books.supplied[1] = 2

    with pytest.raises(CartNotSellable) as caught:
        await place_order(shop, wish_for(3))

    assert "Only 2 copies" in caught.value.user_message
    assert shop.orders.orders == {}
    assert shop.payments.calls == []


async def test_last_copy_is_sold_to_one_of_two_browsers() -> None:
    shop = make_shop()
    shop.books.supplied[1] = 1
    other = replace(wish_for(), checkout_key="key-of-another-browser")

    async def be_quicker() -> Payable:
        return await place_order(shop, other)

    shop.orders.meanwhile("add", be_quicker)
    with pytest.raises(CartNotSellable):
        await place_order(shop, wish_for())

    assert len(shop.orders.orders) == 1
    assert shop.books.held[1] == 1


async def test_copies_that_the_order_holds_count_as_free_for_it() -> None:
    shop = make_shop()
    shop.books.supplied[1] = 3
    await place_order(shop, wish_for(3))

    again = await place_order(shop, wish_for(3))
    fewer = await place_order(shop, wish_for(2))

    assert again.order.number == fewer.order.number
    assert shop.books.held[1] == 2


async def test_empty_cart_is_not_sold() -> None:
    shop = make_shop()

    with pytest.raises(CartNotSellable):
        await place_order(shop, replace(wish_for(), lines=()))

    assert shop.payments.calls == []


async def test_book_that_never_was_on_the_shelf_is_not_charged_for() -> None:
    shop = make_shop()
    wish = wish_for()
    forged = replace(wish, lines=(*wish.lines, CartLine(999, 20)))

    payable = await place_order(shop, forged)

    assert payable.order.terms.cart_lines() == wish.lines


async def test_two_keys_are_two_orders() -> None:
    shop = make_shop()

    first = await place_order(shop, wish_for())
    second = await place_order(shop, replace(wish_for(), checkout_key="another key"))

    assert first.order.number != second.order.number
    assert first.intent.id != second.intent.id
    assert shop.books.held[1] == 2


async def test_refusal_of_our_keys_reaches_the_caller() -> None:
    shop = make_shop()
    shop.payments.fail("create_intent", PaymentRefused("Invalid key", code=None))

    with pytest.raises(PaymentRefused):
        await place_order(shop, wish_for())

    assert shop.payments.intents == {}


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
