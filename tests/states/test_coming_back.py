"""A page that lost its connection comes back, perhaps to a fresh state: nothing is forgotten.

What a page sends as it comes back may arrive before it has been opened again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore.domain.cart import CartLine
from bookstore.domain.order import OrderStatus
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from tests.fakes import FakeShop
from tests.states.tab import Tab, tab_of
from tests.states.till import answer, fill, only_order, pay

pytestmark = pytest.mark.anyio


async def test_each_opening_is_a_visit_of_its_own(tab: Tab) -> None:
    await tab.do(CheckoutState, "open")
    first = (await tab.see(CheckoutState)).visit
    await tab.do(CheckoutState, "open")
    second = (await tab.see(CheckoutState)).visit

    assert first
    assert second not in ("", first)


async def test_attempt_that_was_answered_is_forgotten_so_that_it_may_be_asked_again(
    tab: Tab, shop: FakeShop
) -> None:
    await pay(tab)

    await tab.do(CheckoutState, "open")
    state = await tab.see(CheckoutState)
    forgotten = (state.attempt, state.client_secret)
    again = await pay(tab)

    assert forgotten == ("", "")
    assert (again.attempt, again.client_secret != "") == ("try-1", True)
    assert shop.payments.made == 1
    assert len(shop.orders.orders) == 1


async def test_order_paid_meanwhile_is_shown_although_its_key_goes(
    tab: Tab, shop: FakeShop
) -> None:
    await pay(tab)
    order = only_order(shop)
    await shop.orders.mark_paid(order.number, 1, charge_id="ch_1", at=shop.clock.now())

    for state, handler in ((CheckoutState, "open"), (CartState, "connect")):  # the page's on_load
        await tab.do(state, handler)

    assert tab.led_to() == [f"/success?order={order.token}"]
    assert (await tab.see(CheckoutState)).checkout == ""


async def test_answer_finds_its_order_by_the_secret_when_the_key_is_gone(
    tab: Tab, shop: FakeShop
) -> None:
    secret = (await pay(tab)).client_secret
    shop.payments.pay("pi_1")
    await tab.set(CheckoutState, checkout="", _paying="")

    await answer(tab, status="succeeded", client_secret=secret)

    assert tab.led_to() == [f"/success?order={only_order(shop).token}"]
    assert only_order(shop).status is OrderStatus.PAID


@pytest.mark.parametrize(
    "secret", ["", "pi_1", "pi_1_secret_", "pi_1_secret_guessed", "pi_2_secret_x", "../pi_1"]
)
async def test_guessed_secret_shows_no_order(tab: Tab, shop: FakeShop, secret: str) -> None:
    await pay(tab)
    shop.payments.pay("pi_1")
    await tab.set(CheckoutState, checkout="", _paying="")

    await answer(tab, status="succeeded", client_secret=secret)

    assert tab.led_to() == []


@pytest.fixture
async def fresh_tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    """A tab at `?item=2`, with another book in its cart, whose page has not been opened."""
    async with tab_of(shop, tmp_path, name="fresh", query={"item": "2"}) as tab:
        await fill(tab)
        yield tab


async def test_item_has_its_key_before_pay_so_that_no_lost_answer_takes_it_along(
    fresh_tab: Tab, shop: FakeShop
) -> None:
    await fresh_tab.do(CheckoutState, "open")
    key = (await fresh_tab.see(CheckoutState)).checkout_item
    await fresh_tab.do(CheckoutState, "open")

    await pay(fresh_tab, shown_total="3700")

    assert key
    assert only_order(shop).checkout_key == key


async def test_press_before_the_page_is_opened_buys_the_item_of_the_address(
    fresh_tab: Tab, shop: FakeShop
) -> None:
    state = await pay(fresh_tab, shown_total="3700")

    assert state.alert == ""
    assert only_order(shop).terms.cart_lines() == (CartLine(2, 1),)
    assert not only_order(shop).is_from_cart


async def test_answer_before_the_page_is_opened_is_about_the_item_of_the_address(
    fresh_tab: Tab, shop: FakeShop, tmp_path: Path
) -> None:
    await pay(fresh_tab, shown_total="3700")
    shop.payments.pay("pi_1")
    key = (await fresh_tab.see(CheckoutState)).checkout_item

    async with tab_of(shop, tmp_path, name="fresher", query={"item": "2"}) as fresher:
        await fresher.set(CheckoutState, checkout_item=key)
        await fresher.do(CheckoutState, "look_again")

        assert fresher.led_to() == [f"/success?order={only_order(shop).token}"]
