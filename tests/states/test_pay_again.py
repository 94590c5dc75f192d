"""An order that waits is paid through its token: the same order, the same intent."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from bookstore.domain.cart import CartLine, read_cart
from bookstore.domain.errors import OrderClosed
from bookstore.domain.order import Order, OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.checkout_news import CheckoutNews
from bookstore.states.wish import NO_SUCH_ORDER
from tests.fakes import CONTACT, FakeShop, make_book, make_shop
from tests.services.placing import KEY, placed
from tests.states.tab import Tab, tab_of
from tests.states.till import answer, fill, pay

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


async def failed_late(shop: FakeShop) -> Order:
    """An order for two copies of the first book whose bank has refused after days."""
    await placed(shop, 2)
    shop.payments.change("pi_1", IntentStatus.PROCESSING)
    await verify_payment(shop, "pi_1")
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, error_code="no_account")
    return (await verify_payment(shop, "pi_1")).order


@asynccontextmanager
async def link_of(
    shop: FakeShop, folder: Path, token: str, *, name: str = "another browser"
) -> AsyncGenerator[Tab]:
    """A browser that has its own cart and opens the link of an order."""
    async with tab_of(shop, folder, name=name, query={"order": token}) as tab:
        await fill(tab, name=sha256(f"{folder} {name}".encode()).hexdigest()[:22])
        await tab.do(CheckoutState, "open")
        await tab.do(CartState, "connect")
        await tab.do(CheckoutNews, "listen")
        yield tab


async def test_link_pays_the_same_order_with_the_same_intent(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    async with link_of(shop, tmp_path, order.token) as tab:
        opened = await tab.see(CheckoutState)
        shown = (await opened.summary).total
        paying = await pay(tab)
        shop.payments.pay("pi_1")
        state = await answer(tab)

    assert shown == "$58.00"
    assert paying.alert == ""
    assert list(shop.orders.orders) == [order.number]
    assert list(shop.payments.intents) == ["pi_1"]
    assert shop.orders.orders[order.number].status is OrderStatus.PAID
    assert tab.led_to() == [f"/success?order={order.token}"]
    assert read_cart(state.cart).lines == (CartLine(1, 2),)  # that browser's own


async def test_link_brings_the_contact_and_country_but_never_the_key(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    async with link_of(shop, tmp_path, order.token) as tab:
        state = await tab.see(CheckoutState)

        assert (state.known["email"], state.country) == (CONTACT.email, CONTACT.country)
        assert state.order_number == order.number
        assert KEY not in repr([update.delta for update in tab.line.updates])


@pytest.mark.parametrize("token", ["x" * 22, "../admin", "x" * 5000, KEY])
async def test_wrong_token_shows_and_pays_nothing(
    shop: FakeShop, tmp_path: Path, token: str
) -> None:
    await failed_late(shop)
    async with link_of(shop, tmp_path, token) as tab:
        state = await pay(tab)

        assert state.order_problem == NO_SUCH_ORDER
        assert (state.known, state.order_number, state.client_secret) == ({}, "", "")
        assert (await state.summary).rows == []
        assert state.checkout == ""
    assert len(shop.orders.orders) == 1


async def test_order_paid_meanwhile_is_shown_instead(shop: FakeShop, tmp_path: Path) -> None:
    order = await failed_late(shop)
    shop.payments.pay("pi_1")
    await verify_payment(shop, "pi_1")

    async with link_of(shop, tmp_path, order.token) as tab:
        assert tab.led_to() == [f"/success?order={order.token}"]


async def test_canceled_order_says_so(shop: FakeShop, tmp_path: Path) -> None:
    order = await failed_late(shop)
    await shop.orders.mark_canceled(order.number, at=shop.clock.now())

    async with link_of(shop, tmp_path, order.token) as tab:
        state = await pay(tab)

        assert state.order_problem == OrderClosed.user_message
        assert state.client_secret == ""
    assert len(shop.orders.orders) == 1


async def test_order_canceled_while_its_form_is_filled_in_is_not_ordered_anew(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    async with link_of(shop, tmp_path, order.token) as tab:
        await shop.orders.mark_canceled(order.number, at=shop.clock.now())

        state = await pay(tab)

        assert (state.alert, state.client_secret) == (OrderClosed.user_message, "")
    assert len(shop.orders.orders) == 1


async def test_changed_price_is_shown_and_charged_by_the_same_intent(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    shop.books.books[1] = make_book(1, price_minor=3000)
    async with link_of(shop, tmp_path, order.token) as tab:
        state = await tab.see(CheckoutState)
        assert (await state.summary).total == "$72.00"

        refused = (await pay(tab)).alert
        accepted = await pay(tab, attempt="try-2", shown_total="7200")

        assert "is now $72.00" in refused
        assert accepted.client_secret
    assert shop.payments.intents["pi_1"].amount.minor == 7200


async def test_copies_that_the_order_holds_can_be_paid_for_when_no_other_is_left(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    shop.books.supplied[1] = 2
    async with link_of(shop, tmp_path, order.token) as tab:
        state = await pay(tab)

        assert (state.alert, bool(state.client_secret)) == ("", True)


async def test_title_that_is_no_longer_sold_stops_the_payment_and_says_so(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    shop.books.withdrawn.add(1)
    async with link_of(shop, tmp_path, order.token) as tab:
        state = await pay(tab)

        assert "no longer sold" in state.alert
        assert "cart" not in state.alert
        assert state.client_secret == ""


async def test_own_browser_that_still_holds_the_key_loses_its_lines_once(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    async with link_of(shop, tmp_path, order.token) as tab:
        await tab.set(CartState, checkout=KEY)
        await pay(tab)
        shop.payments.pay("pi_1")
        state = await answer(tab)

        assert (read_cart(state.cart).lines, state.checkout) == ((), "")


async def test_canceling_it_there_says_that_the_order_is_canceled(
    shop: FakeShop, tmp_path: Path
) -> None:
    order = await failed_late(shop)
    async with link_of(shop, tmp_path, order.token) as tab:
        await tab.do(CheckoutState, "abandon")

        state = await tab.see(CheckoutState)
        assert shop.orders.orders[order.number].status is OrderStatus.CANCELED
        assert state.order_problem == OrderClosed.user_message
        assert "cart" not in state.notice


async def test_bank_that_asks_can_be_answered_from_the_link(shop: FakeShop, tmp_path: Path) -> None:
    order = await failed_late(shop)
    shop.payments.change("pi_1", IntentStatus.REQUIRES_ACTION)
    async with link_of(shop, tmp_path, order.token) as tab:
        state = await tab.see(CheckoutState)

        assert (state.is_under_way, state.can_finish) == (True, True)


async def test_total_that_has_changed_since_is_said_at_once(shop: FakeShop, tmp_path: Path) -> None:
    order = await failed_late(shop)
    shop.books.books[1] = make_book(1, price_minor=3000)

    async with link_of(shop, tmp_path, order.token) as tab:
        news = (await tab.see(CheckoutState)).news

    assert news == "When you ordered, the total was $58.00; today it is $72.00."


async def test_link_says_why_the_last_payment_failed(shop: FakeShop, tmp_path: Path) -> None:
    order = await failed_late(shop)

    async with link_of(shop, tmp_path, order.token) as tab:
        alert = (await tab.see(CheckoutState)).alert

    assert "could not find this account" in alert
    assert "Nothing was charged" in alert
