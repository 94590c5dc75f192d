"""What a click asks of the database: a shop with many shoppers lives by how little that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from bookstore.domain.catalogue import ShelfBook
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from tests.fake_books import FakeBooks
from tests.fakes import BOOKS, make_shop
from tests.states.tab import tab_of

pytestmark = pytest.mark.anyio


class CountedBooks(FakeBooks):
    """A shelf that counts how often it is asked."""

    asked = 0

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        self.asked += 1
        return await super().by_ids(ids)


async def test_add_to_cart_looks_at_the_shelf_once_for_the_book_and_once_for_the_prices(
    tmp_path: Path,
) -> None:
    books = CountedBooks(BOOKS)
    async with tab_of(make_shop(books=books), tmp_path) as tab:
        await tab.do(CartState, "connect")
        books.asked = 0
        await tab.do(CartState, "add_book", book_id=1, carried="")

    assert books.asked == 2


async def test_checkout_is_priced_only_once_it_was_opened(tmp_path: Path) -> None:
    async with tab_of(make_shop(), tmp_path) as tab:
        await tab.do(CartState, "connect")
        await tab.do(CartState, "add_book", book_id=1, carried="")
        before = await (await tab.see(CheckoutState)).summary

        await tab.do(CheckoutState, "open")
        after = await (await tab.see(CheckoutState)).summary

    assert (before.is_known, after.is_known) == (False, True)
    assert after.total_minor > 0
