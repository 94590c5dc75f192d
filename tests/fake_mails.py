"""Queued letters and their postman in memory, as `services/correspondence.py` says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bookstore.domain.errors import MailNotSent
from bookstore.domain.mail import Mail
from bookstore.domain.order import Order
from tests.fake_payments import Interruptible


class FakeMails(Interruptible):
    """Letters in `queue`; `due`, `sent`, `failed` and `dropped` by their ids."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: list[Mail] = []
        self.due: dict[int, datetime] = {}
        self.sent: set[int] = set()
        self.failed: dict[int, str] = {}
        self.dropped: dict[int, str] = {}

    def add(self, number: str, name: str, *, at: datetime) -> None:
        """Queue a letter, as a step of an order does."""
        assert (number, name) not in [(each.order_number, each.name) for each in self.queue]
        mail = Mail(len(self.queue) + 1, number, name, at, 0)
        self.queue.append(mail)
        self.due[mail.id] = at

    def names(self, number: str) -> list[str]:
        """The names of an order's letters, oldest first."""
        return [each.name for each in self.queue if each.order_number == number]

    async def claim_due(self, at: datetime, *, limit: int) -> Sequence[Mail]:
        await self.step("claim_due")
        over = self.sent | self.dropped.keys()
        ids = [each.id for each in self.queue if each.id not in over and self.due[each.id] <= at]
        for id_ in ids[:limit]:
            found = self.queue[id_ - 1]
            self.queue[id_ - 1] = replace(found, attempts=found.attempts + 1)
            self.due[id_] = at + timedelta(minutes=5)
        return [self.queue[id_ - 1] for id_ in ids[:limit]]

    async def mark_sent(self, mail: Mail, *, at: datetime) -> None:
        await self.step("mark_sent")
        self.sent.add(mail.id)

    async def mark_failed(
        self, mail: Mail, reason: str, *, at: datetime, retry_at: datetime
    ) -> None:
        await self.step("mark_failed")
        if self.queue[mail.id - 1].attempts == mail.attempts:
            self.due[mail.id], self.failed[mail.id] = retry_at, reason

    async def drop(self, mail: Mail, reason: str, *, at: datetime) -> None:
        await self.step("drop")
        self.dropped[mail.id] = reason


@dataclass
class FakePostman:
    """Keeps what it is given in `sent`; refuses with the next of `refusals` while there are any."""

    sent: list[tuple[Mail, Order]] = field(default_factory=list)
    linked: list[list[str]] = field(default_factory=list)  # numbers, of each reminder
    refusals: list[str] = field(default_factory=list)

    async def send(self, mail: Mail, order: Order, *, linked: Sequence[Order] = ()) -> None:
        if self.refusals:
            raise MailNotSent(self.refusals.pop(0))
        self.sent.append((mail, order))
        if linked:
            self.linked.append([each.number for each in linked])
