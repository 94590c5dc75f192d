"""An open checkout hears what became of its order elsewhere, once."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from bookstore.domain.cart import read_cart
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.canceling import abandon_order
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.checkout_news import CheckoutNews
from bookstore.states.watching import Page, Watch, watched_orders
from tests.fakes import FakeShop, make_shop
from tests.states.live_app import LiveApp, until
from tests.states.tab import Tab, tab_of
from tests.states.till import answer, fill, only_order, pay

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


def name_of(folder: Path) -> str:
    """The id of the one cart of a test, in whichever tab."""
    return sha256(str(folder).encode()).hexdigest()[:22]


@asynccontextmanager
async def checkout(
    shop: FakeShop, folder: Path, *, name: str = "tab", query: dict[str, str] | None = None
) -> AsyncGenerator[Tab]:
    """A tab of one browser at its checkout, with two copies of the first book in the cart."""
    async with tab_of(shop, folder, name=name, query=query) as tab:
        await fill(tab, name=name_of(folder))
        await comes(tab)
        yield tab
        watched_orders.sign_out(tab.name)


async def comes(tab: Tab) -> None:
    """What the page does when it opens, and whenever it reconnects."""
    await tab.do(CheckoutState, "open")


async def hear(tab: Tab, words: str) -> CheckoutState:
    """Wait until the tab is told something."""
    state = await tab.see(CheckoutState)
    await until(lambda: words in state.news)
    return state


async def behind(shop: FakeShop) -> tuple[str, ...]:
    """The tabs that the next look would tell of the one order."""
    return watched_orders.with_news(await shop.orders.standings([only_order(shop).checkout_key]))


async def hear_again(shop: FakeShop, tab: Tab) -> None:
    """Have a tab told of its order as if it knew nothing of it."""
    watch = Watch(Page.CHECKOUT, only_order(shop).checkout_key, "")
    watched_orders.sign_in(tab.name, watch)
    async with LiveApp(tab).following():
        await until(lambda: watched_orders.find(tab.name) != watch)


async def test_tab_opened_before_another_paid_says_so_with_a_link(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with checkout(shop, tmp_path) as one, checkout(shop, tmp_path, name="two") as two:
        async with LiveApp(one, two).following():
            await pay(one)
            shop.payments.pay("pi_1")
            await answer(one)
            state = await hear(two, "is paid")

        order = only_order(shop)
        assert state.news == f"Your order {order.number} is paid."
        assert state.news_link == f"/success?order={order.token}"
        assert two.led_to() == []
        assert read_cart(state.cart).quantity_of(1) == 2  # its browser's storage says the rest


async def test_tab_whose_answer_was_lost_goes_to_the_order(shop: FakeShop, tmp_path: Path) -> None:
    async with checkout(shop, tmp_path) as tab, LiveApp(tab).following():
        await pay(tab)
        shop.payments.pay("pi_1")
        await verify_payment(shop, "pi_1")  # as a webhook does

        await until(lambda: tab.led_to() != [])
        late = await answer(tab)

        assert tab.led_to() == [f"/success?order={only_order(shop).token}"]
        assert (late.news, read_cart(late.cart).lines) == ("", ())


async def test_tab_that_answers_first_is_not_sent_twice(shop: FakeShop, tmp_path: Path) -> None:
    async with checkout(shop, tmp_path) as tab:
        await pay(tab)
        shop.payments.pay("pi_1")
        await answer(tab)

        assert await behind(shop) == ()
        await hear_again(shop, tab)

        assert tab.led_to() == [f"/success?order={only_order(shop).token}"]


async def test_tab_that_pays_says_itself_that_its_order_waits(
    shop: FakeShop, tmp_path: Path
) -> None:
    told: list[tuple[str, ...]] = []

    async def look() -> None:
        told.append(await behind(shop))

    async with checkout(shop, tmp_path) as tab:
        shop.orders.meanwhile("attach_intent", look)
        state = await pay(tab)

        assert state.is_waiting
        assert [*told, await behind(shop)] == [(), ()]


async def test_canceled_elsewhere_is_said_and_the_bank_is_not_waited_for_any_more(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with checkout(shop, tmp_path) as tab, LiveApp(tab).following():
        await pay(tab)
        shop.payments.change("pi_1", IntentStatus.REQUIRES_ACTION)
        assert (await answer(tab)).is_under_way

        await abandon_order(shop, only_order(shop).checkout_key, even_at_the_bank=True)
        state = await hear(tab, "was canceled")

        assert "Nothing was charged" in state.news
        assert (state.is_under_way, state.under_way_secret, state.alert) == (False, "", "")


async def test_tab_that_canceled_hears_no_news_of_it(shop: FakeShop, tmp_path: Path) -> None:
    async with checkout(shop, tmp_path) as tab:
        await pay(tab)
        await tab.do(CheckoutState, "abandon")

        assert await behind(shop) == ()
        await hear_again(shop, tab)

        state = await tab.see(CheckoutState)
        assert only_order(shop).status is OrderStatus.CANCELED
        assert state.news == ""
        assert "canceled" in state.notice


async def test_checkout_forgotten_by_reflex_is_told_and_its_browser_loses_nothing(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with checkout(shop, tmp_path) as one, checkout(shop, tmp_path, name="two") as two:
        await pay(one)
        two.manager.states.clear()  # as Reflex does after an hour without a click
        two.line.updates.clear()
        async with LiveApp(two).following():
            shop.payments.pay("pi_1")
            await verify_payment(shop, "pi_1")
            await hear(two, "is paid")

    sent = {name for up in two.line.updates for each in up.delta.values() for name in each}
    assert "cart_rx_state_" not in sent
    assert "summary_rx_state_" not in sent


async def test_checkout_opened_after_a_lost_answer_goes_to_the_order(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with checkout(shop, tmp_path) as tab:
        await pay(tab)
        shop.payments.pay("pi_1")
        await verify_payment(shop, "pi_1")

        await comes(tab)

        assert tab.led_to() == [f"/success?order={only_order(shop).token}"]


async def test_checkout_hears_what_happened_while_it_opened(shop: FakeShop, tmp_path: Path) -> None:
    async with checkout(shop, tmp_path) as tab:
        await pay(tab)
        await tab.do(CheckoutState, "open")
        await tab.do(CartState, "connect")
        await abandon_order(shop, only_order(shop).checkout_key, even_at_the_bank=True)
        await tab.do(CheckoutNews, "listen")

        async with LiveApp(tab).following():
            await hear(tab, "was canceled")


async def test_page_that_left_the_checkout_hears_nothing_of_it(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with checkout(shop, tmp_path) as tab:
        await tab.do(CartState, "connect")  # what another page does

        assert watched_orders.find(tab.name) is None
