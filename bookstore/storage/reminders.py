"""Who asked for the links to their orders, in SQL: one row for each address, known or not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Index, Select, bindparam, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bookstore.domain.contact import email_digest
from bookstore.domain.mail import MailKind
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.database import Database
from bookstore.storage.mail import queue_again
from bookstore.storage.tables import (
    IS_WAITING,
    Base,
    MailRow,
    OrderRow,
    RevisionRow,
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

    @writing
    def ask(self, session: Session, email: str, *, at: datetime, unless_since: datetime) -> None:
        """Note that links are asked for, unless they were since that moment."""
        values = {"mode": self._mode.value, "digest": email_digest(email), "at": at}
        session.execute(_ASK, values | {"unless_since": unless_since})

    async def answer_next(
        self, *, at: datetime, statuses: Collection[OrderStatus], since: datetime
    ) -> bool:
        """Queue the letter for the address that waits longest, if it has an order; else none."""
        # Asked every second, and mostly for nothing: a look takes no lock from shoppers.
        return await self._is_any_asked() and await self._answer(at, statuses, since)

    @looking_up
    def _is_any_asked(self, session: Session) -> bool:
        return session.scalar(self._asked()) is not None

    @writing
    def _answer(
        self,
        session: Session,
        at: datetime,
        statuses: Collection[OrderStatus],
        since: datetime,
    ) -> bool:
        row = session.scalar(self._asked().with_for_update(skip_locked=True))
        if row is None:
            return False
        row.answered_at = at
        newest = (
            select(OrderRow.number)
            .join(RevisionRow, RevisionRow.order_number == OrderRow.number)
            .where(RevisionRow.email_digest == row.email_digest)
            .where(RevisionRow.revision == OrderRow.revision)
            .where(OrderRow.mode == self._mode.value, OrderRow.created_at >= since)
            .where(OrderRow.status.in_([status.value for status in statuses]))
            .order_by(OrderRow.created_at.desc(), OrderRow.id.desc())
        )
        number = session.scalar(newest.limit(1))
        if number is not None:
            _queue(session, number, at)
        return True

    def _asked(self) -> Select[ReminderRow]:
        return (
            select(ReminderRow)
            .where(ReminderRow.mode == self._mode.value, text(IS_ASKED))
            .order_by(ReminderRow.asked_at)
            .limit(1)
        )

    async def forget(self, *, before: datetime) -> int:
        """Delete the answered ones that were asked for before a moment; says how many."""
        return await self._delete(before) if await self._is_any_over(before) else 0

    @reading
    def _is_any_over(self, session: Session, before: datetime) -> bool:
        return (
            session.scalar(select(ReminderRow.mode).where(*self._over(before)).limit(1)) is not None
        )

    @writing_much
    def _delete(self, session: Session, before: datetime) -> int:
        over = delete(ReminderRow).where(*self._over(before))
        return len(session.scalars(over.returning(ReminderRow.email_digest)).all())

    def _over(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            ReminderRow.mode == self._mode.value,
            ReminderRow.asked_at < before,
            ReminderRow.answered_at.is_not(None),
        )


def _queue(session: Session, number: str, at: datetime) -> None:
    """Queue an order's reminder, unless an earlier one still waits for the mail server."""
    order = session.scalar(select(OrderRow).where(OrderRow.number == number).with_for_update())
    waiting = select(MailRow.id).where(MailRow.order_number == number, text(IS_WAITING))
    is_waiting = session.scalar(waiting.where(MailRow.kind.startswith(MailKind.REMINDER)))
    if order is not None and is_waiting is None:
        queue_again(session, order, MailKind.REMINDER, at=at)
