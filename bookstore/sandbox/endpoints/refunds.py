"""``/v1/refunds``: create, retrieve, update, cancel, list."""

from ..call import Call, Reply
from ..errors import invalid_request, not_imitated
from ..ledger import Ledger, Links
from ..metadata import merge_metadata
from ..params import missing_param
from ..refunds import refund_charge
from ..shapes import Charge, Refund
from ..views import expand, show_page
from .listing import read_window

_NOT_IMITATED = ("customer", "currency", "origin", "refund_application_fee", "reverse_transfer")


def create(ledger: Ledger, call: Call) -> Reply:
    """Give back a charge, or the charge behind an intent, in whole or in part."""
    for name in _NOT_IMITATED:
        if call.params.has(name):
            raise not_imitated(name)
    refund = refund_charge(
        ledger,
        _find_charge(ledger, call),
        amount=call.params.integer("amount"),
        reason=call.params.text("reason"),
        metadata=merge_metadata({}, call.params),
    )
    return _show(ledger, refund, call)


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One refund."""
    return _show(ledger, _need(ledger, call), call)


def update(ledger: Ledger, call: Call) -> Reply:
    """Change the metadata, which is all that can be changed."""
    before = _need(ledger, call)
    after: Refund = {**before, "metadata": merge_metadata(before["metadata"], call.params)}
    ledger.refunds.save(after)
    return _show(ledger, after, call)


def cancel(ledger: Ledger, call: Call) -> Reply:
    """Refuse: only refunds that wait for the customer can be canceled, and cards have none."""
    refund = _need(ledger, call)
    raise invalid_request(
        f"This refund cannot be canceled because it has a status of {refund['status']}; only a "
        "refund with status requires_action can be.",
        param="refund",
    )


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Refunds, newest first, of one charge or intent when that is asked."""
    links = Links(intent=call.params.text("payment_intent"), charge=call.params.text("charge"))
    page = ledger.refunds.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/refunds", call.params.texts("expand")))


def _find_charge(ledger: Ledger, call: Call) -> Charge:
    charge_id, intent_id = call.params.text("charge"), call.params.text("payment_intent")
    if charge_id is not None:
        charge = ledger.charges.need(charge_id, param="charge", status=400)
        if intent_id not in (None, charge["payment_intent"]):
            raise invalid_request(
                f"Charge {charge_id} does not belong to {intent_id}.", param="payment_intent"
            )
        return charge
    if intent_id is None:
        raise missing_param("payment_intent")
    intent = ledger.intents.need(intent_id, param="payment_intent", status=400)
    charge = ledger.charges.find(intent["latest_charge"] or "")
    if charge is None or not charge["captured"]:
        raise invalid_request(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return charge


def _need(ledger: Ledger, call: Call) -> Refund:
    return ledger.refunds.need(call.path["refund"], param="refund")


def _show(ledger: Ledger, refund: Refund, call: Call) -> Reply:
    return Reply(expand(ledger, refund, call.params.texts("expand")))
