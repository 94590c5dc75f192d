"""Pressing Pay: what is charged, once, at which price, and what holds the copies meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.cart import CartLine
from bookstore.domain.errors import (
    CartNotSellable,
    PaymentRefused,
    PriceChanged,
)
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.services.checkout import Payable, place_order
from tests.fakes import make_shop
from tests.services.placing import all_at_once, wish_for

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
