"""Who asked for the links to their orders, in SQL: one row for each address, known or not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Index, bindparam, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.domain.contact import email_digest
from bookstore.domain.mail import MailKind
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.database import Database
from bookstore.storage.mail import queue_again
from bookstore.storage.order_rows import lock_order
from bookstore.storage.tables import (
    IS_WAITING,
    MAIL,
    ORDERS,
    REVISIONS,
    Base,
    UtcDateTime,
)
from bookstore.storage.transactions import Adapter, looking_up, reading, writing, writing_much

IS_ASKED = "answered_at IS NULL"


class ReminderRow(Base):
    """An address for which links were asked, as a digest; even that is forgotten after an hour."""

    __tablename__ = "reminders"
    __table_args__ = (
        Index(
            "reminders_to_answer",
            "mode",
            "asked_at",
            sqlite_where=text(IS_ASKED),
            postgresql_where=text(IS_ASKED),
        ),
    )

    mode: Mapped[str] = mapped_column(primary_key=True)
    email_digest: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


REMINDERS = Base.metadata.tables[ReminderRow.__tablename__]
# One statement, whatever is known of the address: it takes the same time for each.
_ASK = text(
    "INSERT INTO reminders (mode, email_digest, asked_at) VALUES (:mode, :digest, :at) "
    "ON CONFLICT (mode, email_digest) DO UPDATE "
    "SET asked_at = excluded.asked_at, answered_at = NULL "
    "WHERE reminders.asked_at <= :unless_since"
).bindparams(
    bindparam("at", type_=UtcDateTime()),
    bindparam("unless_since", type_=UtcDateTime()),
)


class SqlReminders(Adapter):
    """The reminders of one mode."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database and the mode."""
        super().__init__(database)
        self._mode = mode
        self._asked = (
            select(REMINDERS)
            .where(REMINDERS.c.mode == mode.value, text(IS_ASKED))
            .order_by(REMINDERS.c.asked_at)
            .limit(1)
        )

    @writing
    def ask(
        self, connection: Connection, email: str, *, at: datetime, unless_since: datetime
    ) -> None:
        """Note that links are asked for, unless they were since that moment."""
        values = {"mode": self._mode.value, "digest": email_digest(email), "at": at}
        connection.execute(_ASK, values | {"unless_since": unless_since})

    async def answer_next(
        self, *, at: datetime, statuses: Collection[OrderStatus], since: datetime
    ) -> bool:
        """Queue the letter for the address that waits longest, if it has an order; else none."""
        # Asked every second, and mostly for nothing: a look takes no lock from shoppers.
        return await self._is_any_asked() and await self._answer(at, statuses, since)

    @looking_up
    def _is_any_asked(self, connection: Connection) -> bool:
        return connection.execute(self._asked).first() is not None

    @writing
    def _answer(
        self,
        connection: Connection,
        at: datetime,
        statuses: Collection[OrderStatus],
        since: datetime,
    ) -> bool:
        row = connection.execute(self._asked.with_for_update(skip_locked=True)).first()
        if row is None:
            return False
        mine = REMINDERS.c.mode == row.mode, REMINDERS.c.email_digest == row.email_digest
        connection.execute(update(REMINDERS).where(*mine).values(answered_at=at))
        newest = (
            select(ORDERS.c.number)
            .join(REVISIONS, REVISIONS.c.order_number == ORDERS.c.number)
            .where(REVISIONS.c.email_digest == row.email_digest)
            .where(REVISIONS.c.revision == ORDERS.c.revision)
            .where(ORDERS.c.mode == self._mode.value, ORDERS.c.created_at >= since)
            .where(ORDERS.c.status.in_([status.value for status in statuses]))
            .order_by(ORDERS.c.created_at.desc(), ORDERS.c.id.desc())
        )
        number = connection.scalar(newest.limit(1))
        if number is not None:
            _queue(connection, self._mode, number, at)
        return True

    async def forget(self, *, before: datetime) -> int:
        """Delete the answered ones that were asked for before a moment; says how many."""
        return await self._delete(before) if await self._is_any_over(before) else 0

    @reading
    def _is_any_over(self, connection: Connection, before: datetime) -> bool:
        return (
            connection.scalar(select(REMINDERS.c.mode).where(*self._over(before)).limit(1))
            is not None
        )

    @writing_much
    def _delete(self, connection: Connection, before: datetime) -> int:
        over = delete(REMINDERS).where(*self._over(before))
        return len(connection.scalars(over.returning(REMINDERS.c.email_digest)).all())

    def _over(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            REMINDERS.c.mode == self._mode.value,
            REMINDERS.c.asked_at < before,
            REMINDERS.c.answered_at.is_not(None),
        )


def _queue(connection: Connection, mode: Mode, number: str, at: datetime) -> None:
    """Queue an order's reminder, unless an earlier one still waits for the mail server."""
    lock_order(connection, mode, number)
    waiting = select(MAIL.c.id).where(MAIL.c.order_number == number, text(IS_WAITING))
    is_waiting = connection.scalar(waiting.where(MAIL.c.kind.startswith(MailKind.REMINDER)))
    if is_waiting is None:
        queue_again(connection, mode, number, MailKind.REMINDER, at=at)
