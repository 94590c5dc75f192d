"""``/v1/payment_intents``: create, retrieve, update, confirm, capture, cancel, list."""

from collections.abc import Mapping
from dataclasses import replace

from ..attempts import attempt_payment
from ..call import Call, Params, Reply
from ..captures import capture_intent
from ..confirmation_tokens import use_token
from ..customers import demand_owner, demand_unused
from ..errors import invalid_request, no_such, wrong_state
from ..events import record_event
from ..intent_terms import change_terms, check_return_url, open_intent, refuse_unimitated
from ..intents import cancel_intent, choose_method, demand_step, demand_update
from ..keys import need_secret_key, same_secret
from ..ledger import Ledger, Links
from ..manner import Manner
from ..shapes import PaymentIntent, PaymentMethod
from ..views import expand, show_page, show_to_browser
from .listing import read_window
from .payment_methods import method_from_data, resolve_method

_TERMS_OF_CONFIRM = frozenset(
    {"capture_method", "payment_method_options", "receipt_email", "setup_future_usage", "shipping"}
)
_ONLY_WHEN_CONFIRMING = (
    "confirmation_token",
    "error_on_requires_action",
    "mandate_data",
    "off_session",
    "return_url",
)
_NO_METHOD = (
    "You cannot confirm this PaymentIntent because it's missing a payment method. Update the "
    "PaymentIntent with a payment method and confirm it again, or confirm it with one."
)


def create(ledger: Ledger, call: Call) -> Reply:
    """Open an intent, attach a method when one is given, and confirm at once when asked."""
    _demand_confirm_terms(call.params)
    intent_id = ledger.world.new_id("pi")
    call = replace(call, params=use_token(ledger, call.params, intent_id))
    secret = ledger.world.new_client_secret(intent_id)
    intent = open_intent(intent_id, secret, call.params, ledger.now)
    _demand_customer(ledger, intent)
    ledger.intents.add(intent, Links(customer=intent["customer"]))
    intent = _attach(ledger, intent, call.params)
    ledger.intents.save(intent)
    record_event(ledger, "payment_intent.created", intent)
    if call.params.flag("confirm"):
        return _confirm(ledger, intent, call)
    return _show(ledger, intent, call)


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One intent; a browser must know its client_secret."""
    return _show(ledger, _need(ledger, call), call)


def update(ledger: Ledger, call: Call) -> Reply:
    """Change terms which are not fixed yet."""
    intent = _need(ledger, call)
    demand_update(intent, call.params.names())
    intent = change_terms(intent, call.params)
    _demand_customer(ledger, intent)
    intent = _attach(ledger, intent, call.params)
    ledger.intents.save(intent)
    return _show(ledger, intent, call)


def confirm(ledger: Ledger, call: Call) -> Reply:
    """Try to take the money. A browser may do this with the client_secret."""
    intent = _need(ledger, call)
    demand_step(intent, "confirm")
    refuse_unimitated(call.params)
    if call.key_kind == "publishable" and intent["confirmation_method"] == "manual":
        raise invalid_request(
            "This PaymentIntent is to be confirmed by the server: its confirmation_method is "
            "manual."
        )
    call = replace(call, params=use_token(ledger, call.params, intent["id"]))
    sent = Params({k: v for k, v in call.params.values.items() if k in _TERMS_OF_CONFIRM})
    intent = _attach(ledger, change_terms(intent, sent), call.params)
    ledger.intents.save(intent)
    return _confirm(ledger, intent, call)


def capture(ledger: Ledger, call: Call) -> Reply:
    """Take a held amount, or a part of it."""
    intent = _need(ledger, call)
    demand_step(intent, "capture")
    refuse_unimitated(call.params)
    amount = call.params.integer("amount_to_capture")
    return _show(ledger, capture_intent(ledger, intent, amount), call)


def cancel(ledger: Ledger, call: Call) -> Reply:
    """Give the payment up; a held amount goes back."""
    intent = _need(ledger, call)
    demand_step(intent, "cancel")
    canceled = cancel_intent(intent, call.params.text("cancellation_reason"), ledger.now)
    ledger.intents.save(canceled)
    record_event(ledger, "payment_intent.canceled", canceled)
    return _show(ledger, canceled, call)


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Intents, newest first."""
    links = Links(customer=call.params.text("customer"))
    page = ledger.intents.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/payment_intents", call.params.texts("expand")))


