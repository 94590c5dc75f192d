"""Open pages are told what happens to their orders, and no other page is touched."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bookstore.domain.order import OrderStatus
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.states.order import NOT_NOW, OrderState
from bookstore.states.watching import watched_orders
from bookstore.storage.addresses import DatabaseUnusable
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed
from tests.states.live_app import LiveApp, until
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


@asynccontextmanager
async def order_page(shop: FakeShop, folder: Path) -> AsyncGenerator[Tab]:
    """A tab that shows an order which waits for its payment."""
    order = (await placed(shop)).order
    async with tab_of(shop, folder, query={"order": order.token}) as tab:
        await tab.do(OrderState, "open")
        yield tab
        watched_orders.sign_out(tab.name)


def shown(tab: Tab) -> list[str]:
    """The statuses of the order that the tab was sent, in order."""
    deltas = [delta for update in tab.line.updates for delta in update.delta.values()]
    orders = [delta["order_rx_state_"] for delta in deltas if "order_rx_state_" in delta]
    return [order.status for order in orders]


async def test_order_page_is_told(shop: FakeShop, tmp_path: Path) -> None:
    async with order_page(shop, tmp_path) as tab, LiveApp(tab).following():
        shop.payments.pay("pi_1")
        await verify_payment(shop, "pi_1")
        await until(lambda: shown(tab)[-1:] == ["paid"])


async def test_order_page_that_cannot_look_its_order_up_says_so_and_can_try_again(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = (await placed(shop)).order

    async def fail() -> None:
        raise DatabaseUnusable("The disk is full.")

    async with tab_of(shop, tmp_path, query={"order": order.token}) as tab:
        shop.orders.meanwhile("by_token", fail)
        await tab.do(OrderState, "open")
        first = await tab.see(OrderState)
        assert (first.problem, first.is_known, first.is_missing) == (NOT_NOW, False, False)

        await tab.do(OrderState, "open")
        second = await tab.see(OrderState)
        assert (second.problem, second.is_known) == ("", True)
        watched_orders.sign_out(tab.name)


async def test_looking_the_cart_up_again_leaves_the_order_page_following(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with order_page(shop, tmp_path) as tab:
        await tab.do(CartState, "look_again")

        assert watched_orders.find(tab.name) is not None


async def test_page_whose_state_was_forgotten_is_told_of_its_order_and_loses_nothing(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with order_page(shop, tmp_path) as tab, LiveApp(tab).following():
        await tab.set(CartState, cart="what the browser keeps")
        tab.manager.states.clear()  # as Reflex does after an hour without a click
        tab.line.updates.clear()

        await shop.orders.mark_processing("B-0001", at=shop.clock.now())
        await until(lambda: shown(tab)[-1:] == ["processing"])

    vars_sent = {
        name for update in tab.line.updates for each in update.delta.values() for name in each
    }
    assert vars_sent == {"order_rx_state_", "is_known_rx_state_"}


async def test_page_without_a_socket_is_never_modified(shop: FakeShop, tmp_path: Path) -> None:
    async with order_page(shop, tmp_path) as tab:
        app = LiveApp(tab)
        app.hang_up(tab)

        async with app.following():
            await shop.orders.mark_processing("B-0001", at=shop.clock.now())
            await until(lambda: watched_orders.find(tab.name) is None)

        assert app.modified == []


async def test_page_that_went_elsewhere_while_its_state_was_busy_is_left_alone(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with order_page(shop, tmp_path) as tab:
        app = LiveApp(tab)
        tab.line.updates.clear()
        token = tab.token_of(OrderState)

        async with app.following():
            async with tab.manager.modify_state_with_links(token):
                await shop.orders.mark_processing("B-0001", at=shop.clock.now())
                await until(lambda: app.modified == [tab.name])
                watched_orders.sign_out(tab.name)
            await tab.do(CartState, "connect")

    assert shown(tab) == []


async def test_busy_page_keeps_no_other_waiting(shop: FakeShop, tmp_path: Path) -> None:
    async with order_page(shop, tmp_path) as busy:
        query = dict(busy.query)
        async with tab_of(shop, tmp_path, name="second", query=query) as second:
            await second.do(OrderState, "open")
            async with LiveApp(busy, second).following():
                async with busy.manager.modify_state_with_links(busy.token_of(OrderState)):
                    await shop.orders.mark_processing("B-0001", at=shop.clock.now())
                    await until(lambda: shown(second)[-1:] == ["processing"])
                    assert shown(busy)[-1:] == [OrderStatus.AWAITING_PAYMENT.value]
                await until(lambda: shown(busy)[-1:] == ["processing"])
            watched_orders.sign_out(second.name)


async def test_unknown_token_watches_nothing(shop: FakeShop, tmp_path: Path) -> None:
    await placed(shop)
    async with tab_of(shop, tmp_path, query={"order": "x" * 22}) as tab:
        await tab.do(OrderState, "open")

        assert (await tab.see(OrderState)).is_missing
        assert watched_orders.find(tab.name) is None


async def test_page_never_shows_a_refusal_without_its_reason_first(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with order_page(shop, tmp_path) as tab:
        now = shop.clock.now()
        await shop.orders.mark_processing("B-0001", at=now)
        shop.orders.meanwhile("by_number", lambda: shop.orders.mark_waiting("B-0001", at=now))

        await tab.do(OrderState, "open")

        assert "did not go through" in (await tab.see(OrderState)).order.headline
