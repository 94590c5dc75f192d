"""Makes charges: the record of one attempt to take an intent's money."""

from .cards import Card
from .shapes import BalanceTransaction, Charge, Opaque, PaymentIntent, PaymentMethod
from .verdicts import Verdict, charge_outcome

_PENDING_SECONDS = 2 * 86_400  # until money is available, as for a young US account
_BYPASS_PENDING = "0077"  # the last four digits of the card whose money is available at once
_FEE_PERMILLE = 29
_FEE_FIXED = 30  # minor units; Stripe's US list price, 2.9% + 30
_DEBIT_FEE_PERMILLE = 8
_DEBIT_FEE_MOST = 500  # minor units; Stripe's US list price for ACH debits, 0.8% up to 5 dollars
_HOLD_SECONDS = 7 * 86_400


def make_charge(
    charge_id: str,
    intent: PaymentIntent,
    method: PaymentMethod,
    *,
    details: Opaque,
    verdict: Verdict,
    now: int,
    pending: bool = False,
    receipt_url: str | None = None,
) -> Charge:
    """The charge of one attempt: taken, held, under way or failed, as verdict and intent say."""
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
        "paid": verdict.approved and not pending,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": details,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": receipt_url,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending" if pending else "succeeded" if verdict.approved else "failed",
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
    shown = method.get("card", {})
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
    fee = min(amount, _fee(charge, amount))
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


def wallet_details(transaction_id: str) -> Opaque:
    """``payment_method_details`` of an Amazon Pay charge; the buyer's own card stays there."""
    card = {
        "brand": "visa",
        "country": "US",
        "exp_month": 12,
        "exp_year": 2034,
        "funding": "credit",
        "last4": "4242",
    }
    wallet = {"funding": {"card": card, "type": "card"}, "transaction_id": transaction_id}
    return {"amazon_pay": wallet, "type": "amazon_pay"}


def debit_details(method: PaymentMethod, mandate_id: str) -> Opaque:
    """``payment_method_details`` of a charge that debits a bank account."""
    shown = method.get("us_bank_account", {})
    copied = (
        "account_holder_type",
        "account_type",
        "bank_name",
        "fingerprint",
        "last4",
        "routing_number",
    )
    account = {name: shown.get(name) for name in copied}
    return {
        "type": "us_bank_account",
        "us_bank_account": {**account, "mandate": mandate_id, "payment_reference": None},
    }


def _fee(charge: Charge, amount: int) -> int:
    if charge["payment_method_details"]["type"] == "us_bank_account":
        return min((amount * _DEBIT_FEE_PERMILLE + 500) // 1000, _DEBIT_FEE_MOST)
    return (amount * _FEE_PERMILLE + 500) // 1000 + _FEE_FIXED


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
