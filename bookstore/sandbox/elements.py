"""What a Payment Element needs to know before it shows: the ways to pay, and what to fill in."""

from .bank_accounts import BANK_ACCOUNTS, ROUTING_NUMBER
from .cards import all_cards
from .method_types import METHOD_TYPES, MethodType
from .scenarios import describe_card
from .shapes import Opaque


def list_methods(currency: str | None, *, manual: bool) -> list[Opaque]:
    """The ways to pay that fit; a currency of None means any."""
    return [_describe(one) for one in METHOD_TYPES if one.fits(currency, manual=manual)]


def list_cards() -> list[Opaque]:
    """The test cards, with what happens to each in words."""
    return [
        {
            "number": card["number"],
            "brand": card["brand"],
            "cvc_length": card["cvc_length"],
            "scenario": describe_card(card),
            "outcome": card["outcome"],
            "code": card["code"],
            "decline_code": card["decline_code"],
        }
        for card in all_cards()
    ]


def _describe(one: MethodType) -> Opaque:
    shown: dict[str, object] = {
        "type": one.name,
        "label": one.label,
        "kind": one.kind,
        "redirects": one.kind == "redirect",
        "currencies": None if one.currencies is None else sorted(one.currencies),
        "manual_capture": one.manual_capture,
        "needs": list(one.needs),
        "note": one.note,
    }
    if one.name == "us_bank_account":
        shown["accounts"] = [
            {
                "routing_number": ROUTING_NUMBER,
                "account_number": account.number,
                "scenario": account.scenario,
                "failure_code": account.failure_code,
            }
            for account in BANK_ACCOUNTS
        ]
    return shown
