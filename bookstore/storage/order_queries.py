"""Orders as they are read: each query sees one mode only, and one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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
from bookstore.storage.tables import EventRow, HoldRow, OrderRow, RevisionRow
from bookstore.storage.tail import LAST_LINES, STANDINGS, in_batches
from bookstore.storage.timeline import event_of
from bookstore.storage.transactions import Adapter, looking_up, reading

# What is asked at each purchase is put together once: that takes a third of asking it.
LOCKED = (
    select(OrderRow)
    .where(OrderRow.mode == bindparam("mode"), OrderRow.number == bindparam("number"))
    .with_for_update()
)
_TERMS = (
    select(RevisionRow)
    .join(OrderRow, OrderRow.number == RevisionRow.order_number)
    .where(OrderRow.mode == bindparam("mode"), OrderRow.number == bindparam("number"))
    .where(RevisionRow.revision == bindparam("revision"))
)
_HELD = (
    select(HoldRow.book_id, HoldRow.quantity)
    .join(OrderRow, OrderRow.number == HoldRow.order_number)
    .where(OrderRow.mode == bindparam("mode"), OrderRow.checkout_key == bindparam("key"))
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
            column.key: self._orders.where(column == bindparam("wanted"))
            .order_by(OrderRow.id.desc())
            .limit(1)
            for column in (
                OrderRow.number,
                OrderRow.token,
                OrderRow.checkout_key,
                OrderRow.intent_id,
            )
        }

    @looking_up
    def terms_at(self, session: Session, number: str, revision: int) -> Terms:
        """The terms of one revision of an order."""
        named = {"mode": self._mode.value, "number": number, "revision": revision}
        row = session.scalar(_TERMS, named)
        if row is None:
            raise OrderNotFound(f"No order {number!r} with a revision {revision}.")
        return terms_of(row)

    @looking_up
    def by_number(self, session: Session, number: str) -> Order:
        """One order by its public number."""
        order = self._find(session, OrderRow.number, number)
        if order is None:
            raise OrderNotFound(f"No {self._mode.value} order has the number {number!r}.")
        return order

    @looking_up
    def by_token(self, session: Session, token: str) -> Order:
        """One order by the token of its page."""
        order = self._find(session, OrderRow.token, token)
        if order is None:
            raise OrderNotFound("No order has this token.")  # the token itself stays out of logs
        return order

    @looking_up
    def find_by_key(self, session: Session, checkout_key: str) -> Order | None:
        """The latest order made under a browser's checkout key, open or not."""
        return self._find(session, OrderRow.checkout_key, checkout_key)

    @looking_up
    def find_by_intent(self, session: Session, intent_id: str) -> Order | None:
        """The order bound to this PaymentIntent."""
        return self._find(session, OrderRow.intent_id, intent_id)

    @reading
    def by_email(
        self,
        session: Session,
        email: str,
        *,
        statuses: Iterable[OrderStatus],
        since: datetime,
        limit: int,
    ) -> Sequence[Order]:
        """Orders to an address in any of these statuses made since a time, newest first."""
        query = (
            self._orders.where(RevisionRow.email_digest == email_digest(email))
            .where(OrderRow.created_at >= since)
            .where(OrderRow.status.in_([status.value for status in statuses]))
            .order_by(OrderRow.created_at.desc(), OrderRow.id.desc())
            .limit(limit)
        )
        return [order_of(row, agreed) for row, agreed in session.execute(query)]

    @looking_up
    def held_by(self, session: Session, checkout_key: str) -> Mapping[int, int]:
        """Book id -> copies held by the open order under this key."""
        named = {"mode": self._mode.value, "key": checkout_key}
        rows = session.execute(_HELD, named)
        return {row.book_id: row.quantity for row in rows}

    @reading
    def timeline(self, session: Session, number: str) -> Sequence[OrderEvent]:
        """The order's timeline, oldest first."""
        rows = session.scalars(
            select(EventRow)
            .join(OrderRow, OrderRow.number == EventRow.order_number)
            .where(OrderRow.mode == self._mode.value, OrderRow.number == number)
            .order_by(EventRow.id)
        )
        return [event_of(row) for row in rows]

    async def last_lines(self, numbers: Iterable[str]) -> Mapping[str, int]:
        """Order number -> the number of the latest line about it."""
        asked = list(numbers)
        return await self.database.look_up(
            lambda session: self._last_lines(session, asked), rows=len(asked)
        )

    def _last_lines(self, session: Session, numbers: Sequence[str]) -> Mapping[str, int]:
        latest: dict[str, int] = {}
        for batch in in_batches(numbers):
            rows = session.execute(LAST_LINES, {"mode": self._mode.value, "names": batch})
            for number, line in rows:
                latest[number] = line or 0
        return latest

    async def standings(self, checkout_keys: Iterable[str]) -> Mapping[str, str]:
        """Checkout key -> where the latest order made under it stands."""
        asked = list(checkout_keys)
        return await self.database.look_up(
            lambda session: self._standings(session, asked), rows=len(asked)
        )

    def _standings(self, session: Session, checkout_keys: Sequence[str]) -> Mapping[str, str]:
        latest: dict[str, str] = {}
        for batch in in_batches(checkout_keys):
            rows = session.execute(STANDINGS, {"mode": self._mode.value, "names": batch})
            for key, number, status in rows:  # of several under a key the last one counts
                latest[key] = standing(number, OrderStatus(status))
        return latest

    @reading
    def listed(
        self,
        session: Session,
        mode: Mode,
        *,
        statuses: Iterable[OrderStatus],
        before: datetime,
        limit: int,
        since: datetime | None = None,
    ) -> Sequence[Order]:
        """Orders of a mode in any of these statuses made before a time, oldest first."""
        query = (
            self._orders.where(OrderRow.mode == mode.value, OrderRow.created_at < before)
            .where(OrderRow.status.in_([status.value for status in statuses]))
            .order_by(OrderRow.created_at, OrderRow.id)
            .limit(limit)
        )
        if since is not None:
            query = query.where(OrderRow.created_at >= since)
        return [order_of(row, agreed) for row, agreed in session.execute(query)]

    @reading
    def latest(
        self, session: Session, mode: Mode, *, statuses: Iterable[OrderStatus], limit: int
    ) -> Sequence[Order]:
        """The newest orders of a mode in any of these statuses, newest first."""
        query = (
            self._orders.where(OrderRow.mode == mode.value)
            .where(OrderRow.status.in_([status.value for status in statuses]))
            .order_by(OrderRow.created_at.desc(), OrderRow.id.desc())
            .limit(limit)
        )
        return [order_of(row, agreed) for row, agreed in session.execute(query)]

    @reading
    def unfulfilled(self, session: Session, *, before: datetime, limit: int) -> Sequence[Order]:
        """Orders that were paid and never fulfilled, made before a time, oldest first."""
        query = (
            self._orders.where(OrderRow.fulfilled_at.is_(None), OrderRow.created_at < before)
            .where(OrderRow.status.in_([status.value for status in WAS_PAID]))
            .order_by(OrderRow.created_at, OrderRow.id)
            .limit(limit)
        )
        return [order_of(row, agreed) for row, agreed in session.execute(query)]

    def _find(
        self, session: Session, column: InstrumentedAttribute[Any], wanted: str
    ) -> Order | None:
        """The latest order with this in a column."""
        found = session.execute(self._one[column.key], {"wanted": wanted}).first()
        return order_of(*found) if found else None


def _orders_of(mode: Mode) -> Select[OrderRow, RevisionRow]:
    """A mode's orders with their agreed terms; built once, as it costs a third of a query."""
    is_agreed = and_(
        RevisionRow.order_number == OrderRow.number, RevisionRow.revision == OrderRow.revision
    )
    mine = OrderRow.mode == mode.value
    return select(OrderRow, RevisionRow).join(RevisionRow, is_agreed).where(mine)


def copies_needed(session: Session, order: OrderRow) -> dict[int, int]:
    """Book id -> the most copies that the agreed or a later revision sells."""
    rows = session.scalars(
        select(RevisionRow)
        .where(RevisionRow.order_number == order.number)
        .where(RevisionRow.revision >= order.revision)
    )
    needed: dict[int, int] = {}
    for row in rows:
        for book_id, count in terms_of(row).copies().items():
            needed[book_id] = max(count, needed.get(book_id, 0))
    return needed
