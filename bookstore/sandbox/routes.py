"""The table of operations: method and path, Stripe's name for it, who may ask, what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .call import Call, Reply
from .endpoints import (
    balance,
    charges,
    confirmation_tokens,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    webhook_endpoints,
)
from .ledger import Ledger

Operate = Callable[[Ledger, Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API.

    Attributes:
        path: with the names of its ids in braces.
        operation: Stripe's name, the key to its parameters.
        for_browsers: whether a publishable key may ask.
    """

    method: str
    path: str
    operation: str
    operate: Operate
    for_browsers: bool = False


ROUTES = (
    Route("POST", "/v1/payment_intents", "PaymentIntentCreate", payment_intents.create),
    Route("GET", "/v1/payment_intents", "PaymentIntentList", payment_intents.list_all),
    Route(
        "GET",
        "/v1/payment_intents/{intent}",
        "PaymentIntentRetrieve",
        payment_intents.retrieve,
        for_browsers=True,
    ),
    Route("POST", "/v1/payment_intents/{intent}", "PaymentIntentUpdate", payment_intents.update),
    Route(
        "POST",
        "/v1/payment_intents/{intent}/confirm",
        "PaymentIntentConfirm",
        payment_intents.confirm,
        for_browsers=True,
    ),
    Route(
        "POST",
        "/v1/payment_intents/{intent}/capture",
        "PaymentIntentCapture",
        payment_intents.capture,
    ),
    Route(
        "POST",
        "/v1/payment_intents/{intent}/cancel",
        "PaymentIntentCancel",
        payment_intents.cancel,
    ),
    Route("GET", "/v1/charges", "ChargeList", charges.list_all),
    Route("GET", "/v1/charges/{charge}", "ChargeRetrieve", charges.retrieve),
    Route(
        "POST",
        "/v1/payment_methods",
        "PaymentMethodCreate",
        payment_methods.create,
        for_browsers=True,
    ),
    Route(
        "GET",
        "/v1/payment_methods/{payment_method}",
        "PaymentMethodRetrieve",
        payment_methods.retrieve,
    ),
    Route("GET", "/v1/payment_methods", "PaymentMethodList", payment_methods.list_all),
    Route(
        "POST",
        "/v1/payment_methods/{payment_method}",
        "PaymentMethodUpdate",
        payment_methods.update,
    ),
    Route(
        "POST",
        "/v1/payment_methods/{payment_method}/attach",
        "PaymentMethodAttach",
        payment_methods.attach,
    ),
    Route(
        "POST",
        "/v1/payment_methods/{payment_method}/detach",
        "PaymentMethodDetach",
        payment_methods.detach,
    ),
    Route(
        "POST",
        "/v1/confirmation_tokens",
        "ConfirmationTokenCreate",
        confirmation_tokens.create,
        for_browsers=True,
    ),
    Route(
        "GET",
        "/v1/confirmation_tokens/{token}",
        "ConfirmationTokenRetrieve",
        confirmation_tokens.retrieve,
    ),
    Route("POST", "/v1/customers", "CustomerCreate", customers.create),
    Route("GET", "/v1/customers", "CustomerList", customers.list_all),
    Route("GET", "/v1/customers/{customer}", "CustomerRetrieve", customers.retrieve),
    Route("POST", "/v1/customers/{customer}", "CustomerUpdate", customers.update),
    Route("DELETE", "/v1/customers/{customer}", "CustomerDelete", customers.delete),
    Route("POST", "/v1/refunds", "RefundCreate", refunds.create),
    Route("GET", "/v1/refunds", "RefundList", refunds.list_all),
    Route("GET", "/v1/refunds/{refund}", "RefundRetrieve", refunds.retrieve),
    Route("POST", "/v1/refunds/{refund}", "RefundUpdate", refunds.update),
    Route("POST", "/v1/refunds/{refund}/cancel", "RefundCancel", refunds.cancel),
    Route("GET", "/v1/disputes", "DisputeList", disputes.list_all),
    Route("GET", "/v1/disputes/{dispute}", "DisputeRetrieve", disputes.retrieve),
    Route("GET", "/v1/balance", "BalanceRetrieve", balance.retrieve),
    Route("GET", "/v1/events", "EventList", events.list_all),
    Route("GET", "/v1/events/{id}", "EventRetrieve", events.retrieve),
    Route("POST", "/v1/webhook_endpoints", "WebhookEndpointCreate", webhook_endpoints.create),
    Route("GET", "/v1/webhook_endpoints", "WebhookEndpointList", webhook_endpoints.list_all),
    Route(
        "GET",
        "/v1/webhook_endpoints/{webhook_endpoint}",
        "WebhookEndpointRetrieve",
        webhook_endpoints.retrieve,
    ),
    Route(
        "POST",
        "/v1/webhook_endpoints/{webhook_endpoint}",
        "WebhookEndpointUpdate",
        webhook_endpoints.update,
    ),
    Route(
        "DELETE",
        "/v1/webhook_endpoints/{webhook_endpoint}",
        "WebhookEndpointDelete",
        webhook_endpoints.delete,
    ),
)


def find_route(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The operation a request means and the ids in its path, or None."""
    steps = path.rstrip("/").split("/")
    for route in _BY_SHAPE.get((method, len(steps)), ()):
        ids = _match(route.path.split("/"), steps)
        if ids is not None:
            return route, ids
    return None


def _match(pattern: list[str], steps: list[str]) -> Mapping[str, str] | None:
    ids: dict[str, str] = {}
    for want, step in zip(pattern, steps, strict=True):
        if want.startswith("{"):
            ids[want[1:-1]] = step
        elif want != step:
            return None
    return ids


def _group_by_shape() -> dict[tuple[str, int], list[Route]]:
    groups: dict[tuple[str, int], list[Route]] = {}
    for route in ROUTES:
        groups.setdefault((route.method, len(route.path.split("/"))), []).append(route)
    return groups


_BY_SHAPE = _group_by_shape()
