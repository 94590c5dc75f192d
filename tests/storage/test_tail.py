"""The end of a timeline: found by one look, however long the history and whoever asks."""

import asyncio
import re
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from bookstore.storage.tables import EventRow
from bookstore.storage.tail import BATCH, LAST_LINES
from tests.storage.examples import NOW, an_order

pytestmark = pytest.mark.anyio


async def test_order_is_found_by_its_number(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.add(an_order("B", {1: 1}), at=NOW)
    (_, placed_second) = [(await orders.timeline(number))[-1].id for number in ("A", "B")]
    await orders.note("A", "note", "News.", at=NOW)

    latest = await orders.last_lines(["A", "B", "C"])

    assert latest.keys() == {"A", "B"}
    assert latest["A"] > latest["B"] == placed_second


async def test_order_is_found_by_its_key_with_where_it_stands(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)
    before = await orders.standings(["mine", "no key"])
    await orders.mark_processing("A", at=NOW)

    assert before == {"mine": "A awaiting_payment"}
    assert await orders.standings(["mine"]) == {"mine": "A processing"}


async def test_of_two_orders_under_a_key_the_later_one_counts(orders: SqlOrders) -> None:
    await orders.add(an_order("B", {1: 1}, key="mine"), at=NOW)
    await orders.mark_canceled("B", at=NOW)
    canceled = await orders.standings(["mine"])
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)

    assert canceled == {"mine": "B canceled"}
    assert await orders.standings(["mine"]) == {"mine": "A awaiting_payment"}


async def test_another_mode_is_told_nothing(orders: SqlOrders, database: Database) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)

    others = SqlOrders(database, Mode.LIVE, locale="en_US")

    assert (await others.last_lines(["A"]), await others.standings(["mine"])) == ({}, {})


async def test_thousands_may_be_watched(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)
    names = [f"X{n}" for n in range(2 * BATCH)]

    assert (await orders.last_lines([*names, "A"])).keys() == {"A"}
    assert (await orders.standings([*names, "mine"])).keys() == {"mine"}


async def test_lines_of_one_order_become_visible_in_their_order(
    orders: SqlOrders, neighbour: Database
) -> None:
    """What a page has been told up to is never followed by an earlier line."""
    await orders.add(an_order("A", {1: 1}), at=NOW)
    others = SqlOrders(neighbour, Mode.TEST, locale="en_US")
    writing = asyncio.gather(
        *(
            each.note("A", "note", f"Line {n}.", at=NOW)
            for n in range(30)
            for each in (orders, others)
        ),
        return_exceptions=True,
    )
    seen: set[int] = set()
    told = 0

    while not writing.done():
        ids = {event.id for event in await orders.timeline("A")}
        assert min(ids - seen, default=told + 1) > told
        seen, told = ids, max(ids)
        await asyncio.sleep(0)

    assert [answer for answer in await writing if answer is not None] == []


async def effort(database: Database, number: str) -> int:
    """How much the query takes: steps of SQLite's machine, or rows that pass through Postgres."""
    query = LAST_LINES.params(mode=Mode.TEST.value, names=[number])

    def ask(connection: Connection) -> int:
        dialect = connection.dialect
        asked = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        if dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            steps = count()
            driver.set_progress_handler(lambda: next(steps) and 0, 1)
            connection.execute(text(asked))
            driver.set_progress_handler(None, 1)
            return next(steps)
        rows = connection.execute(text(f"EXPLAIN (ANALYZE, TIMING OFF) {asked}"))
        plan = "\n".join(row[0] for row in rows)
        assert "events_by_order" in plan, plan
        return sum(int(rows) for rows in re.findall(r"actual rows=(\d+)", plan))

    return await database.read(ask)


async def test_effort_does_not_grow_with_the_history(orders: SqlOrders, database: Database) -> None:
    for number, lines in (("short", 1), ("long", 5_000)):
        await orders.add(an_order(number, {1: 1}), at=NOW)
        line = {"order_number": number, "at": NOW, "kind": "note", "text": "A line."}
        many = [line] * lines
        await database.write(
            lambda connection, many=many: connection.execute(insert(EventRow), many)
        )
    await database.write(lambda connection: connection.execute(text("ANALYZE")))

    efforts = [await effort(database, number) for number in ("short", "long")]

    assert 0 < efforts[0] == efforts[1]
