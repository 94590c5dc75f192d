"""Prices that change while a book lies in the cart are said, and never hidden in a total."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from pathlib import Path

import pytest

from bookstore.domain.cart import Cart, CartLine, read_cart, write_cart
from bookstore.domain.catalogue import ShelfBook
from bookstore.states.cart import CartState
from bookstore.states.quote_view import QuoteView
from bookstore.storage.addresses import DatabaseUnusable
from bookstore.wiring import RandomIds
from tests.fake_books import FakeBooks
from tests.fakes import FakeShop, make_book, make_shop
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(ids=RandomIds())


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    async with tab_of(shop, tmp_path) as tab:
        yield tab


async def seen(tab: Tab) -> list[int | None]:
    return [line.seen_minor for line in read_cart((await tab.see(CartState)).cart).lines]


async def shown(tab: Tab) -> QuoteView:
    await tab.do(CartState, "connect")
    return await (await tab.see(CartState)).quote


def sell_at(shop: FakeShop, book_id: int, price_minor: int) -> None:
    shop.books.books[book_id] = make_book(book_id, price_minor=price_minor)


async def test_price_that_changed_since_it_was_added_is_shown_beside_the_new_one(
    tab: Tab, shop: FakeShop
) -> None:
    await tab.do(CartState, "add_book", book_id=1, carried="")
    before = await shown(tab)

    sell_at(shop, 1, 2600)
    after = await shown(tab)

    assert (before.rows[0].was, before.has_new_prices) == ("", False)
    assert (after.rows[0].was, after.rows[0].price) == ("$23.00", "$26.00")
    assert (after.has_new_prices, after.total) == (True, "$31.00")


async def test_another_copy_keeps_the_price_that_was_seen_first(tab: Tab, shop: FakeShop) -> None:
    await tab.do(CartState, "add_book", book_id=1, carried="")
    sell_at(shop, 1, 2600)

    await tab.do(CartState, "add_book", book_id=1, carried=(await tab.see(CartState)).cart)

    assert await seen(tab) == [2300]


async def test_accepted_prices_are_the_ones_that_were_seen(tab: Tab, shop: FakeShop) -> None:
    await tab.do(CartState, "add_book", book_id=1, carried="")
    sell_at(shop, 1, 2600)

    await tab.do(CartState, "accept_prices", carried=(await tab.see(CartState)).cart)

    assert (await seen(tab), (await shown(tab)).has_new_prices) == ([2600], False)


async def test_price_in_the_browser_is_only_ever_a_word(tab: Tab) -> None:
    forged = write_cart(Cart((CartLine(1, 2, seen_minor=1),)))
    await tab.set(CartState, cart=forged)

    view = await shown(tab)

    assert (view.rows[0].was, view.rows[0].price, view.total) == ("$0.01", "$23.00", "$51.00")


async def test_cart_without_a_kept_price_claims_no_change(tab: Tab) -> None:
    await tab.set(CartState, cart='{"lines":[[1,1]]}')

    assert (await shown(tab)).has_new_prices is False


class LostBooks(FakeBooks):
    """A shelf whose database cannot be asked."""

    async def to_show(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        raise DatabaseUnusable(f"Nobody can say what {ids!r} cost.")


async def test_cart_that_cannot_be_priced_is_lost_and_not_empty(tmp_path: Path) -> None:
    async with tab_of(make_shop(books=LostBooks(())), tmp_path) as tab:
        await tab.set(CartState, cart='{"lines":[[1,1]]}')

        view = await shown(tab)

    assert (view.is_lost, view.is_known, view.is_sellable, view.rows) == (True, False, False, [])
