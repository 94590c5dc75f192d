"""``/v1/customers``: create, retrieve, update, delete, list."""

from ..call import Call, Params, Reply
from ..customers import (
    attach_method,
    change_customer,
    demand_owned,
    detach_method,
    open_customer,
)
from ..errors import not_imitated
from ..events import record_event
from ..ledger import Ledger, Links
from ..shapes import Customer, DeletedCustomer
from ..views import expand, show_page
from .listing import read_window
from .payment_methods import resolve_method

_IMITATED = frozenset(
    {
        "address",
        "description",
        "email",
        "expand",
        "invoice_settings",
        "metadata",
        "name",
        "payment_method",
        "phone",
        "preferred_locales",
        "shipping",
    }
)


def create(ledger: Ledger, call: Call) -> Reply:
    """Keep a customer, with a first payment method when one is given."""
    _refuse_unimitated(call.params)
    world = ledger.world
    customer = open_customer(
        world.new_id("cus"), world.new_token()[:8].upper(), call.params, ledger.now
    )
    ledger.customers.add(customer, _links(customer))
    record_event(ledger, "customer.created", customer)
    method_id = call.params.text("payment_method")
    if method_id is not None:
        attach_method(ledger, resolve_method(ledger, method_id), customer["id"])
    demand_owned(ledger, customer)
    return _show(ledger, customer, call)


def retrieve(ledger: Ledger, call: Call) -> Reply:
    """One customer; of a deleted one only that they were."""
    deleted = ledger.deleted_customers.find(call.path["customer"])
    return Reply(deleted) if deleted is not None else _show(ledger, _need(ledger, call), call)


def update(ledger: Ledger, call: Call) -> Reply:
    """Change what was sent."""
    _refuse_unimitated(call.params)
    before = _need(ledger, call)
    after = change_customer(before, call.params)
    demand_owned(ledger, after)
    ledger.customers.save(after)
    ledger.customers.relink(after["id"], _links(after))
    record_event(ledger, "customer.updated", after, before=before)
    return _show(ledger, after, call)


def delete(ledger: Ledger, call: Call) -> Reply:
    """Forget a customer for good; their methods are detached, their payments stay."""
    customer = _need(ledger, call)
    for method in ledger.methods.everything(Links(customer=customer["id"])):
        detach_method(ledger, method)
    left: DeletedCustomer = {"id": customer["id"], "object": "customer", "deleted": True}
    ledger.customers.remove(customer["id"])
    ledger.deleted_customers.add(left)
    record_event(ledger, "customer.deleted", customer)
    return Reply(left)


def list_all(ledger: Ledger, call: Call) -> Reply:
    """Customers, newest first, of one e-mail address when that is asked."""
    email = call.params.text("email")
    links = Links(topics=() if email is None else (email,))
    page = ledger.customers.page(read_window(call.params), links)
    return Reply(show_page(ledger, page, "/v1/customers", call.params.texts("expand")))


def _links(customer: Customer) -> Links:
    return Links(topics=() if customer["email"] is None else (customer["email"],))


def _refuse_unimitated(params: Params) -> None:
    for name in params.names():
        if name not in _IMITATED:
            raise not_imitated(name)


def _need(ledger: Ledger, call: Call) -> Customer:
    return ledger.customers.need(call.path["customer"])


def _show(ledger: Ledger, customer: Customer, call: Call) -> Reply:
    return Reply(expand(ledger, customer, call.params.texts("expand")))
