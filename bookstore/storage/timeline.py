"""The order's timeline: what happened, in sentences that a person at support reads.

No sentence holds a token, a key, a contact or a client_secret.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from bookstore.domain.money import Money, format_money
from bookstore.domain.order import OrderEvent, OrderStatus, Terms
from bookstore.domain.payment import Dispute
from bookstore.storage.tables import EVENTS, AnyRow

_WRITE = insert(EVENTS).inline()


def write_line(connection: Connection, number: str, kind: str, text: str, *, at: datetime) -> None:
    """Add a line to the order's timeline, in the connection's transaction."""
    connection.execute(_WRITE, {"order_number": number, "at": at, "kind": kind, "text": text})


def event_of(row: AnyRow) -> OrderEvent:
    """The line that a row keeps."""
    return OrderEvent(row.id, row.order_number, row.at, row.kind, row.text)


def summary_of(terms: Terms, locale: str) -> str:
    """What terms sell and for how much: "3 copies of 2 titles for $75.00"."""
    copies = sum(item.quantity for item in terms.items)
    titles = len(terms.items)
    return (
        f"{copies} {'copy' if copies == 1 else 'copies'} of {titles} "
        f"{'title' if titles == 1 else 'titles'} for {format_money(terms.total, locale)}"
    )


def paid_sentence(
    before: OrderStatus, summary: str, *, revision: int, charge_id: str | None
) -> str:
    """That money came, for which terms, and whether it came to a canceled order."""
    although = ", although the order was canceled" if before is OrderStatus.CANCELED else ""
    charge = f", charge {charge_id}" if charge_id else ""
    return f"Paid{although}: {summary} (revision {revision}{charge})."


def dispute_sentence(dispute: Dispute, locale: str) -> str:
    """Who asks for how much, and where that stands."""
    amount = format_money(dispute.amount, locale)
    return (
        f"The shopper's bank disputes {amount} ({dispute.reason.replace('_', ' ')}): "
        f"{dispute.status.replace('_', ' ')} ({dispute.id})."
    )


def refunded_sentence(refunded: Money, total: Money, locale: str) -> str:
    """How much of the total went back in all."""
    return f"Refunded {format_money(refunded, locale)} of {format_money(total, locale)} in all."
