"""Who asked for the links to their orders, in SQL: one row for each address, known or not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Index, Select, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

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
from bookstore.storage.transactions import Adapter, reading, writing

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
    async def ask(
        self, session: AsyncSession, email: str, *, at: datetime, unless_since: datetime
    ) -> None:
        """Note that links are asked for, unless they were since that moment."""
        values = {"mode": self._mode.value, "digest": email_digest(email), "at": at}
        await session.execute(_ASK, values | {"unless_since": unless_since})

    async def answer_next(
        self, *, at: datetime, statuses: Collection[OrderStatus], since: datetime
    ) -> bool:
        """Queue the letter for the address that waits longest, if it has an order; else none."""
        # Asked every second, and mostly for nothing: a look takes no lock from shoppers.
        return await self._is_any_asked() and await self._answer(at, statuses, since)

    @reading
    async def _is_any_asked(self, session: AsyncSession) -> bool:
        return await session.scalar(self._asked()) is not None

    @writing
    async def _answer(
        self,
        session: AsyncSession,
        at: datetime,
        statuses: Collection[OrderStatus],
        since: datetime,
    ) -> bool:
        row = await session.scalar(self._asked().with_for_update(skip_locked=True))
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
        number = await session.scalar(newest.limit(1))
        if number is not None:
            await _queue(session, number, at)
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
    async def _is_any_over(self, session: AsyncSession, before: datetime) -> bool:
        return (
            await session.scalar(select(ReminderRow.mode).where(*self._over(before)).limit(1))
            is not None
        )

    @writing
    async def _delete(self, session: AsyncSession, before: datetime) -> int:
        over = delete(ReminderRow).where(*self._over(before))
        return len((await session.scalars(over.returning(ReminderRow.email_digest))).all())

    def _over(self, before: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            ReminderRow.mode == self._mode.value,
            ReminderRow.asked_at < before,
            ReminderRow.answered_at.is_not(None),
        )


async def _queue(session: AsyncSession, number: str, at: datetime) -> None:
    """Queue an order's reminder, unless an earlier one still waits for the mail server."""
    order = await session.scalar(
        select(OrderRow).where(OrderRow.number == number).with_for_update()
    )
    waiting = select(MailRow.id).where(MailRow.order_number == number, text(IS_WAITING))
    is_waiting = await session.scalar(waiting.where(MailRow.kind.startswith(MailKind.REMINDER)))
    if order is not None and is_waiting is None:
        await queue_again(session, order, MailKind.REMINDER, at=at)
