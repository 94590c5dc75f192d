"""Who asked for links, in memory, as `services/correspondence.py` says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from bookstore.domain.mail import MailKind, nth_name
from bookstore.domain.order import OrderStatus
from tests.fake_payments import Interruptible

if TYPE_CHECKING:
    from tests.fake_orders import FakeOrders


class FakeReminders(Interruptible):
    """Address -> when it was asked for in `asked`; those that wait for an answer in `waiting`."""

    def __init__(self, orders: FakeOrders) -> None:
        super().__init__()
        self.orders = orders
        self.asked: dict[str, datetime] = {}
        self.waiting: list[str] = []

    async def ask(self, email: str, *, at: datetime, unless_since: datetime) -> None:
        await self.step("ask")
        before = self.asked.get(email.lower())
        if before is None or before <= unless_since:
            self.asked[email.lower()] = at
            self.waiting.append(email.lower())

    async def answer_next(
        self, *, at: datetime, statuses: Collection[OrderStatus], since: datetime
    ) -> bool:
        await self.step("answer_next")
        if not self.waiting:
            return False
        email = self.waiting.pop(0)
        for order in await self.orders.by_email(email, statuses=statuses, since=since, limit=1):
            mails = self.orders.mails
            mine = [mail for mail in mails.queue if mail.order_number == order.number]
            mine = [mail for mail in mine if mail.name.startswith(MailKind.REMINDER)]
            if all(mail.id in mails.sent | mails.dropped.keys() for mail in mine):
                mails.add(order.number, nth_name(MailKind.REMINDER, len(mine)), at=at)
        return True

    async def forget(self, *, before: datetime) -> int:
        old = [e for e, at in self.asked.items() if at < before and e not in self.waiting]
        for email in old:
            del self.asked[email]
        return len(old)
