"""Trouble after a payment: disputes, inquiries and early warnings of fraud."""

from collections.abc import Mapping
from typing import Literal, cast

from .bank_accounts import account_numbered
from .cards import card_numbered
from .diary import enter
from .errors import invalid_request
from .events import record_event
from .later_shapes import Dispute, DisputeStatus, FraudWarning
from .ledger import Ledger, Links
from .movements import book_movement
from .shapes import BalanceTransaction, Charge, Opaque

Verdict = Literal["won", "lost", "warning_closed"]

_LATER_SECONDS = 2.0  # Stripe takes weeks; long enough here to see the payment succeed first
_FEE = 1500  # minor units; what Stripe's US account pays for a chargeback
_DAYS_TO_ANSWER = 9
_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
_CODES: Mapping[str, str] = {"fraudulent": "10.4", "product_not_received": "13.1"}


def foresee_trouble(ledger: Ledger, charge: Charge) -> None:
    """Enter into the diary what the test card or account brings about after it has paid."""
    number = ledger.recall(charge["payment_method"]).get("number", "")
    if charge["payment_method_details"]["type"] == "us_bank_account":
        account = account_numbered(number)
        disputed, warned = account is not None and account.dispute_reason is not None, False
    elif charge["payment_method_details"]["type"] == "card":
        outcome = card_numbered(number)["outcome"]
        disputed = outcome == "succeeds_then_disputed"
        warned = outcome == "succeeds_then_early_fraud_warning"
    else:
        return
    if disputed:
        enter(ledger, "dispute.open", charge["id"], after_seconds=_LATER_SECONDS)
    elif warned:
        enter(ledger, "warning.issue", charge["id"], after_seconds=_LATER_SECONDS)


def open_foreseen_dispute(ledger: Ledger, charge_id: str) -> None:
    """The dispute which the test card or account is there for."""
    charge = ledger.charges.find(charge_id)
    if charge is None or charge["disputed"] or _left(charge) == 0:
        return
    number = ledger.recall(charge["payment_method"])["number"]
    account = account_numbered(number)
    foreseen = account.dispute_reason if account else card_numbered(number)["dispute_reason"]
    open_dispute(ledger, charge, foreseen or "general")


def open_dispute(ledger: Ledger, charge: Charge, reason: str) -> Dispute:
    """The buyer's bank takes back what is left of a charge; an ``inquiry`` only asks.

    Raises:
        ApiError: the charge took no money, or is disputed already.
    """
    if charge["disputed"] or not charge["paid"] or _left(charge) == 0:
        raise invalid_request(
            f"Charge {charge['id']} cannot be disputed: it is disputed already, or holds no money.",
            param="charge",
        )
    dispute = _make_dispute(ledger, charge, reason)
    disputed: Charge = {**charge, "disputed": True}
    ledger.charges.save(disputed)
    links = Links(intent=charge["payment_intent"], charge=charge["id"])
    ledger.disputes.add(dispute, links)
    record_event(ledger, "charge.dispute.created", dispute)
    record_event(ledger, "charge.updated", disputed, before=charge)
    if dispute["balance_transactions"]:
        record_event(ledger, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(ledger: Ledger, dispute: Dispute, status: Verdict) -> Dispute:
    """The bank has decided; a dispute that is won brings the amount back.

    Raises:
        ApiError: it is over already, or ends in another way.
    """
    if status not in _ENDINGS.get(dispute["status"], ()):
        raise invalid_request(
            f"A dispute with status {dispute['status']} cannot be closed as {status}.",
            param="status",
        )
    closed: Dispute = {**dispute, "status": status}
    if status == "won":
        charge = ledger.charges.need(dispute["charge"])
        back = _book(ledger, charge, dispute["id"], dispute["amount"], fee=0)
        closed["balance_transactions"] = [*dispute["balance_transactions"], back]
    ledger.disputes.save(closed)
    record_event(ledger, "charge.dispute.closed", closed, before=dispute)
    if status == "won":
        record_event(ledger, "charge.dispute.funds_reinstated", closed)
    return closed


def demand_undisputed(ledger: Ledger, charge: Charge) -> None:
    """Refuse to give money back which a bank has taken back already.

    Raises:
        ApiError: ``charge_disputed``; an inquiry does not stand in the way.
    """
    held = Links(charge=charge["id"])
    if any(not one["is_charge_refundable"] for one in ledger.disputes.everything(held)):
        raise invalid_request(
            f"Charge {charge['id']} has been charged back, so it cannot be refunded.",
            code="charge_disputed",
            param="charge",
        )


def issue_warning(ledger: Ledger, charge_id: str) -> None:
    """The card's bank warns of fraud; nothing moves, but a refund now spares a dispute."""
    charge = ledger.charges.find(charge_id)
    if charge is None:
        return
    warning: FraudWarning = {
        "id": ledger.world.new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": not charge["refunded"],
        "charge": charge["id"],
        "created": ledger.now,
        "fraud_type": "unauthorized_use_of_card",
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    ledger.warnings.add(warning, Links(intent=charge["payment_intent"], charge=charge["id"]))
    record_event(ledger, "radar.early_fraud_warning.created", warning)


def heed_warnings(ledger: Ledger, charge: Charge) -> None:
    """A charge was refunded in full: there is nothing left to do about its warnings."""
    for warning in ledger.warnings.everything(Links(charge=charge["id"])):
        if warning["actionable"]:
            heeded: FraudWarning = {**warning, "actionable": False}
            ledger.warnings.save(heeded)
            record_event(ledger, "radar.early_fraud_warning.updated", heeded, before=warning)


_ENDINGS: Mapping[DisputeStatus, tuple[Verdict, ...]] = {
    "needs_response": ("won", "lost"),
    "warning_needs_response": ("warning_closed",),
}


def _left(charge: Charge) -> int:
    return charge["amount_captured"] - charge["amount_refunded"]


def _make_dispute(ledger: Ledger, charge: Charge, reason: str) -> Dispute:
    inquires = reason == "inquiry"
    dispute_id, amount = ledger.world.new_id("du"), _left(charge)
    taken = [] if inquires else [_book(ledger, charge, dispute_id, -amount, fee=_FEE)]
    return {
        "id": dispute_id,
        "object": "dispute",
        "amount": amount,
        "balance_transactions": taken,
        "charge": charge["id"],
        "created": ledger.now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": _blank_evidence(),
        "evidence_details": {
            "due_by": ledger.now + _DAYS_TO_ANSWER * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": inquires,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _describe_method(charge, reason),
        "reason": "general" if inquires else reason,
        "status": "warning_needs_response" if inquires else "needs_response",
    }


def _describe_method(charge: Charge, reason: str) -> Opaque:
    kind = str(charge["payment_method_details"]["type"])
    if kind != "card":
        return {"type": kind}
    brand = _card_of(charge).get("brand")
    card = {
        "brand": brand,
        "case_type": "inquiry" if reason == "inquiry" else "chargeback",
        "network": brand,
        "network_reason_code": _CODES.get(reason, "10.4"),
    }
    return {"card": card, "type": "card"}


def _card_of(charge: Charge) -> Opaque:
    card = charge["payment_method_details"].get("card")
    return cast("Opaque", card) if isinstance(card, dict) else {}


def _blank_evidence() -> Opaque:
    return {**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}}


def _book(
    ledger: Ledger, charge: Charge, source: str, amount: int, *, fee: int
) -> BalanceTransaction:
    category = "dispute" if amount < 0 else "dispute_reversal"
    return book_movement(
        ledger, charge, source, amount, kind="adjustment", category=category, fee=fee
    )
