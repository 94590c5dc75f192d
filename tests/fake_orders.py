"""Orders in memory, with the stock that they hold and take, as `services/ports.py` says.

Each method lets other tasks run before it acts, and acts without a pause, as one SQL
transaction does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bookstore.domain.errors import CartNotSellable, OrderChanged, OrderExists, OrderNotFound
from bookstore.domain.mail import MailKind, nth_name, refund_name
from bookstore.domain.order import (
    OPEN,
    WAS_PAID,
    Mode,
    Order,
    OrderEvent,
    OrderStatus,
    Terms,
    sources_of,
    standing,
)
from bookstore.domain.payment import Dispute
from bookstore.domain.pricing import LineProblem
from bookstore.domain.receipt import Receipt
from bookstore.domain.story import FAILED_LATE
from tests.fake_books import FakeBooks
from tests.fake_contacts import FakeContacts
from tests.fake_mails import FakeMails
from tests.fake_payments import Interruptible


class FakeOrders(Interruptible):
    """Orders of one mode; `orders`, `terms` and `holds` by number, `events` in order."""

    def __init__(self, books: FakeBooks, *, mode: Mode = Mode.SANDBOX) -> None:
        super().__init__()
        self.books, self.mode = books, mode
        self.orders: dict[str, Order] = {}
        self.terms: dict[tuple[str, int], Terms] = {}
        self.holds: dict[str, dict[int, int]] = {}
        self.events: list[OrderEvent] = []
        self.webhook_events: set[str] = set()
        self.mails, self.contacts = FakeMails(), FakeContacts(self)

    def notes(self, number: str, kind: str) -> list[str]:
        """The sentences of one kind in an order's timeline."""
        return [each.text for each in self.events if (each.number, each.kind) == (number, kind)]

    def _write(self, number: str, kind: str, text: str, at: datetime) -> None:
        self.events.append(OrderEvent(len(self.events) + 1, number, at, kind, text))

    def _order(self, number: str) -> Order:
        if number not in self.orders:
            raise OrderNotFound(f"No order has the number {number!r}.")
        return self.orders[number]

    def _hold(self, number: str, needed: Mapping[int, int], *, only_grow: bool) -> None:
        """Bring the holds of an order to what is needed, never below it while `only_grow`."""
        held, free = self.holds.get(number, {}), self.books.free
        wanted = {id_: max(count, held.get(id_, 0)) for id_, count in needed.items()}
        wanted = {**held, **wanted} if only_grow else dict(needed)
        short = [i for i, n in wanted.items() if n - held.get(i, 0) > free(i)]
        if short:
            problems = (LineProblem("short", id_, f"Book {id_}", free(id_)) for id_ in short)
            raise CartNotSellable(tuple(problems))
        for id_ in {*held, *wanted}:
            self.books.held[id_] += wanted.get(id_, 0) - held.get(id_, 0)
        self.holds[number] = wanted

    async def add(self, order: Order, *, at: datetime) -> None:
        await self.step("add")
        same_key = [o for o in self.orders.values() if o.checkout_key == order.checkout_key]
        if order.number in self.orders or any(each.is_open for each in same_key):
            raise OrderExists(f"An open order has the key of order {order.number}.")
        self._hold(order.number, order.terms.copies(), only_grow=True)
        self.orders[order.number] = order
        self.terms[order.number, 1] = order.terms
        self._write(order.number, "placed", "Placed.", at)

    async def propose(self, order: Order, terms: Terms, *, at: datetime) -> Order:
        await self.step("propose")
        stored = self._order(order.number)
        if stored.proposed != order.proposed or not stored.is_open:
            raise OrderChanged(f"Order {order.number} is not as it was read.")
        self._hold(order.number, terms.copies(), only_grow=True)
        self.terms[order.number, stored.proposed + 1] = terms
        self._write(order.number, "changed", "Changed.", at)
        return self._put(stored, proposed=stored.proposed + 1)

    async def agree(self, number: str, revision: int, *, at: datetime) -> Order:
        await self.step("agree")
        order, terms = self._order(number), await self.terms_at(number, revision)
        if revision <= order.revision or not order.is_open:
            return order
        needed: dict[int, int] = {}
        for later in range(revision, order.proposed + 1):
            for book_id, copies in self.terms[number, later].copies().items():
                needed[book_id] = max(copies, needed.get(book_id, 0))
        self._hold(number, needed, only_grow=False)
        self._write(number, "agreed", "Agreed.", at)
        return self._put(order, revision=revision, terms=terms)

    def _put(self, order: Order, **changes: object) -> Order:
        changed = replace(order, **changes)  # pyright: ignore[reportArgumentType] - named by us
        self.orders[order.number] = changed
        return changed

    async def attach_intent(self, number: str, intent_id: str, *, at: datetime) -> Order:
        await self.step("attach_intent")
        order = self._order(number)
        bound = await self.find_by_intent(intent_id)
        if order.intent_id not in (None, intent_id) or (bound and bound.number != number):
            raise OrderChanged(f"Order {number} belongs to {order.intent_id!r}.")
        return self._put(self._order(number), intent_id=intent_id)

    async def terms_at(self, number: str, revision: int) -> Terms:
        if (number, revision) not in self.terms:
            raise OrderNotFound(f"Order {number!r} has no revision {revision}.")
        return self.terms[number, revision]

    async def by_number(self, number: str) -> Order:
        await self.step("by_number")
        return self._order(number)

    async def by_token(self, token: str) -> Order:
        await self.step("by_token")
        found = [order for order in self.orders.values() if order.token == token]
        if not found:
            raise OrderNotFound("No order has this token.")
        return found[0]

    async def find_by_key(self, checkout_key: str) -> Order | None:
        await self.step("find_by_key")
        found = [each for each in self.orders.values() if each.checkout_key == checkout_key]
        return found[-1] if found else None

    async def find_by_intent(self, intent_id: str) -> Order | None:
        found = [order for order in self.orders.values() if order.intent_id == intent_id]
        return found[0] if found else None

    async def by_email(
        self, email: str, *, statuses: Iterable[OrderStatus], since: datetime, limit: int
    ) -> Sequence[Order]:
        await self.step("by_email")
        found = await self.latest(self.mode, statuses=statuses, limit=len(self.orders))
        mine = [o for o in found if o.terms.contact.email.lower() == email.lower()]
        return [order for order in mine if order.created_at >= since][:limit]

    async def held_by(self, checkout_key: str) -> Mapping[int, int]:
        order = await self.find_by_key(checkout_key) if checkout_key else None
        return dict(self.holds.get(order.number, {})) if order and order.is_open else {}

    async def mark_processing(self, number: str, *, at: datetime) -> bool:
        return await self._move(number, OrderStatus.PROCESSING, at)

    async def mark_waiting(self, number: str, *, at: datetime) -> bool:
        return await self._move(number, OrderStatus.AWAITING_PAYMENT, at)

    async def mark_canceled(
        self, number: str, *, at: datetime, only_without_intent: bool = False
    ) -> bool:
        return await self._move(number, OrderStatus.CANCELED, at, bound=not only_without_intent)

    async def _move(
        self, number: str, status: OrderStatus, at: datetime, *, bound: bool = True
    ) -> bool:
        await self.step(f"mark_{status.value}")
        order = self._order(number)
        if order.status not in sources_of(status) or (order.intent_id and not bound):
            return False
        if status not in OPEN:
            self._hold(number, {}, only_grow=False)
        self._put(order, status=status)
        late = status is OrderStatus.AWAITING_PAYMENT
        self._write(number, FAILED_LATE if late else status.value, f"Now {status.value}.", at)
        if status in OPEN:
            kind = MailKind.FAILED if late else MailKind.PROCESSING
            before = sum(name.startswith(kind) for name in self.mails.names(number))
            self.mails.add(number, nth_name(kind, before), at=at)
        return True

    async def mark_paid(
        self,
        number: str,
        revision: int,
        *,
        charge_id: str | None,
        at: datetime,
        receipt: Receipt | None = None,
    ) -> Order | None:
        await self.step("mark_paid")
        order, terms = self._order(number), await self.terms_at(number, revision)
        if order.status not in sources_of(OrderStatus.PAID):
            return None
        self._hold(number, {}, only_grow=False)
        needed = terms.copies()
        is_unfillable = any(self.books.free(id_) < copies for id_, copies in needed.items())
        for book_id, copies in needed.items():
            self.books.sold[book_id] += 0 if is_unfillable else copies
        agreed = {"terms": terms, "revision": revision, "is_unfillable": is_unfillable}
        paid = {"charge_id": charge_id, "receipt": receipt, "paid_at": at}
        changed = self._put(order, status=OrderStatus.PAID, **agreed, **paid)
        self._write(number, "paid", f"Paid at revision {revision}.", at)
        self.mails.add(number, "unfillable" if is_unfillable else "confirmation", at=at)
        return changed

    async def mark_refunded(
        self, number: str, status: OrderStatus, refunded_minor: int, *, at: datetime
    ) -> bool:
        await self.step("mark_refunded")
        order = self._order(number)
        if order.status not in WAS_PAID or refunded_minor <= order.refunded_minor:
            return False
        self._put(order, status=status, refunded_minor=refunded_minor)
        self._write(number, "refunded", f"{refunded_minor} went back in all.", at)
        if not order.is_unfillable:
            self.mails.add(number, refund_name(refunded_minor), at=at)
        return True

    async def mark_disputed(self, number: str, dispute: Dispute, *, at: datetime) -> bool:
        await self.step("mark_disputed")
        order = self._order(number)
        if not order.was_paid or order.dispute_status == dispute.status:
            return False
        self._put(order, dispute_status=dispute.status)
        self._write(number, "dispute", f"The dispute is {dispute.status}.", at)
        return True

    async def mark_fulfilled(self, number: str, *, at: datetime) -> bool:
        return await self._stamp(number, "fulfilled_at", at)

    async def mark_shipped(self, number: str, *, at: datetime) -> bool:
        return await self._stamp(number, "shipped_at", at)

    async def _stamp(self, number: str, name: str, at: datetime) -> bool:
        await self.step(f"mark_{name.removesuffix('_at')}")
        order = self._order(number)
        if order.status not in WAS_PAID or getattr(order, name) is not None:
            return False
        self._put(order, **{name: at})
        self._write(number, name.removesuffix("_at"), "Done.", at)
        return True

    async def note(self, number: str, kind: str, text: str, *, at: datetime) -> None:
        await self.step("note")
        if text not in self.notes(self._order(number).number, kind):
            self._write(number, kind, text, at)

    async def timeline(self, number: str) -> Sequence[OrderEvent]:
        return [event for event in self.events if event.number == number]

    async def last_lines(self, numbers: Iterable[str]) -> Mapping[str, int]:
        asked = {*numbers}
        return {event.number: event.id for event in self.events if event.number in asked}

    async def standings(self, checkout_keys: Iterable[str]) -> Mapping[str, str]:
        asked = {*checkout_keys}
        return {
            order.checkout_key: standing(order.number, order.status)
            for order in self.orders.values()
            if order.checkout_key in asked
        }

    async def listed(
        self,
        mode: Mode,
        *,
        statuses: Iterable[OrderStatus],
        before: datetime,
        limit: int,
        since: datetime | None = None,
    ) -> Sequence[Order]:
        await self.step("listed")
        wanted = set(statuses)
        mine = [o for o in self.orders.values() if o.mode is mode is self.mode]
        mine = [order for order in mine if order.status in wanted]
        found = [o for o in mine if o.created_at < before and (not since or o.created_at >= since)]
        return sorted(found, key=lambda order: order.created_at)[:limit]

    async def latest(
        self, mode: Mode, *, statuses: Iterable[OrderStatus], limit: int
    ) -> Sequence[Order]:
        wanted = set(statuses)
        found = [o for o in self.orders.values() if o.status in wanted and o.mode is mode]
        return sorted(found, key=lambda order: order.created_at, reverse=True)[:limit]

    async def unfulfilled(self, *, before: datetime, limit: int) -> Sequence[Order]:
        await self.step("unfulfilled")
        found = [o for o in self.orders.values() if o.was_paid and o.fulfilled_at is None]
        found = [order for order in found if order.mode is self.mode and order.created_at < before]
        return sorted(found, key=lambda order: order.created_at)[:limit]

    async def remember_event(self, event_id: str, *, at: datetime) -> bool:
        is_new = event_id not in self.webhook_events
        self.webhook_events.add(event_id)
        return is_new
