"""Which ways to pay an intent takes: all that are switched on, narrowed by allowing or excluding.

Since 2026-09-30 an integration no longer lists ``payment_method_types`` itself; the field is
an answer. Source: Stripe changelog, "Removes the payment method types parameter from Payment
Intents and Setup Intents".
"""

from .call import Params
from .errors import invalid_request
from .shapes import PaymentIntent

METHOD_TYPES = ("card",)
"""The ways to pay which this account has switched on."""

_ALLOWED = "allowed_payment_method_types"
_EXCLUDED = "excluded_payment_method_types"


def choose_types(intent: PaymentIntent, params: Params) -> PaymentIntent:
    """The intent with its types narrowed as the parameters say.

    Raises:
        ApiError: the parameters contradict each other, or nothing is left.
    """
    _refuse_contradictions(params)
    allowed, excluded = intent[_ALLOWED], intent[_EXCLUDED]
    if params.has(_ALLOWED):
        allowed, excluded = params.texts(_ALLOWED) or None, None
    if params.has(_EXCLUDED):
        allowed, excluded = None, params.texts(_EXCLUDED) or None
    types = [
        name
        for name in METHOD_TYPES
        if (allowed is None or name in allowed) and name not in (excluded or [])
    ]
    if not types:
        raise invalid_request(
            f"No payment method is left for this PaymentIntent: this sandbox has switched on "
            f"{', '.join(METHOD_TYPES)}.",
            param=_ALLOWED if allowed else _EXCLUDED,
        )
    return {**intent, _ALLOWED: allowed, _EXCLUDED: excluded, "payment_method_types": types}


def _refuse_contradictions(params: Params) -> None:
    if params.has("payment_method_types"):
        raise invalid_request(
            "payment_method_types is an answer in this API version and no parameter. Use "
            "allowed_payment_method_types or excluded_payment_method_types.",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )
    others = (_EXCLUDED, "automatic_payment_methods")
    if params.has(_ALLOWED) and any(params.has(name) for name in others):
        raise invalid_request(
            f"You may only specify one of these parameters: {_ALLOWED}, {', '.join(others)}.",
            param=_ALLOWED,
        )
