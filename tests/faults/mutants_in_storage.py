"""Planted bugs of the storage: stock, letters, and what is looked for again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bookstore.domain.mail import Mail
from bookstore.domain.order import Mode, Order, OrderStatus
from bookstore.domain.pricing import LineItem
from bookstore.services.ports import Shop
from bookstore.storage import orders as order_storage
from bookstore.storage.database import Database
from bookstore.storage.mail import SqlMails
from bookstore.storage.orders import SqlOrders
from bookstore.storage.tables import HOLDS, MAIL, STOCK
from tests.faults.mutant import Mutant, swapped


class PaidMoreThanOnce(Mutant):
    """Whoever comes second marks a paid order paid again."""

    def in_force(self) -> AbstractContextManager[object]:
        allowed = order_storage.sources_of

        def anywhere(status: OrderStatus) -> frozenset[OrderStatus]:
            return frozenset(OrderStatus) if status is OrderStatus.PAID else allowed(status)

        return swapped((order_storage, "sources_of", anywhere))


class HoldsEndWithTheProcess(Mutant):
    """A starting process gives back what open orders hold."""

    def spoil(self, shop: Shop, database: Database) -> Shop:
        file = sqlite3.connect(str(database._address.database))
        file.execute("UPDATE stock SET held = 0")
        file.execute("DELETE FROM holds")
        file.commit()
        file.close()
        return shop


def _hold_more(connection: Connection, mode: Mode, book_id: int, copies: int) -> None:
    mine = STOCK.c.mode == mode.value, STOCK.c.book_id == book_id
    connection.execute(update(STOCK).where(*mine).values(held=STOCK.c.held + copies))


class _LettingGo(SqlOrders):
    async def mark_processing(self, number: str, *, at: Any) -> bool:
        changed = await super().mark_processing(number, at=at)

        def let_go(connection: Connection) -> None:
            mine = HOLDS.c.order_number == number
            held = connection.execute(select(HOLDS.c.book_id, HOLDS.c.quantity).where(mine))
            for book_id, quantity in held.all():
                _hold_more(connection, Mode.SANDBOX, book_id, -quantity)
            connection.execute(delete(HOLDS).where(mine))

        await self.database.write(let_go)
        return changed


class ProcessingHoldsNothing(Mutant):
    """The copies of a payment that the bank is processing are sold to others."""

    def spoil(self, shop: Shop, database: Database) -> Shop:
        return replace(shop, orders=_LettingGo(database, shop.mode, locale=shop.locale))


class _Generous(SqlMails):
    async def claim_due(self, at: datetime, *, limit: int) -> Sequence[Mail]:
        claimed = await super().claim_due(at, limit=limit)

        def give_back(connection: Connection) -> None:
            mine = MAIL.c.id.in_([mail.id for mail in claimed])
            connection.execute(update(MAIL).where(mine).values(due_at=at))

        await self.database.write(give_back)
        return claimed


class LettersAreNobodys(Mutant):
    """A letter that one sender has claimed may be claimed by the next one too."""

    def spoil(self, shop: Shop, database: Database) -> Shop:
        return replace(shop, mails=_Generous(database, shop.mode))


class _Unswept(SqlOrders):
    async def unfulfilled(self, **_: Any) -> tuple[Order, ...]:  # pyright: ignore[reportIncompatibleMethodOverride] - the decorated one hides its first argument
        return ()


class NobodySweeps(Mutant):
    """A paid order whose fulfilment was cut short is not looked for."""

    def spoil(self, shop: Shop, database: Database) -> Shop:
        return replace(shop, orders=_Unswept(database, shop.mode, locale=shop.locale))


class SoldTwice(Mutant):
    """Copies are held without counting what is free."""

    def in_force(self) -> AbstractContextManager[object]:
        def hold(
            connection: Connection, mode: Mode, number: str, items: Iterable[LineItem]
        ) -> None:
            for item in items:
                its = HOLDS.c.order_number == number, HOLDS.c.book_id == item.book_id
                known = connection.scalar(select(HOLDS.c.quantity).where(*its)) or 0
                _hold_more(connection, mode, item.book_id, item.quantity - known)
                new = {"order_number": number, "book_id": item.book_id, "quantity": item.quantity}
                connection.execute(delete(HOLDS).where(*its))
                connection.execute(insert(HOLDS).values(new))

        return swapped((order_storage, "hold_copies", hold))
