"""What the browser says after confirming, sent as events: only Stripe is believed."""

from __future__ import annotations

import pytest

from bookstore.domain.cart import read_cart
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.states.checkout import CheckoutState
from bookstore.states.payment_words import LOOKING_INTO_IT, UNSURE
from tests.fakes import FakeShop
from tests.states.tab import Tab
from tests.states.till import answer, only_order, pay

pytestmark = pytest.mark.anyio


async def test_browser_that_says_succeeded_is_not_believed(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)

    state = await answer(tab, status="succeeded", payment_intent="pi_1")

    assert tab.led_to() == []
    assert only_order(shop).status is OrderStatus.AWAITING_PAYMENT
    assert read_cart(state.cart).quantity_of(1) == 2
    assert state.alert
    assert state.client_secret == ""


async def test_browser_that_says_declined_is_not_believed(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    shop.payments.pay("pi_1")

    state = await answer(tab, code="card_declined", decline_code="stolen_card")

    assert tab.led_to() == [f"/success?order={only_order(shop).token}"]
    assert only_order(shop).status is OrderStatus.PAID
    assert (state.alert, state.checkout, read_cart(state.cart).lines) == ("", "", ())


async def test_browser_cannot_name_another_intent(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)

    await answer(tab, payment_intent="pi_of_another", id="pi_of_another")

    assert set(shop.payments.called("retrieve_intent")) == {"pi_1"}


async def test_decline_is_told_in_stripes_words(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    shop.payments.change(
        "pi_1",
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        error_code="card_declined",
        decline_code="insufficient_funds",
    )

    state = await answer(tab, code="card_declined", decline_code="stolen_card")

    assert "not enough money" in state.alert


async def test_processing_payment_is_shown_as_an_order(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    shop.payments.change("pi_1", IntentStatus.PROCESSING)

    await answer(tab)

    assert tab.led_to() == [f"/success?order={only_order(shop).token}"]
    assert only_order(shop).status is OrderStatus.PROCESSING


async def test_payment_over_another_amount_is_looked_into(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    received = only_order(shop).terms.total * 2
    shop.payments.change("pi_1", IntentStatus.SUCCEEDED, amount_received=received)

    state = await answer(tab)

    assert (state.alert, tab.led_to()) == (LOOKING_INTO_IT, [])


async def test_pay_after_another_amount_was_paid_says_so_too(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    received = only_order(shop).terms.total * 2
    shop.payments.change("pi_1", IntentStatus.SUCCEEDED, amount_received=received)

    state = await pay(tab, attempt="try-2")

    assert (state.alert, tab.led_to()) == (LOOKING_INTO_IT, [])
    assert (state.attempt, state.client_secret) == ("try-2", "")


async def test_while_stripe_is_silent_the_shopper_is_told_not_to_pay_again(
    tab: Tab, shop: FakeShop
) -> None:
    await pay(tab)
    shop.payments.pay("pi_1")
    shop.payments.fail("retrieve_intent")

    silent = await answer(tab)
    said, was_under_way = silent.alert, silent.is_under_way
    await tab.do(CheckoutState, "look_again")

    assert (said, was_under_way) == (UNSURE, True)
    assert tab.led_to() == [f"/success?order={only_order(shop).token}"]


async def test_answer_without_an_order_says_nothing(tab: Tab, shop: FakeShop) -> None:
    state = await answer(tab, status="succeeded")

    assert (state.alert, tab.led_to(), shop.payments.calls) == ("", [], [])
