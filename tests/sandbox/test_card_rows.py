"""Every row of the published table, typed in a browser and named through the API, to its end.

What is expected is worked out here from the row alone: HTTP status, error, the intent's last
error and latest charge, the charge's outcome and the checks of the bank.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from bookstore.sandbox.cards import Card, all_cards
from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

ROWS = all_cards()
NAMED = [row for row in ROWS if row["payment_method"]]
PARAMS = {"expired_card": "exp_month", "incorrect_cvc": "cvc", "incorrect_number": "number"}
PAYS = ("succeeds", "succeeds_then_disputed", "succeeds_then_early_fraud_warning")
ASKS = ("requires_action", "requires_action_then_declined")
BILLING = {"name": "Ada", "address": {"postal_code": "12345"}}


@dataclass
class End:
    """How a confirmation ended: its answer, and what the books say afterwards."""

    status: int
    error: Any
    intent: Any
    charge: Any


def name(row: Card) -> str:
    return f"{row['last4']}-{row['brand']}-{row['outcome']}"


def refuses(row: Card) -> bool:
    return row["outcome"] not in PAYS and row["outcome"] != "requires_action"


async def type_card(desk: Desk, row: Card) -> Any:
    """The answer to what a browser sends when a buyer has typed the card and a postal code."""
    card = {
        "number": row["number"],
        "exp_month": 12,
        "exp_year": 2034,
        "cvc": "1" * row["cvc_length"],
    }
    form = {"type": "card", "card": card, "billing_details": BILLING}
    return await desk.call("POST", "/v1/payment_methods", key=PUBLISHABLE, **form)


async def confirm(desk: Desk, row: Card, method: str) -> End:
    """Confirm as a server does, and pass the bank's check where one is asked for."""
    intent = await desk.intent(description=name(row))
    path = f"/v1/payment_intents/{intent['id']}/confirm"
    response = await desk.call("POST", path, payment_method=method)
    answer = response.json()
    if answer.get("status") == "requires_action":
        assert row["outcome"] in ASKS
        assert answer["latest_charge"] is None
        page = answer["next_action"]["use_stripe_sdk"]["stripe_js"]
        passed = await desk.client.post(page, data={"outcome": "complete"})
        assert passed.status_code == 200
    else:
        assert row["outcome"] not in ASKS
    after = await desk.look(intent)
    error = answer.get("error") or after["last_payment_error"]
    charge = await desk.get(f"/v1/charges/{after['latest_charge']}")
    return End(response.status_code, error, after, charge)


def assert_end(row: Card, end: End) -> None:
    if refuses(row):
        assert end.status == (200 if row["outcome"] in ASKS else 402)
        assert_refused(row, end)
    else:
        assert (end.status, end.error) == (200, None)
        assert_paid(row, end)
    assert end.charge["payment_method_details"]["card"]["brand"] == row["brand"]
    assert end.charge["payment_method_details"]["card"]["last4"] == row["last4"]
    assert end.charge["payment_method_details"]["card"]["funding"] == row["funding"]
    assert end.charge["payment_method_details"]["card"]["country"] == row["country"]
    was_asked = row["outcome"] in ASKS
    assert (end.charge["payment_method_details"]["card"]["three_d_secure"] is not None) is was_asked


def assert_refused(row: Card, end: End) -> None:
    error, kept = end.error, end.intent["last_payment_error"]
    assert error["type"] == "card_error"
    assert error["code"] == row["code"]
    assert error.get("decline_code") == row["decline_code"]
    assert error["message"] == row["message"]
    assert error.get("param") == PARAMS.get(row["code"] or "")
    assert error["charge"] == end.intent["latest_charge"] == end.charge["id"]
    assert error["payment_method"]["card"]["last4"] == row["last4"]
    assert {key: error[key] for key in error if key != "payment_intent"} == kept
    assert end.intent["status"] == "requires_payment_method"
    assert end.intent["payment_method"] is None
    assert end.intent["amount_received"] == 0
    if "payment_intent" in error:
        assert error["payment_intent"] == end.intent
    assert (end.charge["status"], end.charge["paid"]) == ("failed", False)
    assert end.charge["failure_code"] == row["code"]
    assert end.charge["failure_message"] == row["message"]
    outcome = end.charge["outcome"]
    blocked = row["outcome"] == "blocked"
    assert outcome["type"] == ("blocked" if blocked else "issuer_declined")
    assert outcome["network_status"] == (
        "not_sent_to_network" if blocked else "declined_by_network"
    )
    assert outcome["risk_level"] == row["risk_level"]
    if not blocked:
        assert outcome["reason"] == (row["decline_code"] or row["code"])


def assert_paid(row: Card, end: End) -> None:
    assert (end.intent["status"], end.intent["amount_received"]) == ("succeeded", 1999)
    assert end.intent["last_payment_error"] is None
    assert (end.charge["status"], end.charge["paid"], end.charge["captured"]) == (
        "succeeded",
        True,
        True,
    )
    assert end.charge["failure_code"] is None
    outcome = end.charge["outcome"]
    assert (outcome["type"], outcome["network_status"]) == ("authorized", "approved_by_network")
    assert outcome["risk_level"] == row["risk_level"]


def failing_checks(end: End) -> set[str]:
    checks = end.charge["payment_method_details"]["card"]["checks"]
    return {check for check, result in checks.items() if result == "fail"}


def test_the_table_is_whole():
    assert len(ROWS) == 45
    assert len({row["number"] for row in ROWS}) == 45
    assert len(NAMED) == 40


@pytest.mark.parametrize("row", ROWS, ids=name)
async def test_a_typed_card_ends_as_its_row_says(row: Card, desk: Desk):
    response = await type_card(desk, row)
    if not row["luhn_valid"]:
        error = response.json()["error"]
        assert (response.status_code, error["type"]) == (402, "card_error")
        assert (error["code"], error["param"]) == (row["code"], "number")
        return
    method = response.json()
    assert response.status_code == 200
    assert (method["card"]["brand"], method["card"]["last4"]) == (row["brand"], row["last4"])

    end = await confirm(desk, row, method["id"])

    assert_end(row, end)
    checks = {"0101": {"cvc_check"}, "0127": {"cvc_check"}, "0036": {"address_postal_code_check"}}
    assert failing_checks(end) == checks.get(row["last4"], set())


@pytest.mark.parametrize("row", NAMED, ids=name)
async def test_a_named_card_ends_as_its_row_says(row: Card, desk: Desk):
    end = await confirm(desk, row, row["payment_method"] or "")

    assert_end(row, end)
    assert failing_checks(end) <= {"cvc_check"}
