"""``/v1/payment_methods``: create (the browser's frame does), retrieve."""

from ..call import Call, Params, Reply
from ..cards import Card, CardEntry, check_entry, find_alias
from ..errors import invalid_request, no_such
from ..ledger import Ledger, Links
from ..metadata import merge_metadata
from ..method_types import METHOD_TYPES
from ..params import missing_param
from ..payment_methods import (
    alias_entry,
    make_card_method,
    read_billing_details,
    read_card_entry,
)
from ..shapes import PaymentMethod
from ..views import expand


def create(ledger: Ledger, call: Call) -> Reply:
    """Make a method; raw card numbers are taken from publishable keys only."""
    card = call.params.group("card")
    if call.key_kind == "secret" and card.has("number"):
        raise invalid_request(
            "Sending credit card numbers directly to the API is generally unsafe: they belong "
            "in the browser's payment frame. Use a test PaymentMethod such as pm_card_visa.",
            status=402,
        )
    return Reply(method_from_data(ledger, call.params))


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One method."""
    method = ledger.methods.need(call.path["payment_method"], param="payment_method")
    return Reply(expand(ledger, method, call.params.texts("expand")))


def resolve_method(ledger: Ledger, method_id: str) -> PaymentMethod:
    """The method by its id; a test name such as ``pm_card_visa`` makes a fresh one.

    Raises:
        ApiError: 400 ``resource_missing``.
    """
    card = find_alias(method_id)
    if card is not None:
        return _keep(ledger, card, alias_entry(card, ledger.now), Params({}))
    method = ledger.methods.find(method_id)
    if method is None:
        raise no_such("PaymentMethod", method_id, param="payment_method", status=400)
    return method


def method_from_data(ledger: Ledger, params: Params) -> PaymentMethod:
    """Make a method from its particulars.

    Raises:
        ApiError: a missing or refused particular.
    """
    kind = params.text("type")
    if kind is None:
        raise missing_param("type")
    if kind not in METHOD_TYPES:
        raise invalid_request(
            f"The payment method type {kind!r} is not switched on in this sandbox.", param="type"
        )
    card = params.group("card")
    token = card.text("token")
    if token is not None:
        return _from_token(ledger, token, params)
    entry = read_card_entry(card)
    return _keep(ledger, check_entry(entry, ledger.now), entry, params)


def _from_token(ledger: Ledger, token: str, params: Params) -> PaymentMethod:
    card = find_alias(token.replace("tok_", "pm_card_", 1))
    if card is None:
        raise no_such("token", token, param="card[token]", status=400)
    return _keep(ledger, card, alias_entry(card, ledger.now), params)


def _keep(ledger: Ledger, card: Card, entry: CardEntry, params: Params) -> PaymentMethod:
    method = make_card_method(
        ledger.world.new_id("pm"),
        card,
        entry,
        billing=read_billing_details(params.group("billing_details")),
        metadata=merge_metadata({}, params),
        now=ledger.now,
    )
    ledger.methods.add(method, Links())
    ledger.remember(method["id"], number=card["number"], cvc="sent" if entry.cvc else "")
    return method
