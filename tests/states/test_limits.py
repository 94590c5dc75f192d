"""Whoever asks too often is told to wait, and nothing is done or asked of Stripe for them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore import wiring
from bookstore.domain.allowance import Allowance
from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from bookstore.states.returning import ReturnState
from bookstore.states.wish import NO_SUCH_ORDER
from bookstore.turnstile import Limit, Limits
from tests.fakes import FakeShop, make_shop
from tests.states.tab import Tab, tab_of
from tests.states.till import fill, only_order, pay

pytestmark = pytest.mark.anyio
WAIT = "wait a minute"
HOME = "203.0.113.7"


def wide() -> Allowance:
    return Allowance(1000, 60)


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    """A tab at the checkout, in a shop that allows two of everything."""
    async with tab_of(shop, tmp_path) as tab:
        await fill(tab)
        narrow = Limit(Allowance(2, 60), wide())
        wiring.premises().limits = Limits(placing=narrow, looking=Limit(Allowance(2, 60), wide()))
        yield tab


async def test_third_try_to_pay_is_told_to_wait_and_places_nothing(
    tab: Tab, shop: FakeShop
) -> None:
    await pay(tab)
    await pay(tab, attempt="try-2")
    asked = len(shop.payments.calls)

    state = await pay(tab, attempt="try-3")

    assert WAIT in state.alert
    assert "Nothing was charged" in state.alert
    assert (state.attempt, state.client_secret) == ("try-3", "")  # the button is free again
    assert len(shop.payments.calls) == asked
    assert only_order(shop).is_open


async def test_tokens_changed_at_one_address_share_its_limit(
    shop: FakeShop, tmp_path: Path
) -> None:
    said: list[str] = []
    async with tab_of(shop, tmp_path):
        wiring.premises().limits = Limits(placing=Limit(wide(), Allowance(2, 60)))
        for number in range(4):
            tab = Tab(f"tab-{number}")
            tab.address = HOME
            async with tab.processor:
                await tab.connect()
                await fill(tab)
                said.append((await pay(tab)).alert)

    assert [WAIT in alert for alert in said] == [False, False, True, True]


async def test_looking_again_and_again_asks_stripe_no_more(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    for _ in range(2):
        await tab.do(CheckoutState, "look_again")
    asked = len(shop.payments.calls)

    for handler in ("look_again", "abandon", "abandon_at_the_bank"):
        await tab.do(CheckoutState, handler)
        assert WAIT in (await tab.see(CheckoutState)).alert
    await tab.do(CheckoutState, "payment_answered", result={"status": "succeeded"})

    state = await tab.see(CheckoutState)
    assert WAIT in state.alert
    assert state.is_under_way
    assert len(shop.payments.calls) == asked
    assert only_order(shop).is_open


async def test_intents_are_not_tried_out_on_the_return_page(tab: Tab, shop: FakeShop) -> None:
    for number in range(5):
        tab.query = {"payment_intent": f"pi_{number}"}
        await tab.do(ReturnState, "come_back")

    assert len(shop.payments.called("retrieve_intent")) == 2
    assert WAIT in (await tab.see(ReturnState)).return_problem


async def test_tokens_are_not_tried_out_on_the_order_page(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    for number in range(2):
        tab.query = {"order": f"{number:022d}"}
        await tab.do(OrderState, "open")
        assert (await tab.see(OrderState)).is_missing

    tab.query = {"order": only_order(shop).token}
    await tab.do(OrderState, "open")

    state = await tab.see(OrderState)
    assert (state.is_known, state.is_missing) == (False, False)
    assert WAIT in state.problem


async def test_tokens_are_not_tried_out_at_the_checkout(tab: Tab, shop: FakeShop) -> None:
    await pay(tab)
    for number in range(2):
        tab.query = {"order": f"{number:022d}"}
        await tab.do(CheckoutState, "open")
        assert (await tab.see(CheckoutState)).order_problem == NO_SUCH_ORDER

    tab.query = {"order": only_order(shop).token}
    await tab.do(CheckoutState, "open")

    state = await tab.see(CheckoutState)
    assert WAIT in state.order_problem
    assert (state.order_number, state.known) == ("", {})
