"""Orders as they are read: each query sees one mode only, and one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from bookstore.domain.contact import email_digest
from bookstore.domain.errors import OrderNotFound
from bookstore.domain.order import (
    WAS_PAID,
    Mode,
    Order,
    OrderEvent,
    OrderStatus,
    Terms,
    standing,
)
from bookstore.storage.database import Database
from bookstore.storage.revisions import order_of, terms_of
from bookstore.storage.tables import EVENTS, HOLDS, ORDERS, REVISIONS
from bookstore.storage.tail import LAST_LINES, STANDINGS, in_batches
from bookstore.storage.timeline import event_of
from bookstore.storage.transactions import Adapter, looking_up, reading

TERMS = ("currency", "subtotal_minor", "delivery_minor", "total_minor", "items", "contact")
# What is asked at each purchase is put together once: that takes a third of asking it.
_TERMS = (
    select(REVISIONS)
    .join(ORDERS, ORDERS.c.number == REVISIONS.c.order_number)
    .where(ORDERS.c.mode == bindparam("mode"), ORDERS.c.number == bindparam("number"))
    .where(REVISIONS.c.revision == bindparam("revision"))
)
_HELD = (
    select(HOLDS.c.book_id, HOLDS.c.quantity)
    .join(ORDERS, ORDERS.c.number == HOLDS.c.order_number)
    .where(ORDERS.c.mode == bindparam("mode"), ORDERS.c.checkout_key == bindparam("key"))
)


class OrderQueries(Adapter):
    """The reading half of `SqlOrders`."""

    def __init__(self, database: Database, mode: Mode, *, locale: str = "en_US") -> None:
        """Keep the database; the locale is that of the amounts in timelines."""
        super().__init__(database)
        self._mode = mode
        self._locale = locale
        self._orders = _orders_of(mode)
        self._one = {
            name: self._orders.where(ORDERS.c[name] == bindparam("wanted"))
            .order_by(ORDERS.c.id.desc())
            .limit(1)
            for name in ("number", "token", "checkout_key", "intent_id")
        }

    @looking_up
    def terms_at(self, connection: Connection, number: str, revision: int) -> Terms:
        """The terms of one revision of an order."""
        named = {"mode": self._mode.value, "number": number, "revision": revision}
        row = connection.execute(_TERMS, named).first()
        if row is None:
            raise OrderNotFound(f"No order {number!r} with a revision {revision}.")
        return terms_of(row)

    @looking_up
    def by_number(self, connection: Connection, number: str) -> Order:
        """One order by its public number."""
        order = self._find(connection, "number", number)
        if order is None:
            raise OrderNotFound(f"No {self._mode.value} order has the number {number!r}.")
        return order

    @looking_up
    def by_token(self, connection: Connection, token: str) -> Order:
        """One order by the token of its page."""
        order = self._find(connection, "token", token)
        if order is None:
            raise OrderNotFound("No order has this token.")  # the token itself stays out of logs
        return order

    @looking_up
    def find_by_key(self, connection: Connection, checkout_key: str) -> Order | None:
        """The latest order made under a browser's checkout key, open or not."""
        return self._find(connection, "checkout_key", checkout_key)

    @looking_up
    def find_by_intent(self, connection: Connection, intent_id: str) -> Order | None:
        """The order bound to this PaymentIntent."""
        return self._find(connection, "intent_id", intent_id)

    @reading
    def by_email(
        self,
        connection: Connection,
        email: str,
        *,
        statuses: Iterable[OrderStatus],
        since: datetime,
        limit: int,
    ) -> Sequence[Order]:
        """Orders to an address in any of these statuses made since a time, newest first."""
        query = (
            self._orders.where(REVISIONS.c.email_digest == email_digest(email))
            .where(ORDERS.c.created_at >= since)
            .where(ORDERS.c.status.in_([status.value for status in statuses]))
            .order_by(ORDERS.c.created_at.desc(), ORDERS.c.id.desc())
            .limit(limit)
        )
        return [order_of(row, terms_of(row)) for row in connection.execute(query)]

    @looking_up
    def held_by(self, connection: Connection, checkout_key: str) -> Mapping[int, int]:
        """Book id -> copies held by the open order under this key."""
        named = {"mode": self._mode.value, "key": checkout_key}
        rows = connection.execute(_HELD, named)
        return {row.book_id: row.quantity for row in rows}

    @reading
    def timeline(self, connection: Connection, number: str) -> Sequence[OrderEvent]:
        """The order's timeline, oldest first."""
        rows = connection.execute(
            select(EVENTS)
            .join(ORDERS, ORDERS.c.number == EVENTS.c.order_number)
            .where(ORDERS.c.mode == self._mode.value, ORDERS.c.number == number)
            .order_by(EVENTS.c.id)
        )
        return [event_of(row) for row in rows]

    async def last_lines(self, numbers: Iterable[str]) -> Mapping[str, int]:
        """Order number -> the number of the latest line about it."""
        asked = list(numbers)
        return await self.database.look_up(
            lambda connection: self._last_lines(connection, asked), rows=len(asked)
        )

    def _last_lines(self, connection: Connection, numbers: Sequence[str]) -> Mapping[str, int]:
        latest: dict[str, int] = {}
        for batch in in_batches(numbers):
            rows = connection.execute(LAST_LINES, {"mode": self._mode.value, "names": batch})
            for number, line in rows:
                latest[number] = line or 0
        return latest

    async def standings(self, checkout_keys: Iterable[str]) -> Mapping[str, str]:
        """Checkout key -> where the latest order made under it stands."""
        asked = list(checkout_keys)
        return await self.database.look_up(
            lambda connection: self._standings(connection, asked), rows=len(asked)
        )

    def _standings(self, connection: Connection, checkout_keys: Sequence[str]) -> Mapping[str, str]:
        latest: dict[str, str] = {}
        for batch in in_batches(checkout_keys):
            rows = connection.execute(STANDINGS, {"mode": self._mode.value, "names": batch})
            for key, number, status in rows:  # of several under a key the last one counts
                latest[key] = standing(number, OrderStatus(status))
        return latest

    @reading
    def listed(
        self,
        connection: Connection,
        mode: Mode,
        *,
        statuses: Iterable[OrderStatus],
        before: datetime,
        limit: int,
        since: datetime | None = None,
    ) -> Sequence[Order]:
        """Orders of a mode in any of these statuses made before a time, oldest first."""
        query = (
            self._orders.where(ORDERS.c.mode == mode.value, ORDERS.c.created_at < before)
            .where(ORDERS.c.status.in_([status.value for status in statuses]))
            .order_by(ORDERS.c.created_at, ORDERS.c.id)
            .limit(limit)
        )
        if since is not None:
            query = query.where(ORDERS.c.created_at >= since)
        return [order_of(row, terms_of(row)) for row in connection.execute(query)]

    @reading
    def latest(
        self, connection: Connection, mode: Mode, *, statuses: Iterable[OrderStatus], limit: int
    ) -> Sequence[Order]:
        """The newest orders of a mode in any of these statuses, newest first."""
        query = (
            self._orders.where(ORDERS.c.mode == mode.value)
            .where(ORDERS.c.status.in_([status.value for status in statuses]))
            .order_by(ORDERS.c.created_at.desc(), ORDERS.c.id.desc())
            .limit(limit)
        )
        return [order_of(row, terms_of(row)) for row in connection.execute(query)]

    @reading
    def unfulfilled(
        self, connection: Connection, *, before: datetime, limit: int
    ) -> Sequence[Order]:
        """Orders that were paid and never fulfilled, made before a time, oldest first."""
        query = (
            self._orders.where(ORDERS.c.fulfilled_at.is_(None), ORDERS.c.created_at < before)
            .where(ORDERS.c.status.in_([status.value for status in WAS_PAID]))
            .order_by(ORDERS.c.created_at, ORDERS.c.id)
            .limit(limit)
        )
        return [order_of(row, terms_of(row)) for row in connection.execute(query)]

    def _find(self, connection: Connection, name: str, wanted: str) -> Order | None:
        """The latest order with this in a column."""
        row = connection.execute(self._one[name], {"wanted": wanted}).first()
        return order_of(row, terms_of(row)) if row else None


def _orders_of(mode: Mode) -> Select[*tuple[Any, ...]]:
    """A mode's orders with their agreed terms; built once, as it costs a third of a query."""
    is_agreed = and_(
        REVISIONS.c.order_number == ORDERS.c.number, REVISIONS.c.revision == ORDERS.c.revision
    )
    agreed = select(ORDERS, *(REVISIONS.c[name] for name in TERMS))
    return agreed.join(REVISIONS, is_agreed).where(ORDERS.c.mode == mode.value)


def copies_needed(connection: Connection, number: str, revision: int) -> dict[int, int]:
    """Book id -> the most copies that this or a later revision of the order sells."""
    rows = connection.execute(
        select(REVISIONS)
        .where(REVISIONS.c.order_number == number)
        .where(REVISIONS.c.revision >= revision)
    )
    needed: dict[int, int] = {}
    for row in rows:
        for book_id, count in terms_of(row).copies().items():
            needed[book_id] = max(count, needed.get(book_id, 0))
    return needed
