"""Callers that meet in the same row, from one process and from another."""

import asyncio
import random

import pytest

from bookstore.domain.errors import CartNotSellable, OrderChanged, OrderExists
from bookstore.domain.order import Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.balance import Count, assert_balanced, count_copies
from tests.storage.examples import NOW, a_catalogue, an_order, some_terms

pytestmark = pytest.mark.anyio


@pytest.fixture
def tills(orders: SqlOrders, neighbour: Database) -> list[SqlOrders]:
    """The orders, as two processes have them open."""
    return [orders, SqlOrders(neighbour, Mode.TEST)]


async def test_the_last_copy_is_held_by_one_of_twenty(
    tills: list[SqlOrders], database: Database
) -> None:
    answers = await asyncio.gather(
        *(tills[n % 2].add(an_order(f"A{n}", {1: 1, 2: 1}), at=NOW) for n in range(20)),
        return_exceptions=True,
    )

    assert [answer for answer in answers if answer is None] == [None]
    assert sum(isinstance(answer, CartNotSellable) for answer in answers) == 19
    assert await count_copies(database, 2) == Count(copies=1, sold=0, held=1)
    await assert_balanced(database)


async def test_one_key_opens_one_order(tills: list[SqlOrders], database: Database) -> None:
    answers = await asyncio.gather(
        *(tills[n % 2].add(an_order(f"A{n}", {1: 1}, key="mine"), at=NOW) for n in range(10)),
        return_exceptions=True,
    )

    assert [answer for answer in answers if answer is None] == [None]
    assert sum(isinstance(answer, OrderExists) for answer in answers) == 9
    assert await count_copies(database, 1) == Count(copies=10, sold=0, held=1)


async def test_one_of_many_callers_makes_the_order_paid(
    tills: list[SqlOrders], database: Database
) -> None:
    await tills[0].add(an_order("A", {1: 2}), at=NOW)

    answers = await asyncio.gather(
        *(tills[n % 2].mark_paid("A", 1, charge_id="ch_1", at=NOW) for n in range(12))
    )

    assert [each for each in answers if each] == [await tills[0].by_number("A")]
    assert await count_copies(database, 1) == Count(copies=10, sold=2, held=0)


async def test_an_order_is_paid_or_canceled_first_and_then_paid(
    tills: list[SqlOrders], database: Database
) -> None:
    await tills[0].add(an_order("A", {2: 1}), at=NOW)

    paid, *_canceled = await asyncio.gather(
        tills[0].mark_paid("A", 1, charge_id="ch_1", at=NOW),
        *(tills[n % 2].mark_canceled("A", at=NOW) for n in range(4)),
    )

    assert paid
    assert (await tills[0].by_number("A")).was_paid
    assert await count_copies(database, 2) == Count(copies=1, sold=1, held=0)


async def test_of_proposals_to_the_same_order_one_is_taken(
    tills: list[SqlOrders], database: Database
) -> None:
    order = an_order("A", {1: 1})
    await tills[0].add(order, at=NOW)

    answers = await asyncio.gather(
        *(tills[n % 2].propose(order, some_terms({1: 2 + n}), at=NOW) for n in range(6)),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, OrderChanged) for answer in answers) == 5
    assert (await tills[0].by_number("A")).proposed == 2
    await assert_balanced(database)


async def test_each_event_intent_and_fulfilment_has_one_winner(tills: list[SqlOrders]) -> None:
    await tills[0].add(an_order("A", {1: 1}), at=NOW)
    await tills[0].mark_paid("A", 1, charge_id=None, at=NOW)

    events = await asyncio.gather(*(tills[n % 2].remember_event("evt_1", at=NOW) for n in range(8)))
    fulfilled = await asyncio.gather(*(tills[n % 2].mark_fulfilled("A", at=NOW) for n in range(8)))
    bound = await asyncio.gather(
        *(tills[n % 2].attach_intent("A", f"pi_{n}", at=NOW) for n in range(8)),
        return_exceptions=True,
    )

    assert events.count(True) == fulfilled.count(True) == 1
    assert sum(isinstance(answer, OrderChanged) for answer in bound) == 7


async def test_a_reader_does_not_wait_for_a_crowd_of_writers(
    orders: SqlOrders, shelf: SqlBooks
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    writers = [
        asyncio.create_task(orders.note("A", "note", f"Note {n}.", at=NOW)) for n in range(120)
    ]
    await asyncio.wait(writers, return_when=asyncio.FIRST_COMPLETED)

    await shelf.by_ids([1, 2, 3])

    unfinished = [writer for writer in writers if not writer.done()]
    await asyncio.gather(*writers)
    assert len(unfinished) > 60


async def test_a_crowd_leaves_no_copy_behind(
    tills: list[SqlOrders], shelf: SqlBooks, database: Database
) -> None:
    """Shoppers on crossing titles, the owner's imports among them: nobody waits in a circle."""
    draw = random.Random(20261121)
    titles = {1: 40, 2: 6, 3: 9, 4: 25}
    await shelf.import_catalogue(a_catalogue(titles), digest="crowd")

    async def shop(number: str) -> None:
        till = draw.choice(tills)
        order = an_order(number, draw_lines(draw, titles), key=f"key-{draw.randrange(30)}")
        await till.add(order, at=NOW)
        for _ in range(draw.randrange(3)):
            order = await till.propose(order, some_terms(draw_lines(draw, titles)), at=NOW)
            if draw.random() < 0.6:
                await till.agree(number, draw.randint(1, order.proposed), at=NOW)
        end = draw.randrange(4)
        if end != 0:
            await till.mark_canceled(number, at=NOW)
        if end != 1:
            revision = draw.randint(1, order.proposed)
            await till.mark_paid(number, revision, charge_id=None, at=NOW)

    async def restock() -> None:
        for n in range(1, 5):
            raised = {book_id: copies + n for book_id, copies in titles.items()}
            await shelf.import_catalogue(a_catalogue(raised), digest=f"crowd {n}")

    answers = await asyncio.gather(
        *(shop(f"A{n}") for n in range(40)), restock(), return_exceptions=True
    )

    refusals = (CartNotSellable, OrderChanged, OrderExists)
    assert [each for each in answers if each and not isinstance(each, refusals)] == []
    assert answers.count(None) > 1
    await assert_balanced(database)


def draw_lines(draw: random.Random, titles: dict[int, int]) -> dict[int, int]:
    """Copies of some titles, in any order."""
    chosen = draw.sample(sorted(titles), draw.randint(1, len(titles)))
    return {book_id: draw.randint(1, 3) for book_id in chosen}
