"""The latest line of a timeline, by the order's number or its checkout key.

Asked twice a second about each order that is watched, so its cost must not grow: for each
order one look at the end of the index `events_by_order`, however long its history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from bookstore.domain.order import Mode
from bookstore.storage.tables import EventRow, OrderRow

BATCH = 500  # names in one query; both databases take a limited number of parameters


def last_lines_of(
    mode: Mode, column: InstrumentedAttribute[str], names: Sequence[str]
) -> Select[str, int]:
    """A query for (name, id of the latest line), a row for each order that has the name.

    Args:
        mode: whose orders.
        column: what the names are, `OrderRow.number` or `OrderRow.checkout_key`.
        names: at most `BATCH` of them.
    """
    latest = (
        select(EventRow.id)
        .where(EventRow.order_number == OrderRow.number)
        .order_by(EventRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(column, latest).where(OrderRow.mode == mode.value, column.in_(names))


def in_batches(names: Iterable[str]) -> Iterator[Sequence[str]]:
    """The names in lists that a query can take."""
    listed = list(names)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
