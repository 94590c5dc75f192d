"""Confirmation tokens: what a buyer has entered, kept until a server confirms with it."""

import json

from .call import Params
from .errors import invalid_request
from .intent_terms import check_return_url
from .later_shapes import ConfirmationToken
from .ledger import Ledger
from .params import Value
from .payment_methods import read_address
from .shapes import FutureUsage, Opaque, PaymentMethod

_LIFE_SECONDS = 12 * 3600
_SHOWN = ("allow_redisplay", "billing_details", "customer", "customer_account", "type")


def make_token(ledger: Ledger, method: PaymentMethod, params: Params) -> ConfirmationToken:
    """Keep a token for a method; good for one confirmation within twelve hours."""
    url = params.text("return_url")
    token: ConfirmationToken = {
        "id": ledger.world.new_id("ctoken"),
        "object": "confirmation_token",
        "created": ledger.now,
        "expires_at": ledger.now + _LIFE_SECONDS,
        "livemode": False,
        "mandate_data": None,
        "metadata": None,
        "payment_intent": None,
        "payment_method_options": None,
        "payment_method_preview": _preview(method),
        "return_url": None if url is None else check_return_url(url),
        "setup_future_usage": _future_usage(params),
        "setup_intent": None,
        "shipping": _read_shipping(params.group("shipping")),
        "use_stripe_sdk": True,
    }
    ledger.tokens.add(token)
    shipping = json.dumps(params.group("shipping").values)
    ledger.remember(token["id"], method=method["id"], shipping=shipping)
    return token


def use_token(ledger: Ledger, params: Params, intent_id: str) -> Params:
    """The parameters of a confirmation with a token's content in the token's place.

    What the caller sends beside the token counts more than what the token holds.

    Raises:
        ApiError: the token is unknown, used or too old, or a method is given beside it.
    """
    token_id = params.text("confirmation_token")
    if token_id is None:
        return params
    for name in ("payment_method", "payment_method_data"):
        if params.has(name):
            raise invalid_request(
                f"You may only specify one of these parameters: confirmation_token, {name}.",
                param="confirmation_token",
            )
    token = _need_fresh(ledger, token_id)
    ledger.tokens.save({**token, "payment_intent": intent_id})
    note = ledger.recall(token_id)
    held: dict[str, Value] = {
        "return_url": token["return_url"],
        "setup_future_usage": token["setup_future_usage"],
        "shipping": json.loads(note["shipping"]),
    }
    terms = {name: value for name, value in held.items() if value}
    return Params({**terms, **params.values, "payment_method": note["method"]})


def _need_fresh(ledger: Ledger, token_id: str) -> ConfirmationToken:
    token = ledger.tokens.need(token_id, param="confirmation_token", status=400)
    if token["payment_intent"] is not None:
        raise invalid_request(
            f"The ConfirmationToken {token_id} was used before and may not be used again.",
            param="confirmation_token",
        )
    if token["expires_at"] is not None and token["expires_at"] <= ledger.now:
        raise invalid_request(
            f"The ConfirmationToken {token_id} has expired.", param="confirmation_token"
        )
    return token


def _preview(method: PaymentMethod) -> Opaque:
    return {name: value for name, value in method.items() if name in (*_SHOWN, method["type"])}


def _future_usage(params: Params) -> FutureUsage | None:
    match params.text("setup_future_usage"):
        case "off_session" | "on_session" as usage:
            return usage
        case _:
            return None


def _read_shipping(group: Params) -> Opaque | None:
    if not group.values:
        return None
    return {
        "address": {**read_address(group.group("address"))},
        "name": group.text("name"),
        "phone": group.text("phone"),
    }
