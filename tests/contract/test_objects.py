"""The sandbox's data files and objects agree with what Stripe publishes."""

import json
from typing import Any

import pytest

from bookstore.sandbox.shapes import (
    API_VERSION,
    BalanceTransaction,
    Charge,
    Customer,
    Event,
    PaymentIntent,
    PaymentMethod,
    Refund,
    WebhookEndpoint,
)
from tests.contract.contract import DOCUMENT, FIXTURES
from tests.contract.derive_parameters import TARGET, derive

SHAPES: dict[str, Any] = {
    "balance_transaction": BalanceTransaction,
    "charge": Charge,
    "customer": Customer,
    "event": Event,
    "payment_intent": PaymentIntent,
    "payment_method": PaymentMethod,
    "refund": Refund,
    "webhook_endpoint": WebhookEndpoint,
}
# Fields of Stripe's examples which the sandbox leaves out, and why.
LEFT_OUT = {
    "charge": {"refunds"},  # shown when expanded, as Stripe does since 2022-11-15
    "payment_intent": {"managed_payments"},  # another product
    "refund": {"customer", "customer_account"},  # refunds of a customer's cash balance
}


def test_the_parameter_table_is_what_the_contract_says():
    assert json.loads(TARGET.read_text()) == derive()


def test_the_version_is_the_contracts():
    assert DOCUMENT["info"]["version"] == API_VERSION


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_an_object_has_only_fields_which_stripe_has(name: str):
    known = DOCUMENT["components"]["schemas"][name]["properties"]

    assert set(SHAPES[name].__annotations__) - set(known) == set()


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_an_object_has_every_field_which_stripes_example_has(name: str):
    missing = set(FIXTURES[name]) - set(SHAPES[name].__annotations__)

    assert missing == LEFT_OUT.get(name, set())