def _need(ledger: Ledger, call: Call) -> PaymentIntent:
    intent_id = call.path["intent"]
    secret = call.params.text("client_secret")
    if call.key_kind == "publishable" and secret is None:
        raise need_secret_key()
    intent = ledger.intents.find(intent_id)
    # A wrong secret and an unknown intent get one answer, so that nothing can be learned.
    if intent is None or not (secret is None or same_secret(secret, intent["client_secret"])):
        raise no_such("payment_intent", intent_id, param="intent")
    return intent


def _attach(ledger: Ledger, intent: PaymentIntent, params: Params) -> PaymentIntent:
    method: PaymentMethod | None = None
    if params.has("payment_method_data"):
        method = method_from_data(ledger, params.group("payment_method_data"))
    elif params.has("payment_method"):
        method_id = params.text("payment_method")
        if method_id is None:
            return choose_method(intent, None)
        method = resolve_method(ledger, method_id)
    if method is None:
        return intent
    _demand_fit(ledger, intent, method)
    return choose_method(intent, method["id"])


def _demand_fit(ledger: Ledger, intent: PaymentIntent, method: PaymentMethod) -> None:
    if method["type"] not in intent["payment_method_types"]:
        raise invalid_request(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this "
            f"PaymentIntent, which takes: {', '.join(intent['payment_method_types'])}.",
            param="payment_method",
        )
    demand_owner(intent, method)
    demand_unused(ledger, method)


def _confirm(ledger: Ledger, intent: PaymentIntent, call: Call) -> Reply:
    if intent["payment_method"] is None:
        raise wrong_state(_NO_METHOD, _shown(intent, call))
    method = ledger.methods.need(intent["payment_method"])
    _demand_fit(ledger, intent, method)
    attempt = attempt_payment(ledger, intent, method, manner=_manner(intent, call))
    if attempt.error is None:
        return _show(ledger, attempt.intent, call)
    error = {**attempt.error, "payment_intent": _shown(attempt.intent, call)}
    return Reply({"error": error}, status=402)


def _manner(intent: PaymentIntent, call: Call) -> Manner:
    url = call.params.text("return_url")
    in_page = call.params.flag("use_stripe_sdk")
    automatic = intent["automatic_payment_methods"]
    redirects = automatic is not None and automatic.get("allow_redirects") == "always"
    off_session = call.params.flag("off_session")
    if redirects and url is None and not (in_page or off_session):
        raise invalid_request(
            "This PaymentIntent accepts payment methods which may redirect your customer: "
            "provide a `return_url`, or create it with automatic_payment_methods"
            "[allow_redirects] set to never.",
            param="return_url",
        )
    return Manner(
        base_url=call.base_url,
        return_url=None if url is None else check_return_url(url),
        in_page=in_page,
        off_session=off_session,
        error_on_action=call.params.flag("error_on_requires_action"),
        with_mandate=call.key_kind == "publishable" or call.params.has("mandate_data"),
    )


def _demand_confirm_terms(params: Params) -> None:
    if params.flag("confirm"):
        return
    for name in _ONLY_WHEN_CONFIRMING:
        if params.has(name):
            raise invalid_request(
                f"You cannot provide `{name}` when `confirm` is not set to `true`.", param=name
            )


def _demand_customer(ledger: Ledger, intent: PaymentIntent) -> None:
    customer = intent["customer"]
    if customer is not None:
        ledger.customers.need(customer, param="customer", status=400)


def _show(ledger: Ledger, intent: PaymentIntent, call: Call) -> Reply:
    return Reply(expand(ledger, _shown(intent, call), call.params.texts("expand")))


def _shown(intent: PaymentIntent, call: Call) -> Mapping[str, object]:
    return show_to_browser(intent) if call.key_kind == "publishable" else intent
