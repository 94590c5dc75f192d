"""Mail to shoppers: which letters there are, and when a letter is tried again or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720)
)  # after the first failure, the second, ...; the last one for all that follow
GIVE_UP_AFTER = timedelta(days=7)  # a confirmation that comes later alarms more than it tells


class MailKind(StrEnum):
    """What a letter is about."""

    CONFIRMATION = "confirmation"  # paid; with the invoice
    UNFILLABLE = "unfillable"  # paid, but the copies are gone: an apology, and the money goes back
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Mail:
    """A queued letter; to whom is read from its order when it is sent.

    `name` tells it from the other letters of its order ("confirmation", "refunded-1250"),
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
        return int(self.name.partition("-")[2] or 0)

    def retry_at(self, now: datetime) -> datetime:
        """When to try again after an attempt that failed now."""
        return now + RETRIES[min(self.attempts, len(RETRIES)) - 1]

    def is_too_late(self, now: datetime) -> bool:
        """Say whether the letter has waited so long that it is better not sent."""
        return now - self.queued_at > GIVE_UP_AFTER


def refund_name(refunded_minor: int) -> str:
    """The name of the letter that tells of a refund, by what went back in all."""
    return f"{MailKind.REFUNDED.value}-{refunded_minor}"
