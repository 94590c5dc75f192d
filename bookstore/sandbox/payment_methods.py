"""Makes PaymentMethods: from card details a browser sends, or from a test name."""

from hashlib import sha256

from .bank_accounts import ROUTING_NUMBER, BankAccount
from .call import Params
from .cards import Card, CardEntry
from .params import missing_param
from .shapes import Address, BillingDetails, Metadata, Opaque, PaymentMethod

_ALIAS_EXPIRY_YEARS = 1  # a test name such as pm_card_visa expires next year
_SECONDS_PER_YEAR = 31_556_952


def read_card_entry(params: Params) -> CardEntry:
    """The typed card details of ``card[number]`` and its neighbours.

    Raises:
        ApiError: number or expiry is missing.
    """
    month, year = params.integer("exp_month"), params.integer("exp_year")
    if month is None:
        raise missing_param("card[exp_month]")
    if year is None:
        raise missing_param("card[exp_year]")
    number = params.text("number")
    if number is None:
        raise missing_param("card[number]")
    number = number.replace(" ", "").replace("-", "")
    return CardEntry(number=number, exp_month=month, exp_year=year, cvc=params.text("cvc"))


def alias_entry(card: Card, now: int) -> CardEntry:
    """The details a test name stands for: a future expiry and a security code."""
    year = 1970 + now // _SECONDS_PER_YEAR + _ALIAS_EXPIRY_YEARS
    return CardEntry(number=card["number"], exp_month=12, exp_year=year, cvc="x")


def read_billing_details(params: Params) -> BillingDetails:
    """Who pays, with every absent line None."""
    return {
        "address": read_address(params.group("address")),
        "email": params.text("email"),
        "name": params.text("name"),
        "phone": params.text("phone"),
        "tax_id": params.text("tax_id"),
    }


def read_address(params: Params) -> Address:
    """A postal address with every absent line None."""
    return {
        "city": params.text("city"),
        "country": params.text("country"),
        "line1": params.text("line1"),
        "line2": params.text("line2"),
        "postal_code": params.text("postal_code"),
        "state": params.text("state"),
    }


def make_method(
    method_id: str, *, billing: BillingDetails, metadata: Metadata, kind: str, now: int
) -> PaymentMethod:
    """A PaymentMethod of this type, its particulars still missing."""
    return {
        "id": method_id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "created": now,
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": metadata,
        "type": kind,
    }


def show_card(card: Card, entry: CardEntry, billing: BillingDetails) -> Opaque:
    """The particulars of a card: never the number, only its last four digits."""
    year = entry.exp_year + 2000 if entry.exp_year < 100 else entry.exp_year
    return {
        "brand": card["brand"],
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": (
                "unchecked" if billing["address"]["postal_code"] else None
            ),
            "cvc_check": "unchecked" if entry.cvc else None,
        },
        "country": card["country"],
        "display_brand": card["brand"],
        "exp_month": entry.exp_month,
        "exp_year": year,
        "fingerprint": _fingerprint(card["number"]),
        "funding": card["funding"],
        "generated_from": None,
        "last4": card["last4"],
        "networks": {"available": [card["brand"]], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card["three_d_secure"] != "not_supported"},
        "wallet": None,
    }


def show_bank_account(account: BankAccount, holder_type: str, account_type: str) -> Opaque:
    """The particulars of a bank account: of its number, only the last four digits."""
    return {
        "account_holder_type": holder_type,
        "account_type": account_type,
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "fingerprint": _fingerprint(account.number),
        "last4": account.number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": ROUTING_NUMBER,
        "status_details": {},
    }


def _fingerprint(number: str) -> str:
    return sha256(number.encode()).hexdigest()[:16]
