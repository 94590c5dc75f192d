"""Copies on the shelf, held by open orders, and sold.

Every function expects a writing session which already has the order's row locked, and locks
the rows of the stock it touches in the order of their ids: so that no two transactions wait
for each other in a circle. The sum of an order's holds and `stock.held` change together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bookstore.domain.errors import CartNotSellable
from bookstore.domain.pricing import LineItem, LineProblem
from bookstore.storage.tables import BookRow, HoldRow, OrderRow, StockRow

# Put together once: that takes a third of asking them.
_HOLDS = select(HoldRow).where(HoldRow.order_number == bindparam("number"))
_SHELF = (
    select(StockRow, BookRow)
    .join(BookRow, BookRow.id == StockRow.book_id)
    .where(StockRow.mode == bindparam("mode"))
    .where(StockRow.book_id.in_(bindparam("ids", expanding=True)))
    .order_by(StockRow.book_id)
    .with_for_update(of=StockRow)
)


def hold_copies(session: Session, order: OrderRow, items: Iterable[LineItem]) -> None:
    """Make the order hold at least what these items sell.

    Raises:
        CartNotSellable: a line asks for more than is free or is withdrawn.
    """
    holds = _holds_of(session, order.number)
    held = {book_id: hold.quantity for book_id, hold in holds.items()}
    short = [item for item in items if item.quantity > held.get(item.book_id, 0)]
    shelf = _locked_shelf(session, order.mode, [item.book_id for item in short])
    problems = [_problem(item, held.get(item.book_id, 0), shelf) for item in short]
    if found := tuple(problem for problem in problems if problem is not None):
        raise CartNotSellable(found)
    for item in short:
        stock, _book = shelf[item.book_id]
        stock.held += item.quantity - held.get(item.book_id, 0)
        if item.book_id in holds:
            holds[item.book_id].quantity = item.quantity
        else:
            hold = HoldRow(order_number=order.number, book_id=item.book_id, quantity=item.quantity)
            session.add(hold)


def _problem(
    item: LineItem, held: int, shelf: Mapping[int, tuple[StockRow, BookRow]]
) -> LineProblem | None:
    stock, book = shelf.get(item.book_id, (None, None))
    if stock is None or book is None or book.is_withdrawn:
        return LineProblem("withdrawn", item.book_id, item.title, 0)
    available = stock.free + held
    if available >= item.quantity:
        return None
    kind = "short" if available else "sold_out"
    return LineProblem(kind, item.book_id, book.title, available)


def shrink_holds(session: Session, order: OrderRow, needed: Mapping[int, int]) -> None:
    """Give back what the order holds beyond what it needs; nothing needed gives back all."""
    holds = _holds_of(session, order.number)
    excess = {
        book_id: hold.quantity - needed.get(book_id, 0)
        for book_id, hold in holds.items()
        if hold.quantity > needed.get(book_id, 0)
    }
    shelf = _locked_shelf(session, order.mode, excess)
    for book_id, copies in excess.items():
        shelf[book_id][0].held -= copies
        if book_id in needed:
            holds[book_id].quantity = needed[book_id]
        else:
            session.delete(holds[book_id])


def take_copies(session: Session, order: OrderRow, needed: Mapping[int, int]) -> bool:
    """Turn the order's holds into a sale of what it needs; the rest goes back.

    What is not held is taken from the free copies of titles still sold. If one copy cannot
    be had, none is taken, since the order as a whole will be refunded.

    Returns:
        True when all copies could be taken.
    """
    holds = _holds_of(session, order.number)
    held = {book_id: hold.quantity for book_id, hold in holds.items()}
    shelf = _locked_shelf(session, order.mode, {*held, *needed})
    is_fillable = all(
        count <= held.get(book_id, 0) or count - held.get(book_id, 0) <= _free(shelf, book_id)
        for book_id, count in needed.items()
    )
    for book_id, (stock, _book) in shelf.items():
        stock.held -= held.get(book_id, 0)
        stock.sold += needed.get(book_id, 0) if is_fillable else 0
    for hold in holds.values():
        session.delete(hold)
    return is_fillable


def _free(shelf: Mapping[int, tuple[StockRow, BookRow]], book_id: int) -> int:
    stock, book = shelf.get(book_id, (None, None))
    return 0 if stock is None or book is None or book.is_withdrawn else stock.free


def _holds_of(session: Session, number: str) -> dict[int, HoldRow]:
    rows = session.scalars(_HOLDS, {"number": number})
    return {row.book_id: row for row in rows}


def _locked_shelf(
    session: Session, mode: str, book_ids: Iterable[int]
) -> dict[int, tuple[StockRow, BookRow]]:
    rows = session.execute(_SHELF, {"mode": mode, "ids": list(book_ids)})
    return {stock.book_id: (stock, book) for stock, book in rows}
