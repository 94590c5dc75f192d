"""The contacts of orders in SQL, and the erasing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookstore.domain.contact import Contact, erase_contact
from bookstore.domain.errors import OrderNotFound
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.database import Database
from bookstore.storage.revisions import order_of
from bookstore.storage.tables import OrderRow, RevisionRow
from bookstore.storage.timeline import write_line
from bookstore.storage.transactions import Adapter, reading, writing


class SqlContacts(Adapter):
    """The contacts of one mode's orders."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database and the mode."""
        super().__init__(database)
        self._mode = mode

    @writing
    def forget(
        self, session: Session, number: str, *, at: datetime, even_unshipped: bool = False
    ) -> bool:
        """Erase name, address and e-mail from all revisions of an order, but not the country."""
        mine = select(OrderRow).where(OrderRow.mode == self._mode.value, OrderRow.number == number)
        row = session.scalar(mine.with_for_update())
        if row is None:
            raise OrderNotFound(f"No {self._mode.value} order has the number {number!r}.")
        revisions = list(
            session.scalars(select(RevisionRow).where(RevisionRow.order_number == number))
        )
        agreed = next(each for each in revisions if each.revision == row.revision)
        if not order_of(row, agreed).may_forget(even_unshipped=even_unshipped):
            return False
        if row.erased_at is None:
            row.erased_at, row.receipt = at, None  # its address opens Stripe's page about them
            for each in revisions:
                each.contact = asdict(erase_contact(Contact(**each.contact)))
                each.email_digest = None
            write_line(session, row, "erased", "Name, address and e-mail were erased.", at=at)
        return True

    @reading
    def abandoned(self, session: Session, *, before: datetime, limit: int) -> Sequence[str]:
        """Numbers of canceled orders made before a time whose contact is still there."""
        query = (
            select(OrderRow.number)
            .where(OrderRow.mode == self._mode.value, OrderRow.created_at < before)
            .where(OrderRow.status == OrderStatus.CANCELED.value, OrderRow.erased_at.is_(None))
            .order_by(OrderRow.created_at, OrderRow.id)
            .limit(limit)
        )
        return list(session.scalars(query))
