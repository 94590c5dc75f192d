"""Pay, sent as an event: what it answers, and what each refusal says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookstore.domain.cart import read_cart
from bookstore.domain.errors import PaymentRefused
from bookstore.domain.payment import IntentStatus
from bookstore.states.cart import CartState
from bookstore.states.payment_words import NOT_ANSWERED
from tests.fakes import CONTACT, FakeShop, make_book
from tests.states.tab import Tab
from tests.states.till import only_order, pay

pytestmark = pytest.mark.anyio


async def test_pay_places_the_order_and_answers_with_its_secret(tab: Tab, shop: FakeShop) -> None:
    state = await pay(tab)

    order = only_order(shop)
    assert order.terms.total.minor == 5800
    assert order.terms.contact == CONTACT
    assert (state.attempt, state.client_secret) == ("try-1", f"pi_1_secret_of_{order.number}")
    assert (state.alert, state.problems) == ("", {})
    assert state.checkout == order.checkout_key
    assert tab.led_to() == []


async def test_pay_again_is_the_same_order_and_the_same_intent(tab: Tab, shop: FakeShop) -> None:
    first = (await pay(tab)).client_secret
    second = (await pay(tab, attempt="try-2")).client_secret

    assert first == second
    assert len(shop.orders.orders) == len(shop.payments.intents) == 1


def spoil_stock(shop: FakeShop) -> None:
    shop.books.supplied[1] = 1


def raise_price(shop: FakeShop) -> None:
    shop.books.books[1] = make_book(1, price_minor=2500)


def lose_stripe(shop: FakeShop) -> None:
    shop.payments.fail("create_intent")


def be_refused(shop: FakeShop) -> None:
    shop.payments.fail("create_intent", PaymentRefused("No such key sk_test_1234"))


def break_down(shop: FakeShop) -> None:
    async def raise_it() -> None:
        raise ZeroDivisionError("internal")

    shop.orders.meanwhile("add", raise_it)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            spoil_stock,
            "Only 1 copy of Book 1 left. Nothing was charged. Please change your cart.",
        ),
        (
            raise_price,
            "The total was $58.00 and is now $62.00. Nothing was charged. "
            "Please look at the order and press Pay again.",
        ),
        (
            lose_stripe,
            "The payment service does not answer at the moment. Please try again in a minute. "
            "Nothing was charged.",
        ),
        (be_refused, "The payment could not be made. Nothing was charged."),
        (break_down, NOT_ANSWERED),
    ],
)
async def test_refused_pay_says_why_and_unlocks_the_button(
    tab: Tab, shop: FakeShop, spoil: Callable[[FakeShop], None], words: str
) -> None:
    spoil(shop)

    state = await pay(tab, attempt="try-7")

    assert state.alert == words
    assert (state.attempt, state.client_secret) == ("try-7", "")
    assert not state.is_under_way


async def test_refusal_takes_an_earlier_secret_away(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)

    state = await pay(tab, attempt="try-2", shown_total="1")

    assert (state.attempt, state.client_secret) == ("try-2", "")


async def test_unusable_contact_is_marked_by_field(tab: Tab, shop: FakeShop) -> None:
    state = await pay(tab, email="nobody", city=" ")

    assert set(state.problems) == {"email", "city"}
    assert state.alert == "Please look at the 2 marked fields. Nothing was charged."
    assert (state.attempt, state.client_secret, shop.payments.calls) == ("try-1", "", [])


@pytest.mark.parametrize("shown", ["", "0", "-5800", "5800.0", "٥٨٠٠", "9" * 40])
async def test_amount_from_the_browser_is_only_compared(
    tab: Tab, shop: FakeShop, shown: str
) -> None:
    state = await pay(tab, shown_total=shown)

    assert state.alert.startswith("The total is now $58.00. Nothing was charged.")
    assert shop.payments.intents == {}


async def test_empty_cart_is_not_placed(tab: Tab, shop: FakeShop) -> None:
    await tab.set(CartState, cart="")

    state = await pay(tab)

    assert state.alert.startswith("There is nothing to buy.")
    assert shop.orders.orders == {}


async def test_paid_order_is_shown_and_not_paid_twice(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    shop.payments.pay("pi_1")

    state = await pay(tab, attempt="try-2")

    assert (state.attempt, state.client_secret) == ("try-2", "")
    assert tab.led_to() == [f"/success?order={only_order(shop).token}"]
    assert read_cart(state.cart).lines == ()


async def test_payment_at_the_bank_can_be_finished_and_is_not_begun_anew(
    tab: Tab, shop: FakeShop
) -> None:
    secret = (await pay(tab)).client_secret
    shop.payments.change("pi_1", IntentStatus.REQUIRES_ACTION)

    state = await pay(tab, attempt="try-2")

    assert (state.attempt, state.client_secret) == ("try-2", "")
    assert (state.is_under_way, state.under_way_secret) == (True, secret)
    assert "$58.00 is already under way" in state.alert
