"""The published test cards and what each of them does.

The rows are data (cards.json, read 2026-08 from Stripe's testing page; each row says how sure
it is). A number outside the list is refused: nobody's real card belongs in a sandbox.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict

from .errors import ApiError, refused_card

Outcome = Literal[
    "succeeds",
    "declined",
    "attaches_then_declined",
    "blocked",
    "requires_action",
    "requires_action_then_declined",
    "succeeds_then_disputed",
    "succeeds_then_early_fraud_warning",
]
_FAR_YEAR = 50  # years from now; Stripe refuses expiry years further off


class Card(TypedDict):
    """One row of the table, spelled as in the file."""

    number: str
    brand: str
    funding: str
    country: str
    last4: str
    cvc_length: int
    payment_method: str | None
    outcome: Outcome
    code: str | None
    decline_code: str | None
    message: str | None
    three_d_secure: str
    risk_level: str
    dispute_reason: str | None
    notes: str | None
    luhn_valid: bool


class _File(TypedDict):
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class CardEntry:
    """Card details as a buyer typed them."""

    number: str
    exp_month: int
    exp_year: int
    cvc: str | None


@cache
def all_cards() -> tuple[Card, ...]:
    """Every row, in the order of the file."""
    table: _File = json.loads(Path(__file__).with_name("cards.json").read_text())
    return tuple(table["cards"])


@cache
def _by_number() -> dict[str, Card]:
    return {card["number"]: card for card in all_cards()}


@cache
def _by_alias() -> dict[str, Card]:
    named = {card["payment_method"]: card for card in all_cards()}
    return {alias: card for alias, card in named.items() if alias is not None}


def card_numbered(number: str) -> Card:
    """The row of a number that is known to be in the list."""
    return _by_number()[number]


def find_alias(payment_method: str) -> Card | None:
    """The row behind a name such as ``pm_card_visa``, if it is one."""
    return _by_alias().get(payment_method)


def check_entry(entry: CardEntry, now: int) -> Card:
    """The row of a card as typed, at the time ``now``.

    Raises:
        ApiError: 402 with Stripe's code for the field which is wrong.
    """
    if not _is_digits(entry.number) or not _passes_luhn(entry.number):
        raise refused_card(
            "Your card number is incorrect.", code="incorrect_number", param="number"
        )
    card = _by_number().get(entry.number)
    if card is None:
        raise refused_card(
            "Your card was declined: this sandbox takes only the test cards Stripe publishes. "
            "Never type a real card here.",
            code="card_declined",
            decline_code="test_mode_live_card",
        )
    _check_expiry(entry, datetime.fromtimestamp(now, UTC))
    _check_cvc(entry.cvc, card)
    return card


def _check_expiry(entry: CardEntry, today: datetime) -> None:
    year = entry.exp_year + 2000 if entry.exp_year < 100 else entry.exp_year
    if not 1 <= entry.exp_month <= 12:
        raise _wrong_field("expiration month", "invalid_expiry_month", "exp_month")
    if not today.year <= year <= today.year + _FAR_YEAR:
        raise _wrong_field("expiration year", "invalid_expiry_year", "exp_year")
    if year == today.year and entry.exp_month < today.month:
        raise _wrong_field("expiration month", "invalid_expiry_month", "exp_month")


def _check_cvc(cvc: str | None, card: Card) -> None:
    if cvc is not None and not (_is_digits(cvc) and len(cvc) == card["cvc_length"]):
        raise _wrong_field("security code", "invalid_cvc", "cvc")


def _wrong_field(field: str, code: str, param: str) -> ApiError:
    return refused_card(f"Your card's {field} is invalid.", code=code, param=param)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _passes_luhn(number: str) -> bool:
    doubled = [int(digit) * 2 for digit in number[-2::-2]]
    plain = [int(digit) for digit in number[-1::-2]]
    return (
        12 <= len(number) <= 19 and (sum(plain) + sum(d // 10 + d % 10 for d in doubled)) % 10 == 0
    )
