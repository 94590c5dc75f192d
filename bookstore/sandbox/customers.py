"""Customers and the payment methods that are theirs."""

from .call import Params
from .cards import card_numbered
from .errors import ApiError, invalid_request, no_such, refused_card
from .events import record_event
from .ledger import Ledger, Links
from .metadata import merge_metadata
from .payment_methods import read_address
from .shapes import Customer, Opaque, PaymentIntent, PaymentMethod
from .verdicts import field_of

_TEXTS = ("description", "email", "name", "phone")


def open_customer(customer_id: str, prefix: str, params: Params, now: int) -> Customer:
    """A new customer with what was sent."""
    blank: Customer = {
        "id": customer_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": now,
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": prefix,
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    return change_customer(blank, params)


def change_customer(customer: Customer, params: Params) -> Customer:
    """The customer with every sent field replaced.

    Raises:
        ApiError: the e-mail address is none, or metadata passes a limit.
    """
    texts = {name: params.text(name) for name in _TEXTS if params.has(name)}
    _check_email(texts.get("email"))
    changed: Customer = {
        **customer,
        "description": texts.get("description", customer["description"]),
        "email": texts.get("email", customer["email"]),
        "name": texts.get("name", customer["name"]),
        "phone": texts.get("phone", customer["phone"]),
        "metadata": merge_metadata(customer["metadata"], params),
    }
    if params.has("address"):
        sent = params.group("address")
        changed["address"] = read_address(sent) if sent.values else None
    if params.has("shipping"):
        changed["shipping"] = _read_shipping(params.group("shipping"))
    if params.has("preferred_locales"):
        changed["preferred_locales"] = params.texts("preferred_locales")
    if params.has("invoice_settings"):
        sent = params.group("invoice_settings").values
        changed["invoice_settings"] = {**customer["invoice_settings"], **sent}
    return changed


def attach_method(ledger: Ledger, method: PaymentMethod, customer_id: str) -> PaymentMethod:
    """Give a method to a customer, who may then pay with it any number of times.

    Raises:
        ApiError: it is somebody else's or used up, or its card declines (402).
    """
    if method["customer"] == customer_id:
        return method
    if method["customer"] is not None:
        raise invalid_request(
            "The payment method you provided has already been attached to a customer.",
            param="payment_method",
        )
    demand_unused(ledger, method)
    _demand_good_card(ledger, method)
    return _give(ledger, method, customer_id)


def detach_method(ledger: Ledger, method: PaymentMethod) -> PaymentMethod:
    """Take a method from its customer; it can never be used again.

    Raises:
        ApiError: it belongs to nobody.
    """
    if method["customer"] is None:
        raise invalid_request(
            "The payment method you provided is not attached to a customer, so it cannot be "
            "detached.",
            param="payment_method",
        )
    free: PaymentMethod = {**method, "customer": None}
    ledger.methods.save(free)
    ledger.methods.relink(method["id"], Links(topics=(method["type"],)))
    ledger.remember(method["id"], used_by=method["customer"])
    _forget_default(ledger, method)
    record_event(ledger, "payment_method.detached", free, before=method)
    return free


def demand_unused(ledger: Ledger, method: PaymentMethod) -> None:
    """Refuse a method which has paid before and belongs to no customer.

    Raises:
        ApiError: 400; Stripe's methods are good for one payment unless they are attached.
    """
    if method["customer"] is None and ledger.recall(method["id"]).get("used_by"):
        raise invalid_request(
            "The provided PaymentMethod was previously used without being attached to a "
            "Customer, or was detached from one, and may not be used again.",
            param="payment_method",
        )


def demand_owner(intent: PaymentIntent, method: PaymentMethod) -> None:
    """Refuse to pay one customer's intent with another's method.

    Raises:
        ApiError: 400; the intent has to name the owner.
    """
    owner = method["customer"]
    if owner is None or owner == intent["customer"]:
        return
    if intent["customer"] is None:
        raise invalid_request(
            f"The PaymentMethod {method['id']} belongs to the customer {owner}: give that "
            "customer to the PaymentIntent as well.",
            param="payment_method",
        )
    raise _not_theirs(method["id"], "payment_method")


def demand_owned(ledger: Ledger, customer: Customer) -> None:
    """Refuse a default payment method which is not the customer's.

    Raises:
        ApiError: 400 ``resource_missing``.
    """
    method_id = customer["invoice_settings"]["default_payment_method"]
    if not isinstance(method_id, str):
        return
    method = ledger.methods.find(method_id)
    if method is None or method["customer"] != customer["id"]:
        raise _not_theirs(method_id, "invoice_settings[default_payment_method]")


def save_for_later(ledger: Ledger, intent: PaymentIntent, *, authenticated: bool) -> None:
    """Attach the method that has paid, when the intent asked for its future use."""
    usage, customer_id = intent["setup_future_usage"], intent["customer"]
    if usage is None or customer_id is None or intent["payment_method"] is None:
        return
    method = ledger.methods.need(intent["payment_method"])
    if method["customer"] is None:
        _give(ledger, method, customer_id)
    if authenticated and usage == "off_session":
        ledger.remember(method["id"], set_up="yes")


def _give(ledger: Ledger, method: PaymentMethod, customer_id: str) -> PaymentMethod:
    owned: PaymentMethod = {**method, "customer": customer_id}
    ledger.methods.save(owned)
    links = Links(customer=customer_id, topics=(method["type"],))
    ledger.methods.relink(method["id"], links)
    record_event(ledger, "payment_method.attached", owned)
    return owned


def _forget_default(ledger: Ledger, method: PaymentMethod) -> None:
    owner = ledger.customers.find(method["customer"] or "")
    if owner is None or owner["invoice_settings"]["default_payment_method"] != method["id"]:
        return
    settings = {**owner["invoice_settings"], "default_payment_method": None}
    ledger.customers.save({**owner, "invoice_settings": settings})


def _demand_good_card(ledger: Ledger, method: PaymentMethod) -> None:
    note = ledger.recall(method["id"])
    if method["type"] != "card":
        return
    card = card_numbered(note["number"])
    # A check which fails only in 3-D Secure is not made when a card is attached.
    if card["outcome"] != "declined" or card["three_d_secure"] != "none":
        return
    if card["code"] is None or (card["code"] == "incorrect_cvc" and note["cvc"] != "sent"):
        return
    raise refused_card(
        card["message"] or "Your card was declined.",
        code=card["code"],
        decline_code=card["decline_code"],
        param=field_of(card["code"]),
    )


def _not_theirs(method_id: str, param: str) -> ApiError:
    return no_such("PaymentMethod of this customer", method_id, param=param, status=400)


def _check_email(email: str | None) -> None:
    if email is not None and ("@" not in email or email[0] == "@" or email[-1] == "@"):
        raise invalid_request(
            f"Invalid email address: {email[:80]}", code="email_invalid", param="email"
        )


def _read_shipping(group: Params) -> Opaque | None:
    if not group.values:
        return None
    return {
        "address": read_address(group.group("address")),
        "name": group.text("name"),
        "phone": group.text("phone"),
    }
