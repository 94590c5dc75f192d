"""``/v1/payment_methods``: create (the browser's frame does), retrieve, update, attach, list."""

from ..bank_accounts import BankAccount, account_named, check_account
from ..call import Call, Params, Reply
from ..cards import Card, CardEntry, check_entry, find_alias
from ..customers import attach_method, detach_method
from ..errors import invalid_request, no_such
from ..events import record_event
from ..ledger import Ledger, Links
from ..metadata import merge_metadata
from ..method_types import find_type
from ..params import missing_param
from ..payment_methods import (
    alias_entry,
    make_method,
    read_billing_details,
    read_card_entry,
    show_bank_account,
    show_card,
)
from ..shapes import BillingDetails, PaymentMethod
from ..views import expand, show_page
from .listing import read_window


def create(ledger: Ledger, call: Call) -> Reply:
    """Make a method; raw card numbers are taken from publishable keys only."""
    refuse_raw_card(call, call.params)
    return Reply(method_from_data(ledger, call.params))


def refuse_raw_card(call: Call, method: Params) -> None:
    """Take card numbers from browsers only.

    Raises:
        ApiError: 402; a secret key came with one.
    """
    if call.key_kind == "secret" and method.group("card").has("number"):
        raise invalid_request(
            "Sending credit card numbers directly to the API is generally unsafe: they belong "
            "in the browser's payment frame. Use a test PaymentMethod such as pm_card_visa.",
            status=402,
        )


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One method."""
    return _show(ledger, _need(ledger, call), call)


def update(ledger: Ledger, call: Call) -> Reply:
    """Change whom it bills, its metadata or a card's expiry; the method must be a customer's.

    Raises:
        ApiError: it belongs to nobody.
    """
    method, params = _need(ledger, call), call.params
    if method["customer"] is None:
        raise invalid_request(
            "Attach this PaymentMethod to a customer before you update it.", param="payment_method"
        )
    changed: PaymentMethod = {
        **method,
        "allow_redisplay": params.text("allow_redisplay") or method["allow_redisplay"],
        "billing_details": _change_billing(method["billing_details"], params),
        "metadata": merge_metadata(method["metadata"], params),
    }
    dates = {name: params.group("card").integer(name) for name in ("exp_month", "exp_year")}
    sent = {name: value for name, value in dates.items() if value is not None}
    if sent and "card" in method:
        changed["card"] = {**method["card"], **sent}
    ledger.methods.save(changed)
    record_event(ledger, "payment_method.updated", changed, before=method)
    return _show(ledger, changed, call)


def attach(ledger: Ledger, call: Call) -> Reply:
    """Give a method to a customer; a card that declines is refused with 402."""
    customer_id = call.params.need_text("customer")
    ledger.customers.need(customer_id, param="customer", status=400)
    method = resolve_method(ledger, call.path["payment_method"], status=404)
    return _show(ledger, attach_method(ledger, method, customer_id), call)


def detach(ledger: Ledger, call: Call) -> Reply:
    """Take a method from its customer, for good."""
    return _show(ledger, detach_method(ledger, _need(ledger, call)), call)


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Methods, newest first, of one customer or type when that is asked."""
    customer, kind = call.params.text("customer"), call.params.text("type")
    if customer is not None:
        ledger.customers.need(customer, param="customer", status=400)
    links = Links(customer=customer, topics=() if kind is None else (kind,))
    page = ledger.methods.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/payment_methods", call.params.texts("expand")))


def resolve_method(ledger: Ledger, method_id: str, *, status: int = 400) -> PaymentMethod:
    """The method by its id; a test name such as ``pm_card_visa`` makes a fresh one.

    Raises:
        ApiError: ``resource_missing``.
    """
    card, account = find_alias(method_id), account_named(method_id)
    if card is not None:
        return _keep_card(ledger, card, alias_entry(card, ledger.now), Params({}))
    if account is not None:
        named = Params({"billing_details": {"name": "Test Holder"}})
        return _keep_account(ledger, account, named)
    method = ledger.methods.find(method_id)
    if method is None:
        raise no_such("PaymentMethod", method_id, param="payment_method", status=status)
    return method


