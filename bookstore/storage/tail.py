"""How far orders have come: the latest line of a timeline, or where an order stands.

Asked twice a second about each order that is watched, so its cost must not grow: for each
order one look at the end of the index `events_by_order`, however long its history is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import bindparam, select

from bookstore.storage.tables import EVENTS, ORDERS

BATCH = 500  # names in one query; both databases take a limited number of parameters

_LATEST = (
    select(EVENTS.c.id)
    .where(EVENTS.c.order_number == ORDERS.c.number)
    .order_by(EVENTS.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
# Put together once, as that takes longer than asking; "names" are at most `BATCH`.
LAST_LINES = select(ORDERS.c.number, _LATEST).where(
    ORDERS.c.mode == bindparam("mode"), ORDERS.c.number.in_(bindparam("names", expanding=True))
)
"""A row (number, id of the latest line) for each order."""
STANDINGS = (
    select(ORDERS.c.checkout_key, ORDERS.c.number, ORDERS.c.status)
    .where(ORDERS.c.mode == bindparam("mode"))
    .where(ORDERS.c.checkout_key.in_(bindparam("names", expanding=True)))
    .order_by(ORDERS.c.id)
)
"""A row (key, number, status) for each order under the keys, oldest first."""


def in_batches(names: Iterable[str]) -> Iterator[Sequence[str]]:
    """The names in lists that a query can take."""
    listed = list(names)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
