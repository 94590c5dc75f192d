"""Makes charges: the record of one attempt to take an intent's money."""

from .cards import Card
from .shapes import BalanceTransaction, Charge, Opaque, PaymentIntent, PaymentMethod
from .verdicts import Verdict, charge_outcome

_PENDING_SECONDS = 2 * 86_400  # until money is available, as for a young US account
_BYPASS_PENDING = "0077"  # the last four digits of the card whose money is available at once
_FEE_PERMILLE = 29
_FEE_FIXED = 30  # minor units; Stripe's US list price, 2.9% + 30
_HOLD_SECONDS = 7 * 86_400


def make_charge(
    charge_id: str,
    intent: PaymentIntent,
    method: PaymentMethod,
    *,
    details: Opaque,
    verdict: Verdict,
    now: int,
) -> Charge:
    """The charge of one attempt, taken, held or failed as the verdict and intent say."""
    held = intent["capture_method"] == "manual"
    captured = verdict.approved and not held
    return {
        "id": charge_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if captured else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "SANDBOX",
        "captured": captured,
        "created": now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": verdict.code,
        "failure_message": verdict.message,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": charge_outcome(verdict),
        "paid": verdict.approved,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded" if verdict.approved else "failed",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }


def card_details(
    card: Card,
    method: PaymentMethod,
    *,
    intent: PaymentIntent,
    with_cvc: bool,
    authenticated: bool,
    now: int,
) -> Opaque:
    """``payment_method_details`` of a card charge, with the bank's checks."""
    shown = method["card"] or {}
    postal = method["billing_details"]["address"]["postal_code"]
    held = intent["capture_method"] == "manual"
    return {
        "card": {
            "amount_authorized": intent["amount"],
            "authorization_code": "123456",
            "brand": card["brand"],
            "capture_before": now + _HOLD_SECONDS if held else None,
            "checks": {
                "address_line1_check": None,
                "address_postal_code_check": _check(postal, fails=card["last4"] == "0036"),
                "cvc_check": _check(with_cvc, fails=card["last4"] in ("0101", "0127")),
            },
            "country": card["country"],
            "exp_month": shown.get("exp_month"),
            "exp_year": shown.get("exp_year"),
            "extended_authorization": {"status": "disabled"},
            "fingerprint": shown.get("fingerprint"),
            "funding": card["funding"],
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": "000000000000000",
            "overcapture": {
                "maximum_amount_capturable": intent["amount"],
                "status": "unavailable",
            },
            "regulated_status": "unregulated",
            "three_d_secure": _three_d_secure() if authenticated else None,
            "wallet": None,
        },
        "type": "card",
    }


def book_charge(charge: Charge, movement_id: str, *, last4: str, now: int) -> BalanceTransaction:
    """The movement of the balance which a captured charge makes, less Stripe's fee."""
    amount = charge["amount_captured"]
    at_once = last4 == _BYPASS_PENDING
    fee = min(amount, (amount * _FEE_PERMILLE + 500) // 1000 + _FEE_FIXED)
    return {
        "id": movement_id,
        "object": "balance_transaction",
        "amount": amount,
        "available_on": now if at_once else now + _PENDING_SECONDS,
        "balance_type": "payments",
        "created": now,
        "currency": charge["currency"],
        "description": charge["description"],
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {
                "amount": fee,
                "application": None,
                "currency": charge["currency"],
                "description": "Stripe processing fees",
                "type": "stripe_fee",
            }
        ],
        "net": amount - fee,
        "reporting_category": "charge",
        "source": charge["id"],
        "status": "available" if at_once else "pending",
        "type": "charge",
    }


def _check(given: object, *, fails: bool) -> str | None:
    if not given:
        return None
    return "fail" if fails else "pass"


def _three_d_secure() -> Opaque:
    return {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "transaction_id": "00000000-0000-0000-0000-000000000000",
        "version": "2.2.0",
    }
