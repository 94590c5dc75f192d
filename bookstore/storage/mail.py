"""Letters in SQL: queued in the transaction of the step that they tell of, claimed by a lease."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from bookstore.domain.mail import Mail, MailKind, nth_name
from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.tables import MAIL, ORDERS, AnyRow
from bookstore.storage.timeline import write_line
from bookstore.storage.transactions import Adapter, looking_up, writing

LEASE = timedelta(minutes=5)


# Put together once: that takes a third of asking them. `_CHANGE` sets what it is given.
_QUEUE = insert(MAIL).inline()
_CHANGE = update(MAIL).where(MAIL.c.id == bindparam("of_id"))
_CLAIM = _CHANGE.values(due_at=bindparam("until"), attempts=MAIL.c.attempts + 1)
_ITS_ORDER = select(ORDERS.c.number).where(ORDERS.c.number == bindparam("number")).with_for_update()
_LETTER = select(MAIL).where(MAIL.c.id == bindparam("id")).with_for_update()


def queue_mail(connection: Connection, mode: Mode, number: str, name: str, *, at: datetime) -> None:
    """Queue a letter about an order, in the caller's transaction; a second one is refused."""
    letter = {"mode": mode.value, "order_number": number, "kind": name}
    fresh = {"queued_at": at, "due_at": at, "attempts": 0, "last_error": ""}
    connection.execute(_QUEUE, letter | fresh)


def queue_again(
    connection: Connection, mode: Mode, number: str, kind: MailKind, *, at: datetime
) -> None:
    """Queue a letter that the order may have had before; the order's row is locked."""
    names = connection.scalars(select(MAIL.c.kind).where(MAIL.c.order_number == number))
    before = sum(name.partition("-")[0] == kind.value for name in names)
    queue_mail(connection, mode, number, nth_name(kind, before), at=at)


class SqlMails(Adapter):
    """The letters of one mode."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database and the mode."""
        super().__init__(database)
        self._due = (
            select(MAIL)
            .where(MAIL.c.mode == mode.value, MAIL.c.due_at <= bindparam("at"))
            .where(MAIL.c.sent_at.is_(None), MAIL.c.dropped_at.is_(None))
            .order_by(MAIL.c.due_at, MAIL.c.id)
            .limit(bindparam("most"))
        )
        self._due_locked = self._due.with_for_update(skip_locked=True)

    async def claim_due(self, at: datetime, *, limit: int) -> Sequence[Mail]:
        """Take letters that are due, oldest first, so that nobody else sends them meanwhile."""
        # Asked every second, and mostly for nothing: a look takes no lock from shoppers.
        return await self._claim(at, limit) if await self._is_any_due(at) else ()

    @looking_up
    def _is_any_due(self, connection: Connection, at: datetime) -> bool:
        return connection.execute(self._due, {"at": at, "most": 1}).first() is not None

    @writing
    def _claim(self, connection: Connection, at: datetime, limit: int) -> Sequence[Mail]:
        rows = connection.execute(self._due_locked, {"at": at, "most": limit}).all()
        claims = [{"of_id": row.id, "until": at + LEASE} for row in rows]
        if claims:
            connection.execute(_CLAIM, claims)
        return [
            Mail(row.id, row.order_number, row.kind, row.queued_at, row.attempts + 1)
            for row in rows
        ]

    @writing
    def mark_sent(self, connection: Connection, mail: Mail, *, at: datetime) -> None:
        """Note that a letter was taken by a mail server, also in the order's timeline."""
        row = _locked(connection, mail)
        if row.sent_at is None:
            connection.execute(_CHANGE, {"of_id": mail.id, "sent_at": at, "dropped_at": None})
            write_line(connection, mail.order_number, "mail", f"Mailed: {mail.kind.value}.", at=at)

    @writing
    def mark_failed(
        self, connection: Connection, mail: Mail, reason: str, *, at: datetime, retry_at: datetime
    ) -> None:
        """Put a claimed letter back until a later moment, unless the claim has passed on."""
        row = _locked(connection, mail)
        if row.sent_at is None and row.attempts == mail.attempts:
            put_back = {"due_at": retry_at, "last_error": reason}
            connection.execute(_CHANGE, {"of_id": mail.id, **put_back})
            if mail.attempts == 1:  # the first of many attempts is told
                text = f"Not mailed yet: {mail.kind.value}, because {reason}. It is tried again."
                write_line(connection, mail.order_number, "mail", text, at=at)

    @writing
    def drop(self, connection: Connection, mail: Mail, reason: str, *, at: datetime) -> None:
        """Give a letter up; the order's timeline says why."""
        row = _locked(connection, mail)
        if row.sent_at is None and row.dropped_at is None:
            given_up = {"dropped_at": at, "last_error": reason}
            connection.execute(_CHANGE, {"of_id": mail.id, **given_up})
            text = f"Not mailed: {mail.kind.value}, because {reason}."
            write_line(connection, mail.order_number, "mail", text, at=at)


def _locked(connection: Connection, mail: Mail) -> AnyRow:
    """The order first, as everywhere, so that two transactions never wait for each other."""
    connection.execute(_ITS_ORDER, {"number": mail.order_number}).one()
    return connection.execute(_LETTER, {"id": mail.id}).one()
