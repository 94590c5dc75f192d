"""Whether the rows agree with one another, whatever was done to reach them."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.tables import EventRow, HoldRow, OrderRow, RevisionRow, StockRow

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
    async with database.reading() as session:
        row = await session.get_one(StockRow, (mode.value, book_id))
    return Count(row.copies, row.sold, row.held)


async def assert_disconnected() -> None:
    """Every connection to SQLite is closed: each has a thread, which ends with it.

    One that could not be opened ends by itself a moment later, and must before the loop does.
    """
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)
            assert not thread.is_alive()


async def assert_balanced(database: Database) -> None:
    """Every copy is free, held by an open order, or sold by a paid one; nothing is half done."""
    async with database.reading() as session:
        orders = {row.number: row for row in await session.scalars(select(OrderRow))}
        revisions = {
            (row.order_number, row.revision): row
            for row in await session.scalars(select(RevisionRow))
        }
        holds = list(await session.scalars(select(HoldRow)))
        placed = set(
            await session.scalars(select(EventRow.order_number).where(EventRow.kind == "placed"))
        )
        stock = list(await session.scalars(select(StockRow)))
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
