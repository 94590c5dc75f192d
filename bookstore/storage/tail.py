"""How far orders have come: the latest line of a timeline, or where an order stands.

Asked twice a second about each order that is watched, so its cost must not grow: for each
order one look at the end of the index `events_by_order`, however long its history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, select

from bookstore.domain.order import Mode
from bookstore.storage.tables import EventRow, OrderRow

BATCH = 500  # names in one query; both databases take a limited number of parameters


def last_lines_of(mode: Mode, numbers: Sequence[str]) -> Select[str, int]:
    """A query for (number, id of the latest line) of at most `BATCH` orders."""
    latest = (
        select(EventRow.id)
        .where(EventRow.order_number == OrderRow.number)
        .order_by(EventRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    mine = OrderRow.mode == mode.value
    return select(OrderRow.number, latest).where(mine, OrderRow.number.in_(numbers))


def standings_of(mode: Mode, checkout_keys: Sequence[str]) -> Select[str, str, str]:
    """A query for (key, number, status) of the orders under at most `BATCH` keys, oldest first."""
    mine = OrderRow.mode == mode.value
    columns = OrderRow.checkout_key, OrderRow.number, OrderRow.status
    found = select(*columns).where(mine, OrderRow.checkout_key.in_(checkout_keys))
    return found.order_by(OrderRow.id)


def in_batches(names: Iterable[str]) -> Iterator[Sequence[str]]:
    """The names in lists that a query can take."""
    listed = list(names)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
