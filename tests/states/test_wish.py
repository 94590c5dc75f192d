"""What a tab is about to buy, and the key under which: the cart's own, or the item's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.domain.cart import read_cart
from bookstore.states.checkout import CheckoutState
from tests.fakes import FakeShop, make_shop
from tests.states.tab import tab_of
from tests.states.till import answer, fill, only_order, pay

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


async def key_taken(shop: FakeShop, folder: Path, name: str, *settled: str) -> str:
    """The key under which a new tab pays for the cart of this name."""
    async with tab_of(shop, folder, name="another tab") as tab:
        await fill(tab, name=name, settled=settled)
        return (await pay(tab)).checkout


async def test_two_tabs_of_one_cart_take_the_same_key(shop: FakeShop, tmp_path: Path) -> None:
    first = await key_taken(shop, tmp_path, "two-tabs")
    second = await key_taken(shop, tmp_path, "two-tabs")
    of_another_cart = await key_taken(shop, tmp_path, "another-cart")

    assert first == second != of_another_cart
    assert len(first) == len(of_another_cart) == 22
    assert len(shop.orders.orders) == 2


async def test_cart_takes_another_key_after_an_order_is_settled(
    shop: FakeShop, tmp_path: Path
) -> None:
    before = await key_taken(shop, tmp_path, "settled-cart")
    after = await key_taken(shop, tmp_path, "settled-cart", "B-0001")

    assert before != after


async def test_item_of_the_url_is_bought_alone_and_under_a_key_of_its_own(
    shop: FakeShop, tmp_path: Path
) -> None:
    async with tab_of(shop, tmp_path, query={"item": "book-2", "quantity": "3"}) as tab:
        await fill(tab, name="beside-an-item")
        await tab.do(CheckoutState, "open")
        state = await pay(tab, shown_total="8700")
        shop.payments.pay("pi_1")
        kept = (state.checkout, state.checkout_item)
        state = await answer(tab)

    order = only_order(shop)
    assert order.terms.copies() == {2: 3}
    assert kept == ("", order.checkout_key)
    assert (state.checkout_item, read_cart(state.cart).quantity_of(1)) == ("", 2)
