"""The page of a payment given up says how it stands, and opening it cancels nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.giving_up import GivingUpState
from tests.fakes import FakeShop
from tests.states.tab import Tab, tab_of
from tests.states.till import fill, only_order, pay

pytestmark = pytest.mark.anyio


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    """A tab that has placed an order and left for the page."""
    async with tab_of(shop, tmp_path) as tab:
        await fill(tab)
        await pay(tab)
        tab.path = "/cancel"
        yield tab


async def opens(tab: Tab) -> GivingUpState:
    """Load the page, as the app module says."""
    await tab.do(GivingUpState, "look")
    await tab.do(CartState, "connect")
    return await tab.see(GivingUpState)


async def test_opening_cancels_nothing_asks_nobody_and_offers_to_cancel(
    tab: Tab, shop: FakeShop
) -> None:
    calls = list(shop.payments.calls)

    state = await opens(tab)

    assert (state.is_known, state.is_waiting, state.alert) == (True, True, "")
    assert only_order(shop).status is OrderStatus.AWAITING_PAYMENT
    assert shop.payments.calls == calls
    assert tab.led_to() == []


async def test_waiting_payment_is_canceled_by_its_button_and_the_cart_stays(
    tab: Tab, shop: FakeShop
) -> None:
    await opens(tab)

    await tab.do(CheckoutState, "abandon")

    state = await tab.see(GivingUpState)
    assert only_order(shop).status is OrderStatus.CANCELED
    assert (state.is_waiting, state.alert) == (False, "")
    assert "your cart is still here" in state.notice
    assert '"lines":[[1,2' in state.cart
    assert not (await opens(tab)).is_waiting


async def test_bank_that_asks_makes_the_page_ask_first(tab: Tab, shop: FakeShop) -> None:
    intent_id = only_order(shop).intent_id or ""
    shop.payments.change(intent_id, IntentStatus.REQUIRES_ACTION)
    await opens(tab)

    await tab.do(CheckoutState, "abandon")
    asked = await tab.see(CheckoutState)
    assert "already under way" in asked.alert
    assert only_order(shop).status is OrderStatus.AWAITING_PAYMENT
    await tab.do(CheckoutState, "abandon_at_the_bank")

    assert only_order(shop).status is OrderStatus.CANCELED
    assert shop.payments.intents[intent_id].status is IntentStatus.CANCELED


@pytest.mark.parametrize("status", [IntentStatus.PROCESSING, IntentStatus.SUCCEEDED])
async def test_order_that_is_bought_is_shown_and_not_called_unpaid(
    tab: Tab, shop: FakeShop, status: IntentStatus
) -> None:
    order = only_order(shop)
    shop.payments.change(order.intent_id or "", status)
    await verify_payment(shop, order.intent_id or "")

    state = await opens(tab)

    assert tab.led_to() == [f"/success?order={order.token}"]
    assert '"lines":[]' in state.cart


@pytest.mark.parametrize("status", [IntentStatus.PROCESSING, IntentStatus.SUCCEEDED])
async def test_payment_that_went_on_unheard_is_shown_and_not_canceled(
    tab: Tab, shop: FakeShop, status: IntentStatus
) -> None:
    order = only_order(shop)
    await opens(tab)
    shop.payments.change(order.intent_id or "", status)

    await tab.do(CheckoutState, "abandon")

    assert tab.led_to() == [f"/success?order={order.token}"]
    assert only_order(shop).is_bought


async def test_payment_that_does_not_fit_is_not_said_to_be_uncharged(
    tab: Tab, shop: FakeShop
) -> None:
    order = only_order(shop)
    await shop.orders.note(order.number, "alarm", "It does not fit.", at=shop.clock.now())

    await opens(tab)

    assert tab.led_to() == [f"/success?order={order.token}"]
    assert only_order(shop).is_open


async def buys_alone(tab: Tab) -> str:
    """Press Pay for one copy of the second book; answers the key that the tab keeps."""
    await tab.do(CheckoutState, "open")
    return (await pay(tab, shown_total="3700")).checkout_item


async def gives_up(tab: Tab) -> tuple[int, int]:
    """Go to the page, by an address that names nothing, and cancel; answers what was wanted."""
    tab.path, tab.query = "/cancel", {}
    await opens(tab)
    await tab.do(CheckoutState, "abandon")
    state = await tab.see(GivingUpState)
    return state.item_id, state.item_quantity


async def test_item_bought_alone_is_found_and_canceled_though_the_address_names_none(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with tab_of(shop, tmp_path, query={"item": "2"}, path="/checkout") as tab:
        await buys_alone(tab)
        wanted = await gives_up(tab)
        said = (await tab.see(GivingUpState)).notice

    assert wanted == (2, 1)
    assert only_order(shop).status is OrderStatus.CANCELED
    assert said == "The payment was canceled. Nothing was charged."  # the cart may be empty


async def test_item_bought_alone_is_found_by_its_key_after_the_server_was_started_anew(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with tab_of(shop, tmp_path, query={"item": "2"}, path="/checkout") as tab:
        key = await buys_alone(tab)
    async with tab_of(shop, tmp_path) as tab:
        await tab.set(CheckoutState, checkout_item=key)
        wanted = await gives_up(tab)

    assert wanted == (2, 1)
    assert only_order(shop).status is OrderStatus.CANCELED


async def test_browser_that_ordered_nothing_has_nothing_to_cancel(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with tab_of(shop, tmp_path, path="/cancel") as tab:
        state = await opens(tab)

    assert (state.is_known, state.is_waiting) == (True, False)
