"""Gives money back: at once, after a while, or seemingly so, as the test card says."""

from .cards import card_numbered
from .currencies import show_amount
from .diary import enter
from .disputes import demand_undisputed, heed_warnings
from .errors import invalid_request
from .events import record_event
from .ledger import Ledger, Links
from .movements import book_movement
from .shapes import Charge, Opaque, Refund, RefundStatus

_LATER_SECONDS = 2.0  # Stripe takes days; long enough here to be seen, short enough to wait for
_PENDING_CARD = "7726"
_FAILING_CARD = "5126"


def refund_charge(
    ledger: Ledger,
    charge: Charge,
    *,
    amount: int | None,
    reason: str | None,
    metadata: dict[str, str],
) -> Refund:
    """Give back ``amount``, or all that is left.

    Raises:
        ApiError: the charge took no money, or less than that is left of it.
    """
    demand_undisputed(ledger, charge)
    left = demand_refundable(charge, amount)
    amount = left if amount is None else amount
    card, is_debit = _last4_of_card(ledger, charge), _kind_of(charge) == "us_bank_account"
    pends = card == _PENDING_CARD or is_debit
    made = _make_refund(ledger, charge, amount, pending=pends)
    refund: Refund = {**made, "reason": reason, "metadata": metadata}
    ledger.refunds.add(refund, Links(intent=charge["payment_intent"], charge=charge["id"]))
    record_event(ledger, "refund.created", refund)
    _count_refunded(ledger, charge, charge["amount_refunded"] + amount)
    if pends:
        enter(ledger, "refund.settle", refund["id"], after_seconds=_LATER_SECONDS)
    elif card == _FAILING_CARD:
        enter(ledger, "refund.fail", refund["id"], after_seconds=_LATER_SECONDS)
    return refund


def demand_refundable(charge: Charge, amount: int | None) -> int:
    """How much is left to give back.

    Raises:
        ApiError: nothing, or less than ``amount``.
    """
    if not (charge["captured"] and charge["paid"]):
        raise invalid_request(
            f"Charge {charge['id']} has taken no money, or none yet: nothing is to be refunded. "
            "To let a held amount go, cancel its PaymentIntent.",
            code="charge_not_refundable",
            param="charge",
        )
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise invalid_request(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
            param="charge",
        )
    if amount is not None and not 1 <= amount <= left:
        raise invalid_request(
            f"Refund amount ({show_amount(amount, charge['currency'])}) must be positive and at "
            f"most the unrefunded amount of the charge ({show_amount(left, charge['currency'])}).",
            code="amount_too_large" if amount > left else "parameter_invalid_integer",
            param="amount",
        )
    return left


def settle_refund(ledger: Ledger, refund_id: str) -> None:
    """A pending refund has arrived."""
    refund = ledger.refunds.find(refund_id)
    if refund is not None and refund["status"] == "pending":
        _change_status(ledger, refund, {**refund, "status": "succeeded", "pending_reason": None})


def fail_refund(ledger: Ledger, refund_id: str) -> None:
    """A refund has come back: the charge counts as not refunded by it."""
    refund = ledger.refunds.find(refund_id)
    if refund is None or refund["status"] not in ("pending", "succeeded"):
        return
    charge = ledger.charges.need(refund["charge"])
    back = book_movement(ledger, charge, refund["id"], refund["amount"], kind="refund_failure")
    failed: Refund = {
        **refund,
        "status": "failed",
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": back["id"],
        "pending_reason": None,
    }
    _change_status(ledger, refund, failed)
    record_event(ledger, "refund.failed", failed)
    left = charge["amount_refunded"] - refund["amount"]
    ledger.charges.save({**charge, "amount_refunded": left, "refunded": False})


def _make_refund(ledger: Ledger, charge: Charge, amount: int, *, pending: bool) -> Refund:
    refund_id = ledger.world.new_id("re")
    movement = book_movement(ledger, charge, refund_id, -amount, kind="refund")
    status: RefundStatus = "pending" if pending else "succeeded"
    return {
        "id": refund_id,
        "object": "refund",
        "amount": amount,
        "balance_transaction": movement["id"],
        "charge": charge["id"],
        "created": ledger.now,
        "currency": charge["currency"],
        "destination_details": _destination(charge),
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": "processing" if pending else None,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }


def _kind_of(charge: Charge) -> str:
    return str(charge["payment_method_details"]["type"])


def _last4_of_card(ledger: Ledger, charge: Charge) -> str | None:
    if _kind_of(charge) != "card":
        return None
    return card_numbered(ledger.recall(charge["payment_method"])["number"])["last4"]


def _destination(charge: Charge) -> Opaque:
    match _kind_of(charge):
        case "us_bank_account":
            transfer = {"reference": None, "reference_status": "pending"}
            return {"type": "us_bank_transfer", "us_bank_transfer": transfer}
        case "card":
            card = {
                "reference": None,
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            }
            return {"card": card, "type": "card"}
        case kind:
            return {kind: {}, "type": kind}


def _count_refunded(ledger: Ledger, charge: Charge, refunded: int) -> None:
    changed: Charge = {
        **charge,
        "amount_refunded": refunded,
        "refunded": refunded == charge["amount_captured"],
    }
    ledger.charges.save(changed)
    record_event(ledger, "charge.refunded", changed, before=charge)
    if changed["refunded"]:
        heed_warnings(ledger, changed)


def _change_status(ledger: Ledger, before: Refund, after: Refund) -> None:
    ledger.refunds.save(after)
    record_event(ledger, "refund.updated", after, before=before)
    record_event(ledger, "charge.refund.updated", after, before=before)
