"""Orders in SQL: every change is one transaction with its stock and its line in the timeline.

A change first locks the order's row, so that of several callers exactly one finds it in the
state that the change starts from. Which states those are is said by `domain.order`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import IntegrityError

from bookstore.domain.errors import OrderChanged, OrderExists
from bookstore.domain.mail import MailKind, refund_name
from bookstore.domain.money import Money
from bookstore.domain.order import (
    OPEN,
    STEPS,
    WAS_PAID,
    Order,
    OrderStatus,
    Terms,
    sources_of,
)
from bookstore.domain.payment import Dispute
from bookstore.domain.receipt import Receipt
from bookstore.domain.story import FAILED_LATE
from bookstore.storage.mail import queue_again, queue_mail
from bookstore.storage.order_queries import OrderQueries, copies_needed
from bookstore.storage.order_rows import (
    add_order,
    add_terms,
    change_order,
    lock_order,
    read_terms,
)
from bookstore.storage.revisions import json_of_receipt, order_of
from bookstore.storage.stock import hold_copies, shrink_holds, take_copies
from bookstore.storage.tables import EVENTS, AnyText, UtcDateTime
from bookstore.storage.timeline import (
    dispute_sentence,
    paid_sentence,
    refunded_sentence,
    summary_of,
    write_line,
)
from bookstore.storage.transactions import writing

LETTERS = {  # a step to awaiting_payment is always a bank's late refusal
    OrderStatus.PROCESSING: MailKind.PROCESSING,
    OrderStatus.AWAITING_PAYMENT: MailKind.FAILED,
}
# One statement that both databases know, so that the second of two callers is no failure.
_REMEMBER = text(
    "INSERT INTO webhook_events (mode, id, at) VALUES (:mode, :id, :at) "
    "ON CONFLICT (mode, id) DO NOTHING RETURNING id"
).bindparams(bindparam("id", type_=AnyText()), bindparam("at", type_=UtcDateTime()))


class SqlOrders(OrderQueries):
    """The orders of one mode, read and changed; those of another are invisible to it."""

    @writing
    def add(self, connection: Connection, order: Order, *, at: datetime) -> None:
        """Store a new order at revision 1 and hold its copies."""
        if order.mode is not self._mode:
            raise ValueError(f"Cannot store a {order.mode} order among the {self._mode} orders.")
        try:
            add_order(connection, order)
        except IntegrityError:
            raise OrderExists(
                f"Order {order.number} was not stored: an open order has its checkout key, "
                "or its number is taken. Load the open order, or try another number."
            ) from None  # Postgres writes the checkout key into its error, errors go to a log
        add_terms(connection, order.number, 1, order.terms, at=at)
        hold_copies(connection, self._mode, order.number, order.terms.items)
        summary = summary_of(order.terms, self._locale)
        write_line(connection, order.number, "placed", f"Placed: {summary}.", at=at)

    @writing
    def propose(self, connection: Connection, order: Order, terms: Terms, *, at: datetime) -> Order:
        """Store the next revision of an open order's terms; hold what it needs beyond the held."""
        row = lock_order(connection, self._mode, order.number)
        if row.proposed != order.proposed or OrderStatus(row.status) not in OPEN:
            raise OrderChanged(
                f"Order {row.number} is {row.status} at revision {row.proposed}, not open at "
                f"{order.proposed}. Load it again."
            )
        hold_copies(connection, self._mode, row.number, terms.items)
        row = change_order(connection, row, proposed=row.proposed + 1)
        add_terms(connection, row.number, row.proposed, terms, at=at)
        summary = summary_of(terms, self._locale)
        text = f"Changed to {summary} (revision {row.proposed}, not yet agreed)."
        write_line(connection, row.number, "changed", text, at=at)
        return order_of(row, read_terms(connection, row.number, row.revision))

    @writing
    def agree(self, connection: Connection, number: str, revision: int, *, at: datetime) -> Order:
        """Make a proposed revision the order's terms, because Stripe has them now."""
        row = lock_order(connection, self._mode, number)
        terms = read_terms(connection, number, revision)
        if revision <= row.revision or OrderStatus(row.status) not in OPEN:
            return order_of(row, read_terms(connection, number, row.revision))
        row = change_order(connection, row, revision=revision)
        needed = copies_needed(connection, number, revision)
        shrink_holds(connection, self._mode, number, needed)
        text = f"Agreed with Stripe: {summary_of(terms, self._locale)} (revision {revision})."
        write_line(connection, number, "agreed", text, at=at)
        return order_of(row, terms)

    @writing
    def attach_intent(
        self, connection: Connection, number: str, intent_id: str, *, at: datetime
    ) -> Order:
        """Bind the order to its PaymentIntent, once."""
        row = lock_order(connection, self._mode, number)
        if row.intent_id not in (None, intent_id):
            raise OrderChanged(
                f"Order {number} belongs to {row.intent_id!r}, not to {intent_id!r}."
            )
        if row.intent_id is None:
            try:
                row = change_order(connection, row, intent_id=intent_id)
            except IntegrityError as error:
                raise OrderChanged(f"{intent_id!r} belongs to another order.") from error
            write_line(connection, number, "intent", f"Bound to {intent_id}.", at=at)
        return order_of(row, read_terms(connection, number, row.revision))

    async def mark_processing(self, number: str, *, at: datetime) -> bool:
        """awaiting_payment -> processing. True for the one caller that changed it."""
        text = "The bank is processing the payment."
        return await self._step(number, OrderStatus.PROCESSING, ("processing", text), at=at)

    async def mark_waiting(self, number: str, *, at: datetime) -> bool:
        """From processing back to awaiting_payment (a delayed payment failed)."""
        text = "The payment failed after all; waiting for another attempt."
        return await self._step(number, OrderStatus.AWAITING_PAYMENT, (FAILED_LATE, text), at=at)

    async def mark_canceled(
        self, number: str, *, at: datetime, only_without_intent: bool = False
    ) -> bool:
        """awaiting_payment or processing -> canceled; the held copies go back."""
        line, bound = ("canceled", "Canceled; the copies are free again."), not only_without_intent
        return await self._step(number, OrderStatus.CANCELED, line, at=at, bound=bound)

    @writing
    def _step(
        self,
        connection: Connection,
        number: str,
        status: OrderStatus,
        line: tuple[str, str],
        *,
        at: datetime,
        bound: bool = True,
    ) -> bool:
        row = lock_order(connection, self._mode, number)
        if OrderStatus(row.status) not in sources_of(status) or (row.intent_id and not bound):
            return False
        change_order(connection, row, status=status.value)
        if status not in OPEN:
            shrink_holds(connection, self._mode, number, {})
        write_line(connection, number, *line, at=at)
        if status in LETTERS:
            queue_again(connection, self._mode, number, LETTERS[status], at=at)
        return True

    @writing
    def mark_paid(
        self,
        connection: Connection,
        number: str,
        revision: int,
        *,
        charge_id: str | None,
        at: datetime,
        receipt: Receipt | None = None,
    ) -> Order | None:
        """Make the order paid at the terms of `revision`, and take its copies."""
        row = lock_order(connection, self._mode, number)
        before = OrderStatus(row.status)
        if before not in sources_of(OrderStatus.PAID):
            return None
        terms = read_terms(connection, number, revision)
        is_fillable = take_copies(connection, self._mode, number, terms.copies())
        row = change_order(
            connection,
            row,
            status=OrderStatus.PAID.value,
            paid_at=at,
            revision=revision,
            charge_id=charge_id,
            receipt=json_of_receipt(receipt),
            is_unfillable=not is_fillable,
        )
        summary = summary_of(terms, self._locale)
        text = paid_sentence(before, summary, revision=revision, charge_id=charge_id)
        write_line(connection, number, "paid", text, at=at)
        if not is_fillable:
            text = "Paid, but not every copy can be had any more: the money has to go back."
            write_line(connection, number, "unfillable", text, at=at)
        kind = MailKind.CONFIRMATION if is_fillable else MailKind.UNFILLABLE
        queue_mail(connection, self._mode, number, kind.value, at=at)
        return order_of(row, terms)

    @writing
    def mark_refunded(
        self,
        connection: Connection,
        number: str,
        status: OrderStatus,
        refunded_minor: int,
        *,
        at: datetime,
    ) -> bool:
        """Record how much of a paid order went back in all; never less than recorded."""
        row = lock_order(connection, self._mode, number)
        before = OrderStatus(row.status)
        is_step = before in WAS_PAID and (status is before or status in STEPS[before])
        if not is_step or refunded_minor <= row.refunded_minor:
            return False
        change_order(connection, row, status=status.value, refunded_minor=refunded_minor)
        total = read_terms(connection, number, row.revision).total
        text = refunded_sentence(Money(refunded_minor, total.currency), total, self._locale)
        write_line(connection, number, "refunded", text, at=at)
        if not row.is_unfillable:  # its apology says already that the money goes back
            queue_mail(connection, self._mode, number, refund_name(refunded_minor), at=at)
        return True

    @writing
    def mark_disputed(
        self, connection: Connection, number: str, dispute: Dispute, *, at: datetime
    ) -> bool:
        """Record where a dispute over a paid order stands. True when that was news."""
        row = lock_order(connection, self._mode, number)
        if OrderStatus(row.status) not in WAS_PAID or row.dispute_status == dispute.status:
            return False
        change_order(connection, row, dispute_status=dispute.status)
        write_line(connection, number, "dispute", dispute_sentence(dispute, self._locale), at=at)
        return True

    @writing
    def mark_fulfilled(self, connection: Connection, number: str, *, at: datetime) -> bool:
        """Set `fulfilled_at` once. True for the one caller that set it."""
        row = lock_order(connection, self._mode, number)
        if row.fulfilled_at is not None or OrderStatus(row.status) not in WAS_PAID:
            return False
        change_order(connection, row, fulfilled_at=at)
        write_line(connection, number, "fulfilled", "Fulfilled.", at=at)
        return True

    @writing
    def mark_shipped(self, connection: Connection, number: str, *, at: datetime) -> bool:
        """Set `shipped_at` once on a paid order. True for the one caller that set it."""
        row = lock_order(connection, self._mode, number)
        if row.shipped_at is not None or OrderStatus(row.status) not in WAS_PAID:
            return False
        change_order(connection, row, shipped_at=at)
        write_line(connection, number, "shipped", "Shipped.", at=at)
        return True

    async def note(self, number: str, kind: str, text: str, *, at: datetime) -> None:
        """Write a line to the order's timeline, unless it has this very line already."""
        if any((line.kind, line.text) == (kind, text) for line in await self.timeline(number)):
            return  # what is looked at again and again takes no lock from shoppers
        await self._note(number, kind, text, at=at)

    @writing
    def _note(
        self, connection: Connection, number: str, kind: str, text: str, *, at: datetime
    ) -> None:
        lock_order(connection, self._mode, number)
        same = select(EVENTS.c.id).where(
            EVENTS.c.order_number == number, EVENTS.c.kind == kind, EVENTS.c.text == text
        )
        if connection.scalar(same.limit(1)) is None:
            write_line(connection, number, kind, text, at=at)

    @writing
    def remember_event(self, connection: Connection, event_id: str, *, at: datetime) -> bool:
        """Record a webhook event's id. True the first time, False when it came before."""
        values = {"mode": self._mode.value, "id": event_id, "at": at}
        return connection.scalar(_REMEMBER, values) is not None
