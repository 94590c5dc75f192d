"""Copies on the shelf, held by open orders, and sold.

Every function expects a writing transaction which already has the order's row locked, and
locks the rows of the stock it touches in the order of their ids: so that no two transactions
wait for each other in a circle. The sum of an order's holds and `stock.held` change together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, select, update

from bookstore.domain.errors import CartNotSellable
from bookstore.domain.order import Mode
from bookstore.domain.pricing import LineItem, LineProblem
from bookstore.storage.bulk import upsert_rows
from bookstore.storage.tables import BOOKS, HOLDS, STOCK, AnyRow

# Put together once: that takes a third of asking them.
_HOLDS = select(HOLDS.c.book_id, HOLDS.c.quantity).where(
    HOLDS.c.order_number == bindparam("number")
)
_SHELF = (
    select(STOCK, BOOKS.c.title, BOOKS.c.is_withdrawn)
    .join(BOOKS, BOOKS.c.id == STOCK.c.book_id)
    .where(STOCK.c.mode == bindparam("mode"))
    .where(STOCK.c.book_id.in_(bindparam("ids", expanding=True)))
    .order_by(STOCK.c.book_id)
    .with_for_update(of=STOCK)
)
_COUNT = (
    update(STOCK)
    .where(STOCK.c.mode == bindparam("of_mode"), STOCK.c.book_id == bindparam("of_book"))
    .values(held=STOCK.c.held + bindparam("more_held"), sold=STOCK.c.sold + bindparam("more_sold"))
)
_LET_GO = delete(HOLDS).where(
    HOLDS.c.order_number == bindparam("number"), HOLDS.c.book_id == bindparam("of_book")
)
_LET_ALL_GO = delete(HOLDS).where(HOLDS.c.order_number == bindparam("number"))


def free_copies(row: AnyRow) -> int:
    """Copies of a title that are neither sold nor held."""
    return max(0, row.copies - row.sold - row.held)


def hold_copies(connection: Connection, mode: Mode, number: str, items: Iterable[LineItem]) -> None:
    """Make the order hold at least what these items sell.

    Raises:
        CartNotSellable: a line asks for more than is free or is withdrawn.
    """
    held = _held_by(connection, number)
    short = [item for item in items if item.quantity > held.get(item.book_id, 0)]
    if not short:
        return
    shelf = _locked_shelf(connection, mode, [item.book_id for item in short])
    problems = [_problem(item, held.get(item.book_id, 0), shelf) for item in short]
    if found := tuple(problem for problem in problems if problem is not None):
        raise CartNotSellable(found)
    more = {item.book_id: item.quantity - held.get(item.book_id, 0) for item in short}
    _count(connection, mode, held=more)
    _hold(connection, number, {item.book_id: item.quantity for item in short})


def _problem(item: LineItem, held: int, shelf: Mapping[int, AnyRow]) -> LineProblem | None:
    place = shelf.get(item.book_id)
    if place is None or place.is_withdrawn:
        return LineProblem("withdrawn", item.book_id, item.title, 0)
    available = free_copies(place) + held
    if available >= item.quantity:
        return None
    kind = "short" if available else "sold_out"
    return LineProblem(kind, item.book_id, place.title, available)


def shrink_holds(
    connection: Connection, mode: Mode, number: str, needed: Mapping[int, int]
) -> None:
    """Give back what the order holds beyond what it needs; nothing needed gives back all."""
    held = _held_by(connection, number)
    excess = {
        book_id: copies - needed.get(book_id, 0)
        for book_id, copies in held.items()
        if copies > needed.get(book_id, 0)
    }
    if not excess:
        return
    _locked_shelf(connection, mode, excess)
    _count(connection, mode, held={book_id: -copies for book_id, copies in excess.items()})
    _hold(connection, number, {book_id: needed[book_id] for book_id in excess if book_id in needed})
    gone = [{"number": number, "of_book": book_id} for book_id in excess if book_id not in needed]
    if gone:
        connection.execute(_LET_GO, gone)


def take_copies(connection: Connection, mode: Mode, number: str, needed: Mapping[int, int]) -> bool:
    """Turn the order's holds into a sale of what it needs; the rest goes back.

    What is not held is taken from the free copies of titles still sold. If one copy cannot
    be had, none is taken, since the order as a whole will be refunded.

    Returns:
        True when all copies could be taken.
    """
    held = _held_by(connection, number)
    shelf = _locked_shelf(connection, mode, {*held, *needed})
    is_fillable = all(
        count <= held.get(book_id, 0) or count - held.get(book_id, 0) <= _for_sale(shelf, book_id)
        for book_id, count in needed.items()
    )
    freed = {book_id: -copies for book_id, copies in held.items()}
    _count(connection, mode, held=freed, sold=needed if is_fillable else {})
    connection.execute(_LET_ALL_GO, {"number": number})
    return is_fillable


def _for_sale(shelf: Mapping[int, AnyRow], book_id: int) -> int:
    place = shelf.get(book_id)
    return 0 if place is None or place.is_withdrawn else free_copies(place)


def _held_by(connection: Connection, number: str) -> dict[int, int]:
    return {row.book_id: row.quantity for row in connection.execute(_HOLDS, {"number": number})}


def _locked_shelf(connection: Connection, mode: Mode, ids: Iterable[int]) -> dict[int, AnyRow]:
    rows = connection.execute(_SHELF, {"mode": mode.value, "ids": list(ids)})
    return {row.book_id: row for row in rows}


def _count(
    connection: Connection,
    mode: Mode,
    *,
    held: Mapping[int, int],
    sold: Mapping[int, int] | None = None,
) -> None:
    """Change by so many what is held and sold of each title."""
    sold = sold or {}
    changes = [
        {
            "of_mode": mode.value,
            "of_book": book_id,
            "more_held": held.get(book_id, 0),
            "more_sold": sold.get(book_id, 0),
        }
        for book_id in sorted({*held, *sold})
    ]
    if changes:
        connection.execute(_COUNT, changes)


def _hold(connection: Connection, number: str, copies: Mapping[int, int]) -> None:
    """Let the order hold exactly so many copies of each of these titles."""
    rows = [
        {"order_number": number, "book_id": book_id, "quantity": quantity}
        for book_id, quantity in copies.items()
    ]
    upsert_rows(connection, HOLDS, rows, changing=["quantity"])