def method_from_data(ledger: Ledger, params: Params) -> PaymentMethod:
    """Make a method from its particulars.

    Raises:
        ApiError: a missing or refused particular.
    """
    kind = params.text("type")
    if kind is None:
        raise missing_param("type")
    if find_type(kind) is None:
        raise invalid_request(
            f"The payment method type {kind!r} is not switched on in this sandbox.", param="type"
        )
    match kind:
        case "us_bank_account":
            return _from_account(ledger, params)
        case "amazon_pay":
            return _keep(ledger, {**_begin(ledger, kind, params), "amazon_pay": {}}, number="")
        case _:
            return _from_card(ledger, params)


def _from_card(ledger: Ledger, params: Params) -> PaymentMethod:
    card = params.group("card")
    token = card.text("token")
    if token is not None:
        return _from_token(ledger, token, params)
    entry = read_card_entry(card)
    return _keep_card(ledger, check_entry(entry, ledger.now), entry, params)


def _from_token(ledger: Ledger, token: str, params: Params) -> PaymentMethod:
    card = find_alias(token.replace("tok_", "pm_card_", 1))
    if card is None:
        raise no_such("token", token, param="card[token]", status=400)
    return _keep_card(ledger, card, alias_entry(card, ledger.now), params)


def _from_account(ledger: Ledger, params: Params) -> PaymentMethod:
    typed, name = params.group("us_bank_account"), "us_bank_account"
    if params.group("billing_details").text("name") is None:
        raise missing_param("billing_details[name]")
    for field in ("routing_number", "account_number", "account_holder_type"):
        if typed.text(field) is None:
            raise missing_param(f"{name}[{field}]")
    number = typed.need_text("account_number").replace(" ", "")
    account = check_account(typed.need_text("routing_number"), number)
    return _keep_account(ledger, account, params)


def _keep_card(ledger: Ledger, card: Card, entry: CardEntry, params: Params) -> PaymentMethod:
    begun = _begin(ledger, "card", params)
    shown = show_card(card, entry, begun["billing_details"])
    cvc = "sent" if entry.cvc else ""
    return _keep(ledger, {**begun, "card": shown}, number=card["number"], cvc=cvc)


def _keep_account(ledger: Ledger, account: BankAccount, params: Params) -> PaymentMethod:
    typed = params.group("us_bank_account")
    holder, kind = typed.text("account_holder_type"), typed.text("account_type")
    shown = show_bank_account(account, holder or "individual", kind or "checking")
    begun = _begin(ledger, "us_bank_account", params)
    return _keep(ledger, {**begun, "us_bank_account": shown}, number=account.number)


def _begin(ledger: Ledger, kind: str, params: Params) -> PaymentMethod:
    method = make_method(
        ledger.world.new_id("pm"),
        billing=read_billing_details(params.group("billing_details")),
        metadata=merge_metadata({}, params),
        kind=kind,
        now=ledger.now,
    )
    return {**method, "allow_redisplay": params.text("allow_redisplay") or "unspecified"}


def _keep(ledger: Ledger, method: PaymentMethod, *, number: str, cvc: str = "") -> PaymentMethod:
    ledger.methods.add(method, Links(topics=(method["type"],)))
    ledger.remember(method["id"], number=number, cvc=cvc)
    return method


def _change_billing(present: BillingDetails, params: Params) -> BillingDetails:
    sent = params.group("billing_details")
    new = read_billing_details(sent)
    return {
        "address": new["address"] if sent.has("address") else present["address"],
        "email": new["email"] if sent.has("email") else present["email"],
        "name": new["name"] if sent.has("name") else present["name"],
        "phone": new["phone"] if sent.has("phone") else present["phone"],
        "tax_id": new["tax_id"] if sent.has("tax_id") else present["tax_id"],
    }


def _need(ledger: Ledger, call: Call) -> PaymentMethod:
    return ledger.methods.need(call.path["payment_method"], param="payment_method")


def _show(ledger: Ledger, method: PaymentMethod, call: Call) -> Reply:
    return Reply(expand(ledger, method, call.params.texts("expand")))
