"""Mail to shoppers: which letters there are, and when a letter is tried again or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bookstore.domain.order import Order, OrderStatus

RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)
)  # after the first failure, the second, ...; the last one for all that follow
GIVE_UP_AFTER = timedelta(days=7)  # mail servers give up after five days or so (RFC 5321)

PAY_AGAIN_WITHIN = timedelta(days=3)  # what the letter about a late failure promises

REMIND_EVERY = timedelta(hours=1)  # no address gets more: anybody may ask for anybody's
REMIND_BACK = timedelta(days=730)  # how old an order may be
REMIND_OF = 50  # orders in one letter, the newest


class MailKind(StrEnum):
    """What a letter is about."""

    PROCESSING = "processing"  # a bank has the payment and answers in some days
    FAILED = "failed"  # that bank refused: how to pay again
    CONFIRMATION = "confirmation"  # paid; with the invoice
    UNFILLABLE = "unfillable"  # paid, but the copies are gone: an apology, and the money goes back
    REFUNDED = "refunded"
    REMINDER = "reminder"  # the links to all orders of an address, on request


@dataclass(frozen=True, slots=True)
class Mail:
    """A queued letter; to whom is read from its order when it is sent.

    `name` tells it from the other letters of its order ("confirmation", "refunded-1250",
    "failed-2" for the second time),
    `attempts` counts its claims, this one included.
    """

    id: int
    order_number: str
    name: str
    queued_at: datetime
    attempts: int

    @property
    def kind(self) -> MailKind:
        """What the letter is about."""
        return MailKind(self.name.partition("-")[0])

    @property
    def refunded_minor(self) -> int:
        """How much had gone back in all when a refund's letter was queued; else 0."""
        is_refund = self.kind is MailKind.REFUNDED
        return int(self.name.partition("-")[2] or 0) if is_refund else 0

    def is_overtaken(self, order: Order) -> bool:
        """Say whether the order has moved on, so that the letter would no longer be true."""
        match self.kind:
            case MailKind.PROCESSING:
                return order.status is not OrderStatus.PROCESSING
            case MailKind.FAILED:
                return order.status is not OrderStatus.AWAITING_PAYMENT
            case (
                MailKind.CONFIRMATION | MailKind.UNFILLABLE | MailKind.REFUNDED | MailKind.REMINDER
            ):
                return False

    def retry_at(self, now: datetime) -> datetime:
        """When to try again after an attempt that failed now."""
        return now + RETRIES[min(self.attempts, len(RETRIES)) - 1]

    def is_too_late(self, now: datetime) -> bool:
        """Say whether an attempt that failed now was the last one."""
        return now - self.queued_at > GIVE_UP_AFTER


def refund_name(refunded_minor: int) -> str:
    """The name of the letter that tells of a refund, by what went back in all."""
    return f"{MailKind.REFUNDED.value}-{refunded_minor}"


def nth_name(kind: MailKind, times_before: int) -> str:
    """The name of a letter that an order may get several times: "failed", then "failed-2"."""
    return f"{kind.value}-{times_before + 1}" if times_before else kind.value
