"""Letters in SQL: queued in the transaction of the step that they tell of, claimed by a lease."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bookstore.domain.mail import Mail, MailKind, nth_name
from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.tables import MailRow, OrderRow
from bookstore.storage.timeline import write_line
from bookstore.storage.transactions import Adapter, looking_up, writing

LEASE = timedelta(minutes=5)


def queue_mail(session: Session, order: OrderRow, name: str, *, at: datetime) -> None:
    """Queue a letter about an order, in the session's transaction; a second one is refused."""
    session.add(
        MailRow(
            mode=order.mode,
            order_number=order.number,
            kind=name,
            queued_at=at,
            due_at=at,
            attempts=0,
            last_error="",
        )
    )


def queue_again(session: Session, order: OrderRow, kind: MailKind, *, at: datetime) -> None:
    """Queue a letter that the order may have had before; the order's row is locked."""
    mine = select(MailRow.kind).where(MailRow.order_number == order.number)
    names = session.scalars(mine)
    before = sum(name.partition("-")[0] == kind.value for name in names)
    queue_mail(session, order, nth_name(kind, before), at=at)


class SqlMails(Adapter):
    """The letters of one mode."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database and the mode."""
        super().__init__(database)
        self._mode = mode

    async def claim_due(self, at: datetime, *, limit: int) -> Sequence[Mail]:
        """Take letters that are due, oldest first, so that nobody else sends them meanwhile."""
        # Asked every second, and mostly for nothing: a look takes no lock from shoppers.
        return await self._claim(at, limit) if await self._is_any_due(at) else ()

    @looking_up
    def _is_any_due(self, session: Session, at: datetime) -> bool:
        return session.scalar(self._due(at).limit(1)) is not None

    @writing
    def _claim(self, session: Session, at: datetime, limit: int) -> Sequence[Mail]:
        due = self._due(at).limit(limit).with_for_update(skip_locked=True)
        rows = list(session.scalars(due))
        for row in rows:
            row.due_at = at + LEASE
            row.attempts += 1
        return [_mail_of(row) for row in rows]

    def _due(self, at: datetime) -> Select[MailRow]:
        return (
            select(MailRow)
            .where(MailRow.mode == self._mode.value, MailRow.due_at <= at)
            .where(MailRow.sent_at.is_(None), MailRow.dropped_at.is_(None))
            .order_by(MailRow.due_at, MailRow.id)
        )

    @writing
    def mark_sent(self, session: Session, mail: Mail, *, at: datetime) -> None:
        """Note that a letter was taken by a mail server, also in the order's timeline."""
        order, row = self._locked(session, mail)
        if row.sent_at is None:
            row.sent_at, row.dropped_at = at, None
            write_line(session, order, "mail", f"Mailed: {mail.kind.value}.", at=at)

    @writing
    def mark_failed(
        self, session: Session, mail: Mail, reason: str, *, at: datetime, retry_at: datetime
    ) -> None:
        """Put a claimed letter back until a later moment, unless the claim has passed on."""
        order, row = self._locked(session, mail)
        if row.sent_at is None and row.attempts == mail.attempts:
            row.due_at, row.last_error = retry_at, reason
            if mail.attempts == 1:  # the first of many attempts is told
                text = f"Not mailed yet: {mail.kind.value}, because {reason}. It is tried again."
                write_line(session, order, "mail", text, at=at)

    @writing
    def drop(self, session: Session, mail: Mail, reason: str, *, at: datetime) -> None:
        """Give a letter up; the order's timeline says why."""
        order, row = self._locked(session, mail)
        if row.sent_at is None and row.dropped_at is None:
            row.dropped_at, row.last_error = at, reason
            text = f"Not mailed: {mail.kind.value}, because {reason}."
            write_line(session, order, "mail", text, at=at)

    def _locked(self, session: Session, mail: Mail) -> tuple[OrderRow, MailRow]:
        """The order first, as everywhere, so that two transactions never wait for each other."""
        its_order = select(OrderRow).where(OrderRow.number == mail.order_number)
        order = session.scalar(its_order.with_for_update())
        row = session.get_one(MailRow, mail.id, with_for_update=True)
        if order is None:
            raise LookupError(f"Mail {mail.id} has no order.")
        return order, row


def _mail_of(row: MailRow) -> Mail:
    return Mail(row.id, row.order_number, row.kind, row.queued_at, row.attempts)
