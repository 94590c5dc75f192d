"""What is only shown is read once for all who ask in one moment, and anew in the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.order import Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.kept_titles import KeptTitles, Titles
from bookstore.storage.moments import TimedMoments
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, a_book, a_catalogue, an_order

pytestmark = pytest.mark.anyio


class Shelf:
    """A shelf that counts who comes to it; it has the titles 1 to 9."""

    def __init__(self) -> None:
        self.moment = 0
        self.asked: list[list[int]] = []
        self.is_lost = False
        self.is_open = asyncio.Event()
        self.is_open.set()

    async def read(self, ids: Sequence[int]) -> Titles:
        """What a database would answer."""
        self.asked.append(list(ids))
        await self.is_open.wait()
        if self.is_lost:
            raise OSError("The shelf cannot be reached.")
        return {id: ShelfBook(a_book(id), self.moment) for id in ids if 0 < id < 10}

    def kept(self, *, capacity: int = 100) -> KeptTitles:
        """A memory of this shelf."""
        return KeptTitles(self.read, lambda: self.moment, capacity=capacity)


@pytest.fixture
def a_shelf() -> Shelf:
    """A shelf that nobody has asked yet."""
    return Shelf()


async def test_sixteen_who_ask_at_once_are_one_question(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()

    answers = await asyncio.gather(*(kept.by_ids([1, 2]) for _ in range(16)))

    assert a_shelf.asked == [[1, 2]]
    assert {tuple(answer) for answer in answers} == {(1, 2)}


async def test_only_what_is_not_known_is_asked_for_in_the_order_that_was_wanted(
    a_shelf: Shelf,
) -> None:
    kept = a_shelf.kept()
    await kept.by_ids([2])

    found = await kept.by_ids([1, 2, 3, 1])

    assert a_shelf.asked == [[2], [1, 3]]
    assert list(found) == [1, 2, 3]


async def test_unknown_title_is_left_out_and_asked_for_once(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()

    found = [await kept.by_ids([77, 1]) for _ in range(2)]

    assert [list(each) for each in found] == [[1], [1]]
    assert a_shelf.asked == [[77, 1]]


async def test_next_moment_is_asked_for_anew(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()
    before = await kept.by_ids([1])

    a_shelf.moment = 5
    after = await kept.by_ids([1])

    assert (before[1].available, after[1].available) == (0, 5)


async def test_reading_under_way_is_not_taken_for_the_next_moment(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()
    a_shelf.is_open.clear()
    early = asyncio.create_task(kept.by_ids([1]))
    await asyncio.sleep(0)

    a_shelf.moment = 5
    late = asyncio.create_task(kept.by_ids([1]))
    await asyncio.sleep(0)
    a_shelf.is_open.set()
    await asyncio.gather(early, late)

    assert a_shelf.asked == [[1], [1]]


async def test_forgotten_title_is_asked_for_anew(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()
    await kept.by_ids([1, 2])

    kept.forget([2, 3])
    await kept.by_ids([1, 2])

    assert a_shelf.asked == [[1, 2], [2]]


async def test_failure_reaches_all_who_wait_and_is_not_kept(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()
    a_shelf.is_lost = True

    answers = await asyncio.gather(*(kept.by_ids([1]) for _ in range(2)), return_exceptions=True)
    a_shelf.is_lost = False
    found = await kept.by_ids([1])

    assert [type(answer) for answer in answers] == [OSError, OSError]
    assert (list(found), a_shelf.asked) == ([1], [[1], [1]])


async def test_one_who_leaves_takes_nobody_elses_answer_along(a_shelf: Shelf) -> None:
    kept = a_shelf.kept()
    a_shelf.is_open.clear()
    leaving, staying = (asyncio.create_task(kept.by_ids([1])) for _ in range(2))
    await asyncio.sleep(0)

    leaving.cancel()
    a_shelf.is_open.set()

    assert list(await staying) == [1]
    assert leaving.cancelled()


async def test_memory_begins_anew_before_it_grows_beyond_its_capacity(a_shelf: Shelf) -> None:
    kept = a_shelf.kept(capacity=3)

    for number in range(1, 9):
        assert list(await kept.by_ids([number, 9])) == [number, 9]
        assert len(kept._readings) <= 3


async def test_own_sale_and_own_import_are_shown_at_once(
    shelf: SqlBooks, orders: SqlOrders
) -> None:
    before = (await shelf.to_show([1]))[1]

    await orders.add(an_order("A", {1: 4}), at=NOW)
    held = (await shelf.to_show([1]))[1]
    await shelf.import_catalogue(a_catalogue({1: 20}, a_book(1, price_minor=1)), digest="b")
    imported = (await shelf.to_show([1]))[1]

    assert (before.available, held.available, imported.available) == (10, 6, 16)
    assert imported.book.price.minor == 1


async def test_what_another_process_sells_is_shown_within_a_second(
    shelf: SqlBooks, neighbour: Database
) -> None:
    assert (await shelf.to_show([1]))[1].available == 10
    there = SqlOrders(neighbour, Mode.TEST, locale="en_US")

    await there.add(an_order("A", {1: 4}), at=NOW)

    shown = 10
    for _ in range(50):
        if (shown := (await shelf.to_show([1]))[1].available) == 6:
            break
        await asyncio.sleep(0.02)
    assert shown == 6


async def test_nothing_older_is_shown_than_what_was_read_to_be_sold(
    shelf: SqlBooks, neighbour: Database
) -> None:
    shelf.database._moments = TimedMoments(clock_ms=lambda: 0)  # one that does not end by itself
    await shelf.to_show([1])
    there = SqlOrders(neighbour, Mode.TEST, locale="en_US")
    await there.add(an_order("A", {1: 4}), at=NOW)

    kept = (await shelf.to_show([1]))[1]
    sold = (await shelf.by_ids([1]))[1]
    shown = (await shelf.to_show([1]))[1]

    assert (kept.available, sold.available, shown.available) == (10, 6, 6)
