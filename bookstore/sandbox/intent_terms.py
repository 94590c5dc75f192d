"""What a caller may fix about a PaymentIntent, read from the parameters of create and update."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from .call import Params
from .currencies import check_amount, check_currency
from .errors import invalid_request, not_imitated
from .metadata import merge_metadata
from .method_types import choose_types
from .params import missing_param
from .payment_methods import read_address
from .shapes import CaptureMethod, FutureUsage, Opaque, PaymentIntent

_NOT_IMITATED = frozenset(
    {
        "application_fee_amount",
        "customer_account",
        "hooks",
        "mandate",
        "on_behalf_of",
        "payment_details",
        "payment_method_configuration",
        "transfer_data",
    }
)
_PLAIN_OPTIONS: Mapping[str, Opaque] = {
    "card": {
        "installments": None,
        "mandate_options": None,
        "network": None,
        "request_three_d_secure": "automatic",
    },
    "amazon_pay": {},
    "us_bank_account": {"verification_method": "automatic"},
}
_SUFFIX_MAX = 22
_FORBIDDEN = frozenset("<>\\'\"*")


def open_intent(intent_id: str, client_secret: str, params: Params, now: int) -> PaymentIntent:
    """A new intent in its first state.

    Raises:
        ApiError: an amount, currency or other term which Stripe refuses.
    """
    refuse_unimitated(params)
    currency = check_currency(params.need_text("currency"))
    amount = params.integer("amount")
    if amount is None:
        raise missing_param("amount")
    automatic = _automatic(params)
    blank: PaymentIntent = {
        "id": intent_id,
        "object": "payment_intent",
        "allowed_payment_method_types": None,
        "amount": check_amount(amount, currency),
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": client_secret,
        "confirmation_method": (
            "manual" if params.text("confirmation_method") == "manual" else "automatic"
        ),
        "created": now,
        "currency": currency,
        "customer": params.text("customer"),
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": [],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }
    return change_terms(blank, params)


def change_terms(intent: PaymentIntent, params: Params) -> PaymentIntent:
    """The intent with every sent term replaced; status and method stay.

    Raises:
        ApiError: a term which Stripe refuses.
    """
    refuse_unimitated(params)
    currency = check_currency(params.text("currency") or intent["currency"])
    capture_method = _capture_method(intent, params)
    intent = {**intent, "currency": currency, "capture_method": capture_method}
    intent = choose_types(intent, params)
    amount = params.integer("amount")
    return {
        **intent,
        "amount": check_amount(intent["amount"] if amount is None else amount, currency),
        "customer": params.text("customer") if params.has("customer") else intent["customer"],
        "description": _text(intent["description"], params, "description"),
        "metadata": merge_metadata(intent["metadata"], params),
        "payment_method_options": _options(intent, params),
        "receipt_email": _email(intent, params),
        "setup_future_usage": _future_usage(intent, params),
        "shipping": _shipping(intent, params),
        "statement_descriptor": _descriptor(intent["statement_descriptor"], params, ""),
        "statement_descriptor_suffix": _descriptor(
            intent["statement_descriptor_suffix"], params, "_suffix"
        ),
        "transfer_group": _text(intent["transfer_group"], params, "transfer_group"),
    }


def refuse_unimitated(params: Params) -> None:
    """Say openly which parameters Stripe takes and this sandbox does not imitate."""
    for name in params.names():
        if name in _NOT_IMITATED:
            raise not_imitated(name)


def check_return_url(url: str) -> str:
    """The address a buyer comes back to.

    Raises:
        ApiError: it is not absolute, or not of the web.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid_request(
            "Not a valid URL: return_url must be absolute, such as https://example.com/return.",
            code="url_invalid",
            param="return_url",
        )
    return url


def _automatic(params: Params) -> Opaque | None:
    if params.has("allowed_payment_method_types"):
        return None
    group = params.group("automatic_payment_methods")
    if params.has("automatic_payment_methods") and not group.flag("enabled"):
        return None
    return {"allow_redirects": group.text("allow_redirects") or "always", "enabled": True}


def _capture_method(intent: PaymentIntent, params: Params) -> CaptureMethod:
    match params.text("capture_method"):
        case "automatic" | "automatic_async" | "manual" as method:
            return method
        case _:
            return intent["capture_method"]


def _future_usage(intent: PaymentIntent, params: Params) -> FutureUsage | None:
    if not params.has("setup_future_usage"):
        return intent["setup_future_usage"]
    match params.text("setup_future_usage"):
        case "off_session" | "on_session" as usage:
            return usage
        case _:
            return None


def _text(present: str | None, params: Params, name: str) -> str | None:
    return params.text(name) if params.has(name) else present


def _email(intent: PaymentIntent, params: Params) -> str | None:
    email = _text(intent["receipt_email"], params, "receipt_email")
    if email is not None and ("@" not in email or email.startswith("@") or email.endswith("@")):
        raise invalid_request(
            f"Invalid email address: {email[:80]}", code="email_invalid", param="receipt_email"
        )
    return email


def _shipping(intent: PaymentIntent, params: Params) -> Opaque | None:
    if not params.has("shipping"):
        return intent["shipping"]
    group = params.group("shipping")
    if not group.values:
        return None
    return {
        "address": read_address(group.group("address")),
        "carrier": group.text("carrier"),
        "name": group.text("name"),
        "phone": group.text("phone"),
        "tracking_number": group.text("tracking_number"),
    }


def _options(intent: PaymentIntent, params: Params) -> Mapping[str, Opaque]:
    given = params.group("payment_method_options")
    present = intent["payment_method_options"]
    return {
        name: {**plain, **present.get(name, {}), **given.group(name).values}
        for name, plain in _PLAIN_OPTIONS.items()
        if name in intent["payment_method_types"]
    }


def _descriptor(present: str | None, params: Params, suffix: str) -> str | None:
    name = f"statement_descriptor{suffix}"
    text = _text(present, params, name)
    if text is None:
        return None
    if len(text) > _SUFFIX_MAX or _FORBIDDEN & set(text) or not any(c.isalpha() for c in text):
        raise invalid_request(
            f"Invalid {name}: use at most {_SUFFIX_MAX} characters, at least one letter, and "
            "none of < > \\ ' \" *.",
            param=name,
        )
    return text
