"""The contacts of orders in SQL, and the erasing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bookstore.domain.contact import Contact, erase_contact
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.database import Database
from bookstore.storage.order_rows import change_order, lock_order
from bookstore.storage.revisions import order_of, terms_of
from bookstore.storage.tables import ORDERS, REVISIONS, AnyRow
from bookstore.storage.timeline import write_line
from bookstore.storage.transactions import Adapter, reading, writing

_REVISIONS = select(REVISIONS).where(REVISIONS.c.order_number == bindparam("number"))
_ERASE = update(REVISIONS).where(
    REVISIONS.c.order_number == bindparam("of_number"),
    REVISIONS.c.revision == bindparam("of_revision"),
)


class SqlContacts(Adapter):
    """The contacts of one mode's orders."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database and the mode."""
        super().__init__(database)
        self._mode = mode

    @writing
    def forget(
        self, connection: Connection, number: str, *, at: datetime, even_unshipped: bool = False
    ) -> bool:
        """Erase name, address and e-mail from all revisions of an order, but not the country."""
        row = lock_order(connection, self._mode, number)
        revisions = connection.execute(_REVISIONS, {"number": number}).all()
        agreed = next(each for each in revisions if each.revision == row.revision)
        if not order_of(row, terms_of(agreed)).may_forget(even_unshipped=even_unshipped):
            return False
        if row.erased_at is None:
            erased = {"erased_at": at, "receipt": None}  # its address opens Stripe's page on them
            change_order(connection, row, **erased)
            connection.execute(_ERASE, [_erased(each) for each in revisions])
            write_line(connection, number, "erased", "Name, address and e-mail were erased.", at=at)
        return True

    @reading
    def abandoned(self, connection: Connection, *, before: datetime, limit: int) -> Sequence[str]:
        """Numbers of canceled orders made before a time whose contact is still there."""
        query = (
            select(ORDERS.c.number)
            .where(ORDERS.c.mode == self._mode.value, ORDERS.c.created_at < before)
            .where(ORDERS.c.status == OrderStatus.CANCELED.value, ORDERS.c.erased_at.is_(None))
            .order_by(ORDERS.c.created_at, ORDERS.c.id)
            .limit(limit)
        )
        return list(connection.scalars(query))


def _erased(row: AnyRow) -> dict[str, Any]:
    contact = asdict(erase_contact(Contact(**row.contact)))
    which = {"of_number": row.order_number, "of_revision": row.revision}
    return {**which, "contact": contact, "email_digest": None}
