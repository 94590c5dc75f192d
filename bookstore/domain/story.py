"""An order's timeline as its shopper may read it: what happened, without what is for support.

The full timeline names ids and a bank's own reasons; an order's page may be shown to
anybody, so its short form is written here, by kind, and takes nothing from those lines
but the amounts of refunds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bookstore.domain.order import OrderEvent

FAILED_LATE = "waiting"  # the kind of line that tells of a bank that refused after days
ALARM = "alarm"

_SENTENCES = {
    "placed": "You placed this order.",
    "bank": "Your bank asked you to confirm the payment.",
    "declined": "A payment was declined. Nothing was charged.",
    "processing": "Your bank has the payment and takes its time.",
    FAILED_LATE: "Your bank did not carry out the payment. Nothing was charged.",
    "paid": "We have your payment.",
    "unfillable": "The last copy was gone, so your money goes back.",
    "shipped": "The parcel has left our house.",
    "canceled": "The order was canceled.",
    "erased": "Your name, address and e-mail were erased.",
}
_ABOUT_MONEY = frozenset({ALARM, "declined", "processing", FAILED_LATE, "paid", "canceled"})
_MAILED = "Mailed: "  # how the line about a letter begins that was sent
_LETTER = "We wrote to you by e-mail."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, and when."""

    at: datetime
    sentence: str


def tell_story(lines: Iterable[OrderEvent]) -> tuple[Step, ...]:
    """What happened to an order, oldest first, fit for whoever holds its link.

    Lines that say the same one after the other become the first of them. A bank's late
    refusal is told once, not also as a decline.
    """
    told: list[Step] = []
    for line in lines:
        sentence = _sentence_for(line)
        if line.kind == FAILED_LATE and told and told[-1].sentence == _SENTENCES["declined"]:
            told.pop()
        if sentence and (not told or told[-1].sentence != sentence):
            told.append(Step(line.at, sentence))
    return tuple(told)


def _sentence_for(line: OrderEvent) -> str:
    match line.kind:
        case "refunded":
            return line.text
        case "mail":
            return _LETTER if line.text.startswith(_MAILED) else ""
        case kind:
            return _SENTENCES.get(kind, "")


def is_looked_into(lines: Iterable[OrderEvent]) -> bool:
    """Say whether something about the payment did not fit, and nothing has cleared it since."""
    last = [line.kind for line in lines if line.kind in _ABOUT_MONEY][-1:]
    return last == [ALARM]
