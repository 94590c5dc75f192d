"""Undo in place of "are you sure": what was taken out comes back where and as it was."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bookstore.domain.cart import Cart, CartLine, read_cart, write_cart
from bookstore.states.cart import CartState
from bookstore.wiring import RandomIds
from tests.fakes import make_shop
from tests.states.tab import Tab, tab_of

pytestmark = pytest.mark.anyio

LINES = (CartLine(1, 1), CartLine(2, 3, 2400), CartLine(3, 2))


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncGenerator[Tab]:
    async with tab_of(make_shop(ids=RandomIds()), tmp_path) as tab:
        await tab.set(CartState, cart=write_cart(Cart(LINES)))
        yield tab


async def do(tab: Tab, handler: str, **arguments: object) -> CartState:
    """Send an event that carries the cart as the browser has it now."""
    carried = (await tab.see(CartState)).cart
    await tab.do(CartState, handler, carried=carried, **arguments)
    return await tab.see(CartState)


async def lines_of(tab: Tab) -> tuple[CartLine, ...]:
    return read_cart((await tab.see(CartState)).cart).lines


async def test_removed_line_comes_back_where_it_stood_with_all_it_held(tab: Tab) -> None:
    removed = await do(tab, "remove_book", book_id=2)
    said, offered, left = removed.notice, removed.undo_title, await lines_of(tab)
    undone = await do(tab, "undo")

    assert (said, offered, left) == ("Book 2 was removed.", "Book 2", (LINES[0], LINES[2]))
    assert await lines_of(tab) == LINES
    assert (undone.notice, undone.undo_title) == ("Book 2 is back in your cart.", "")
    assert undone.restored_id == 2  # where the focus goes


async def test_removals_are_undone_one_by_one_the_last_one_first(tab: Tab) -> None:
    for book_id in (1, 3, 2):
        await do(tab, "remove_book", book_id=book_id)
    assert await lines_of(tab) == ()

    offered = [(await tab.see(CartState)).undo_title]
    for _ in range(3):
        offered.append((await do(tab, "undo")).undo_title)

    assert offered == ["Book 2", "Book 3", "Book 1", ""]
    assert await lines_of(tab) == LINES


async def test_line_comes_back_once(tab: Tab) -> None:
    await do(tab, "remove_book", book_id=2)
    await do(tab, "undo")
    await do(tab, "remove_book", book_id=2)
    await tab.do(CartState, "connect")

    await do(tab, "undo")

    assert await lines_of(tab) == (LINES[0], LINES[2])


async def test_line_can_still_come_back_after_another_change(tab: Tab) -> None:
    await do(tab, "remove_book", book_id=1)
    await do(tab, "step_quantity", book_id=3, step=1)

    await do(tab, "undo")

    assert await lines_of(tab) == (LINES[0], LINES[1], CartLine(3, 3, 2800))


async def test_book_that_was_put_in_again_is_not_offered_any_more(tab: Tab) -> None:
    await do(tab, "remove_book", book_id=1)
    await do(tab, "remove_book", book_id=2)

    await do(tab, "add_book", book_id=2)

    state = await tab.see(CartState)
    assert (state.undo_title, state.notice) == ("Book 1", "Book 2 is in your cart: 1 copy.")


async def test_offer_ends_with_its_ten_seconds(tab: Tab) -> None:
    offer = (await do(tab, "remove_book", book_id=2)).undo_round

    await tab.do(CartState, "forget_removed", undo_round=offer)
    undone = await do(tab, "undo")

    assert (undone.undo_title, undone.notice) == ("", "Book 2 was removed.")
    assert await lines_of(tab) == (LINES[0], LINES[2])


@pytest.mark.parametrize("undo_round", ["earlier", True, None, "1", 0, -1, 10**30])
async def test_end_of_another_offer_ends_nothing(tab: Tab, undo_round: object) -> None:
    earlier = (await do(tab, "remove_book", book_id=1)).undo_round
    await do(tab, "remove_book", book_id=2)

    ended = earlier if undo_round == "earlier" else undo_round
    await tab.do(CartState, "forget_removed", undo_round=ended)

    assert (await do(tab, "undo")).undo_title == "Book 1"
