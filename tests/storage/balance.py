"""Whether the rows agree with one another, whatever was done to reach them."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select
from sqlalchemy.pool import QueuePool

from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.sqlite_runner import SqliteRunner
from bookstore.storage.tables import EVENTS, HOLDS, ORDERS, REVISIONS, STOCK

OPEN = {"awaiting_payment", "processing"}
PAID = {"paid", "partially_refunded", "refunded"}


@dataclass(frozen=True)
class Count:
    """Copies of one title."""

    copies: int
    sold: int
    held: int


async def count_copies(database: Database, book_id: int, *, mode: Mode = Mode.TEST) -> Count:
    """What the stock says about a title."""
    mine = select(STOCK).where(STOCK.c.mode == mode.value, STOCK.c.book_id == book_id)
    row = await database.read(lambda connection: connection.execute(mine).one())
    return Count(row.copies, row.sold, row.held)


def assert_disconnected(database: Database) -> None:
    """Every thread of ours has ended, and nothing holds a connection to the file."""
    assert [each.name for each in threading.enumerate() if each.name.startswith("shop-")] == []
    runner = database._runner
    if isinstance(runner, SqliteRunner):
        assert {pool_of(engine).checkedin() for engine in runner.engines} == {0}
        assert {pool_of(engine).checkedout() for engine in runner.engines} == {0}


def pool_of(engine: Engine) -> QueuePool:
    """Where the engine keeps its connections."""
    assert isinstance(engine.pool, QueuePool)
    return engine.pool


async def assert_balanced(database: Database) -> None:
    """Every copy is free, held by an open order, or sold by a paid one; nothing is half done."""
    await database.read(_assert_balanced)


def _assert_balanced(connection: Connection) -> None:
    orders = {row.number: row for row in connection.execute(select(ORDERS))}
    revisions = {
        (row.order_number, row.revision): row for row in connection.execute(select(REVISIONS))
    }
    holds = connection.execute(select(HOLDS)).all()
    placed = set(connection.scalars(select(EVENTS.c.order_number).where(EVENTS.c.kind == "placed")))
    stock = connection.execute(select(STOCK)).all()
    held: Counter[tuple[str, int]] = Counter()
    for hold in holds:
        assert orders[hold.order_number].status in OPEN
        held[orders[hold.order_number].mode, hold.book_id] += hold.quantity
    sold: Counter[tuple[str, int]] = Counter()
    for order in orders.values():
        assert order.number in placed
        assert {n for number, n in revisions if number == order.number} == set(
            range(1, order.proposed + 1)
        )
        if order.status in PAID and not order.is_unfillable:
            for item in revisions[order.number, order.revision].items:
                sold[order.mode, item["book_id"]] += item["quantity"]
    for row in stock:
        assert row.held == held[row.mode, row.book_id], f"book {row.book_id}"
        assert row.sold == sold[row.mode, row.book_id], f"book {row.book_id}"
        assert row.sold + row.held <= row.copies, f"book {row.book_id} is oversold"
