"""One order's rows: locked, changed, and read within a transaction.

The statements are put together once: that takes a third of asking them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bookstore.domain.errors import OrderNotFound
from bookstore.domain.order import Mode, Order, Terms
from bookstore.storage.revisions import row_of_order, row_of_terms, terms_of
from bookstore.storage.tables import ORDERS, REVISIONS, AnyRow

_LOCKED = (
    select(ORDERS)
    .where(ORDERS.c.mode == bindparam("mode"), ORDERS.c.number == bindparam("number"))
    .with_for_update()
)
_CHANGE = update(ORDERS).where(ORDERS.c.id == bindparam("of_id")).returning(ORDERS)
_TERMS = select(REVISIONS).where(
    REVISIONS.c.order_number == bindparam("number"),
    REVISIONS.c.revision == bindparam("revision"),
)
_ADD_ORDER, _ADD_TERMS = insert(ORDERS).inline(), insert(REVISIONS).inline()


def add_order(connection: Connection, order: Order) -> None:
    """Write a new order's row; its terms have one of their own."""
    connection.execute(_ADD_ORDER, row_of_order(order))


def add_terms(
    connection: Connection, number: str, revision: int, terms: Terms, *, at: datetime
) -> None:
    """Write one revision of an order's terms."""
    connection.execute(_ADD_TERMS, row_of_terms(number, revision, terms, at=at))


def lock_order(connection: Connection, mode: Mode, number: str) -> AnyRow:
    """The order's row, which nobody else changes until this transaction ends."""
    row = connection.execute(_LOCKED, {"mode": mode.value, "number": number}).first()
    if row is None:
        raise OrderNotFound(f"No {mode.value} order has the number {number!r}.")
    return row


def change_order(connection: Connection, row: AnyRow, **values: object) -> AnyRow:
    """Change these columns of a locked order; answers its row as it is now."""
    return connection.execute(_CHANGE, {"of_id": row.id, **values}).one()


def read_terms(connection: Connection, number: str, revision: int) -> Terms:
    """One revision's terms.

    Asked once the order is locked, and not in the same query: one that has waited for a lock
    has its other rows from before.
    """
    row = connection.execute(_TERMS, {"number": number, "revision": revision}).first()
    if row is None:
        raise OrderNotFound(f"Order {number} has no revision {revision}.")
    return terms_of(row)
