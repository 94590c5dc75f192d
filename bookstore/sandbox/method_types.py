"""Which ways to pay there are, and which of them an intent takes.

An intent takes all that are switched on and fit its currency, its way of capturing and its
word on redirects, narrowed by allowing or excluding. Since 2026-09-30 an integration no longer
lists ``payment_method_types`` itself; the field is an answer. Source: Stripe changelog,
"Removes the payment method types parameter from Payment Intents and Setup Intents".

Beside cards there is one way of each other kind. Amazon Pay stands for those that redirect: it
takes dollars and euros alike, asks the buyer for nothing first, and leaves by a plain
``redirect_to_url``. US bank accounts stand for those that answer late; they take dollars only.
"""

from dataclasses import dataclass
from typing import Literal

from .call import Params
from .errors import invalid_request
from .shapes import PaymentIntent


@dataclass(frozen=True, slots=True)
class MethodType:
    """One way to pay.

    Attributes:
        currencies: None when it takes every currency.
        manual_capture: whether an amount can be held first.
        needs: the form names a browser has to send when it makes such a method.
        note: what a buyer should be told before choosing it.
    """

    name: str
    label: str
    kind: Literal["card", "redirect", "delayed"]
    currencies: frozenset[str] | None
    manual_capture: bool
    needs: tuple[str, ...]
    note: str | None

    def fits(self, currency: str | None, *, manual: bool) -> bool:
        """Whether it can be offered; a currency of None means any."""
        takes = self.currencies is None or currency is None or currency in self.currencies
        return takes and (self.manual_capture or not manual)


_OF_AMAZON = frozenset(
    ("aud", "chf", "dkk", "eur", "gbp", "hkd", "jpy", "nok", "nzd", "sek", "usd", "zar")
)
METHOD_TYPES = (
    MethodType(
        name="card",
        label="Card",
        kind="card",
        currencies=None,
        manual_capture=True,
        needs=("card[number]", "card[exp_month]", "card[exp_year]", "card[cvc]"),
        note=None,
    ),
    MethodType(
        name="amazon_pay",
        label="Amazon Pay",
        kind="redirect",
        currencies=frozenset(
            ["aud", "chf", "dkk", "eur", "gbp", "hkd", "jpy", "nok", "nzd", "sek", "usd", "zar"]
        ),
        manual_capture=True,
        needs=(),
        note="You go to Amazon Pay to approve the payment and come back here.",
    ),
    MethodType(
        name="us_bank_account",
        label="US bank account",
        kind="delayed",
        currencies=frozenset({"usd"}),
        manual_capture=False,
        needs=(
            "billing_details[name]",
            "us_bank_account[routing_number]",
            "us_bank_account[account_number]",
            "us_bank_account[account_holder_type]",
        ),
        note="You allow the shop to debit this account once. The bank answers in a few days.",
    ),
)
"""The ways to pay which this account has switched on."""

_ALLOWED = "allowed_payment_method_types"
_EXCLUDED = "excluded_payment_method_types"


def find_type(name: str) -> MethodType | None:
    """The way to pay of that name, when it is switched on."""
    return next((one for one in METHOD_TYPES if one.name == name), None)


def choose_types(intent: PaymentIntent, params: Params) -> PaymentIntent:
    """The intent with its types narrowed as its terms and the parameters say.

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
        one.name
        for one in _fitting(intent, is_named=allowed is not None)
        if (allowed is None or one.name in allowed) and one.name not in (excluded or [])
    ]
    if not types:
        raise invalid_request(
            "No payment method is left for this PaymentIntent: this sandbox has switched on "
            f"{', '.join(one.name for one in METHOD_TYPES)}, where currency, capture method and "
            "redirects allow them.",
            param=_ALLOWED if allowed else _EXCLUDED,
        )
    return {**intent, _ALLOWED: allowed, _EXCLUDED: excluded, "payment_method_types": types}


def _fitting(intent: PaymentIntent, *, is_named: bool) -> list[MethodType]:
    automatic = intent["automatic_payment_methods"]
    manual = intent["capture_method"] == "manual"
    if automatic is None and not is_named:
        return [one for one in METHOD_TYPES if one.kind == "card"]
    stays = automatic is not None and automatic.get("allow_redirects") == "never"
    return [
        one
        for one in METHOD_TYPES
        if one.fits(intent["currency"], manual=manual) and not (stays and one.kind == "redirect")
    ]


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
