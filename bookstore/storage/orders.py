"""Orders in SQL: every change is one transaction with its stock and its line in the timeline.

A change first locks the order's row, so that of several callers exactly one finds it in the
state that the change starts from. Which states those are is said by `domain.order`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bookstore.domain.errors import OrderChanged, OrderExists, OrderNotFound
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
from bookstore.storage.order_queries import LOCKED, OrderQueries, copies_needed
from bookstore.storage.revisions import (
    json_of_receipt,
    order_of,
    row_of_order,
    row_of_terms,
    terms_of,
)
from bookstore.storage.stock import hold_copies, shrink_holds, take_copies
from bookstore.storage.tables import AnyText, EventRow, OrderRow, RevisionRow, UtcDateTime
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
    def add(self, session: Session, order: Order, *, at: datetime) -> None:
        """Store a new order at revision 1 and hold its copies."""
        if order.mode is not self._mode:
            raise ValueError(f"Cannot store a {order.mode} order among the {self._mode} orders.")
        row = row_of_order(order)
        session.add(row)
        try:
            session.flush()
        except IntegrityError:
            raise OrderExists(
                f"Order {order.number} was not stored: an open order has its checkout key, "
                "or its number is taken. Load the open order, or try another number."
            ) from None  # Postgres writes the checkout key into its error, errors go to a log
        session.add(row_of_terms(order.number, 1, order.terms, at=at))
        hold_copies(session, row, order.terms.items)
        summary = summary_of(order.terms, self._locale)
        write_line(session, row, "placed", f"Placed: {summary}.", at=at)

    @writing
    def propose(self, session: Session, order: Order, terms: Terms, *, at: datetime) -> Order:
        """Store the next revision of an open order's terms; hold what it needs beyond the held."""
        row = self._locked(session, order.number)
        if row.proposed != order.proposed or OrderStatus(row.status) not in OPEN:
            raise OrderChanged(
                f"Order {row.number} is {row.status} at revision {row.proposed}, not open at "
                f"{order.proposed}. Load it again."
            )
        hold_copies(session, row, terms.items)
        row.proposed += 1
        session.add(row_of_terms(row.number, row.proposed, terms, at=at))
        summary = summary_of(terms, self._locale)
        text = f"Changed to {summary} (revision {row.proposed}, not yet agreed)."
        write_line(session, row, "changed", text, at=at)
        return order_of(row, _revision(session, row.number, row.revision))

    @writing
    def agree(self, session: Session, number: str, revision: int, *, at: datetime) -> Order:
        """Make a proposed revision the order's terms, because Stripe has them now."""
        row = self._locked(session, number)
        agreed = _revision(session, number, revision)
        if revision <= row.revision or OrderStatus(row.status) not in OPEN:
            return order_of(row, _revision(session, number, row.revision))
        row.revision = revision
        shrink_holds(session, row, copies_needed(session, row))
        summary = summary_of(terms_of(agreed), self._locale)
        text = f"Agreed with Stripe: {summary} (revision {revision})."
        write_line(session, row, "agreed", text, at=at)
        return order_of(row, agreed)

    @writing
    def attach_intent(
        self, session: Session, number: str, intent_id: str, *, at: datetime
    ) -> Order:
        """Bind the order to its PaymentIntent, once."""
        row = self._locked(session, number)
        if row.intent_id not in (None, intent_id):
            raise OrderChanged(
                f"Order {number} belongs to {row.intent_id!r}, not to {intent_id!r}."
            )
        if row.intent_id is None:
            row.intent_id = intent_id
            write_line(session, row, "intent", f"Bound to {intent_id}.", at=at)
            try:
                session.flush()
            except IntegrityError as error:
                raise OrderChanged(f"{intent_id!r} belongs to another order.") from error
        return order_of(row, _revision(session, number, row.revision))

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
        session: Session,
        number: str,
        status: OrderStatus,
        line: tuple[str, str],
        *,
        at: datetime,
        bound: bool = True,
    ) -> bool:
        row = self._locked(session, number)
        if OrderStatus(row.status) not in sources_of(status) or (row.intent_id and not bound):
            return False
        row.status = status.value
        if status not in OPEN:
            shrink_holds(session, row, {})
        write_line(session, row, *line, at=at)
        if status in LETTERS:
            queue_again(session, row, LETTERS[status], at=at)
        return True

    @writing
    def mark_paid(
        self,
        session: Session,
        number: str,
        revision: int,
        *,
        charge_id: str | None,
        at: datetime,
        receipt: Receipt | None = None,
    ) -> bool:
        """Make the order paid at the terms of `revision`, and take its copies."""
        row = self._locked(session, number)
        before = OrderStatus(row.status)
        if before not in sources_of(OrderStatus.PAID):
            return False
        terms = terms_of(_revision(session, number, revision))
        row.status, row.paid_at = OrderStatus.PAID.value, at
        row.revision, row.charge_id = revision, charge_id
        row.receipt = json_of_receipt(receipt)
        summary = summary_of(terms, self._locale)
        text = paid_sentence(before, summary, revision=revision, charge_id=charge_id)
        write_line(session, row, "paid", text, at=at)
        if not take_copies(session, row, terms.copies()):
            row.is_unfillable = True
            text = "Paid, but not every copy can be had any more: the money has to go back."
            write_line(session, row, "unfillable", text, at=at)
        kind = MailKind.UNFILLABLE if row.is_unfillable else MailKind.CONFIRMATION
        queue_mail(session, row, kind.value, at=at)
        return True

    @writing
    def mark_refunded(
        self,
        session: Session,
        number: str,
        status: OrderStatus,
        refunded_minor: int,
        *,
        at: datetime,
    ) -> bool:
        """Record how much of a paid order went back in all; never less than recorded."""
        row = self._locked(session, number)
        before = OrderStatus(row.status)
        is_step = before in WAS_PAID and (status is before or status in STEPS[before])
        if not is_step or refunded_minor <= row.refunded_minor:
            return False
        row.status, row.refunded_minor = status.value, refunded_minor
        total = terms_of(_revision(session, number, row.revision)).total
        text = refunded_sentence(Money(refunded_minor, total.currency), total, self._locale)
        write_line(session, row, "refunded", text, at=at)
        if not row.is_unfillable:  # its apology says already that the money goes back
            queue_mail(session, row, refund_name(refunded_minor), at=at)
        return True

    @writing
    def mark_disputed(
        self, session: Session, number: str, dispute: Dispute, *, at: datetime
    ) -> bool:
        """Record where a dispute over a paid order stands. True when that was news."""
        row = self._locked(session, number)
        if OrderStatus(row.status) not in WAS_PAID or row.dispute_status == dispute.status:
            return False
        row.dispute_status = dispute.status
        write_line(session, row, "dispute", dispute_sentence(dispute, self._locale), at=at)
        return True

    @writing
    def mark_fulfilled(self, session: Session, number: str, *, at: datetime) -> bool:
        """Set `fulfilled_at` once. True for the one caller that set it."""
        row = self._locked(session, number)
        if row.fulfilled_at is not None or OrderStatus(row.status) not in WAS_PAID:
            return False
        row.fulfilled_at = at
        write_line(session, row, "fulfilled", "Fulfilled.", at=at)
        return True

    @writing
    def mark_shipped(self, session: Session, number: str, *, at: datetime) -> bool:
        """Set `shipped_at` once on a paid order. True for the one caller that set it."""
        row = self._locked(session, number)
        if row.shipped_at is not None or OrderStatus(row.status) not in WAS_PAID:
            return False
        row.shipped_at = at
        write_line(session, row, "shipped", "Shipped.", at=at)
        return True

    async def note(self, number: str, kind: str, text: str, *, at: datetime) -> None:
        """Write a line to the order's timeline, unless it has this very line already."""
        if any((line.kind, line.text) == (kind, text) for line in await self.timeline(number)):
            return  # what is looked at again and again takes no lock from shoppers
        await self._note(number, kind, text, at=at)

    @writing
    def _note(self, session: Session, number: str, kind: str, text: str, *, at: datetime) -> None:
        row = self._locked(session, number)
        same = select(EventRow.id).where(
            EventRow.order_number == number, EventRow.kind == kind, EventRow.text == text
        )
        if session.scalar(same.limit(1)) is None:
            write_line(session, row, kind, text, at=at)

    @writing
    def remember_event(self, session: Session, event_id: str, *, at: datetime) -> bool:
        """Record a webhook event's id. True the first time, False when it came before."""
        values = {"mode": self._mode.value, "id": event_id, "at": at}
        return session.scalar(_REMEMBER, values) is not None

    def _locked(self, session: Session, number: str) -> OrderRow:
        row = session.scalar(LOCKED, {"mode": self._mode.value, "number": number})
        if row is None:
            raise OrderNotFound(f"No {self._mode.value} order has the number {number!r}.")
        return row


def _revision(session: Session, number: str, revision: int) -> RevisionRow:
    row = session.get(RevisionRow, (number, revision))
    if row is None:
        raise OrderNotFound(f"Order {number} has no revision {revision}.")
    return row
