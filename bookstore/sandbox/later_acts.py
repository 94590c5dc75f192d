"""What banks do in their own time, done now at the press of a button.

A debit is settled, a refund settled or failed, a charge disputed or warned about, a dispute
closed. Each act takes the id of its object and what was sent, and answers the object.
"""

from collections.abc import Callable, Mapping

from .debits import settle_debit
from .disputes import close_dispute, issue_warning, open_dispute
from .errors import invalid_request, no_such
from .ledger import Ledger, Links
from .refunds import fail_refund, settle_refund

Sent = Mapping[str, object]
Act = Callable[[Ledger, str, Sent], Mapping[str, object]]


def settle_intent(ledger: Ledger, intent_id: str, sent: Sent) -> Mapping[str, object]:
    """The bank answers a debit: ``outcome`` is succeeded or failed, with a ``failure_code``."""
    intent = ledger.intents.need(intent_id, param="intent")
    outcome = _choice(sent, "outcome", ("succeeded", "failed"))
    code = str(sent.get("failure_code") or "insufficient_funds")[:80]
    charge = ledger.charges.find(intent["latest_charge"] or "")
    if charge is None or intent["status"] != "processing":
        raise invalid_request(
            f"The PaymentIntent has a status of {intent['status']}: no bank is being waited for.",
            param="intent",
        )
    return settle_debit(ledger, charge, code if outcome == "failed" else None)


def arrive(ledger: Ledger, refund_id: str, sent: Sent) -> Mapping[str, object]:
    """A pending refund reaches the buyer."""
    _demand_status(ledger, refund_id, ("pending",))
    settle_refund(ledger, refund_id)
    return ledger.refunds.need(refund_id)


def come_back(ledger: Ledger, refund_id: str, sent: Sent) -> Mapping[str, object]:
    """A refund cannot be delivered, and its money comes back."""
    _demand_status(ledger, refund_id, ("pending", "succeeded"))
    fail_refund(ledger, refund_id)
    return ledger.refunds.need(refund_id)


def dispute_charge(ledger: Ledger, charge_id: str, sent: Sent) -> Mapping[str, object]:
    """The buyer disputes a charge, for a ``reason``; an ``inquiry`` only asks."""
    charge = ledger.charges.need(charge_id, param="charge")
    reasons = ("fraudulent", "product_not_received", "general", "inquiry")
    return open_dispute(ledger, charge, _choice(sent, "reason", reasons))


def warn_of_charge(ledger: Ledger, charge_id: str, sent: Sent) -> Mapping[str, object]:
    """The card's bank warns of fraud."""
    charge = ledger.charges.need(charge_id, param="charge")
    issue_warning(ledger, charge["id"])
    return ledger.warnings.everything(Links(charge=charge["id"]))[-1]


def decide_dispute(ledger: Ledger, dispute_id: str, sent: Sent) -> Mapping[str, object]:
    """The bank decides a dispute: its ``status`` becomes won or lost, an inquiry's closed."""
    dispute = ledger.disputes.find(dispute_id)
    if dispute is None:
        raise no_such("dispute", dispute_id, param="dispute")
    match _choice(sent, "status", ("won", "lost", "warning_closed")):
        case "won":
            return close_dispute(ledger, dispute, "won")
        case "lost":
            return close_dispute(ledger, dispute, "lost")
        case _:
            return close_dispute(ledger, dispute, "warning_closed")


LATER_ACTS: tuple[tuple[str, Act], ...] = (
    ("/control/payment_intents/{id}/settle", settle_intent),
    ("/control/refunds/{id}/settle", arrive),
    ("/control/refunds/{id}/fail", come_back),
    ("/control/charges/{id}/dispute", dispute_charge),
    ("/control/charges/{id}/warn", warn_of_charge),
    ("/control/disputes/{id}/close", decide_dispute),
)
"""Where each is posted to; the id is that of the object the path names."""


def _choice(sent: Sent, name: str, choices: tuple[str, ...]) -> str:
    value = sent.get(name) or choices[0]
    if value not in choices:
        raise invalid_request(f"Invalid {name}: must be one of {', '.join(choices)}.", param=name)
    return str(value)


def _demand_status(ledger: Ledger, refund_id: str, statuses: tuple[str, ...]) -> None:
    status = ledger.refunds.need(refund_id, param="refund")["status"]
    if status not in statuses:
        raise invalid_request(f"The refund has a status of {status}.", param="refund")
