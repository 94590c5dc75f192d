"""Trouble after a payment: disputes, inquiries, early warnings of fraud, late refunds."""

from typing import Any

import pytest

from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio

DISPUTED = "pm_card_createDispute"
INQUIRED = "pm_card_createDisputeInquiry"
WARNED = "pm_card_createIssuerFraudRecord"


async def later(desk: Desk, seconds: float = 3) -> None:
    """Time passes and the sandbox does what is due."""
    desk.clock.now += seconds
    await desk.do_due()


async def press(desk: Desk, path: str, **sent: Any) -> Any:
    """What a control answers, refusals included."""
    response = await desk.client.post(f"/sandbox/control/{path}", json=sent)
    return response.json()


async def last(desk: Desk, topic: str) -> Any:
    """The object of the newest event of a type."""
    events = await desk.get("/v1/events", type=topic, limit=1)
    return events["data"][0]["data"]["object"]


async def charge_of(desk: Desk, paid: Any) -> Any:
    return await desk.get(f"/v1/charges/{paid['latest_charge']}")


async def available(desk: Desk) -> int:
    return (await desk.get("/v1/balance"))["available"][0]["amount"]


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (DISPUTED, "fraudulent"),
        ("pm_card_createDisputeProductNotReceived", "product_not_received"),
    ],
)
async def test_a_payment_is_disputed_after_it_has_succeeded(desk: Desk, method: str, reason: str):
    paid = await desk.paid(method)
    assert (await charge_of(desk, paid))["disputed"] is False

    await later(desk)

    dispute = await last(desk, "charge.dispute.created")
    assert (dispute["status"], dispute["reason"]) == ("needs_response", reason)
    assert (dispute["charge"], dispute["payment_intent"]) == (paid["latest_charge"], paid["id"])
    assert (await charge_of(desk, paid))["disputed"] is True
    assert (await desk.look(paid))["status"] == "succeeded"
    assert "charge.dispute.funds_withdrawn" in await desk.topics()


async def test_a_dispute_takes_the_amount_and_a_fee(desk: Desk):
    await desk.paid(DISPUTED)

    await later(desk)

    assert await available(desk) == -1999 - 1500
    [movement] = (await last(desk, "charge.dispute.created"))["balance_transactions"]
    assert (movement["type"], movement["net"]) == ("adjustment", -3499)


async def test_an_inquiry_takes_nothing_and_leaves_refunds_open(desk: Desk):
    paid = await desk.paid(INQUIRED)
    await later(desk)

    dispute = await last(desk, "charge.dispute.created")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    assert (dispute["status"], dispute["is_charge_refundable"]) == ("warning_needs_response", True)
    assert dispute["balance_transactions"] == []
    assert refund["status"] == "succeeded"


async def test_what_was_charged_back_cannot_be_refunded_too(desk: Desk):
    paid = await desk.paid(DISPUTED)
    await later(desk)

    refused = await desk.post("/v1/refunds", payment_intent=paid["id"])

    assert refused["error"]["code"] == "charge_disputed"
    assert (await charge_of(desk, paid))["amount_refunded"] == 0


async def test_what_was_refunded_in_time_is_not_disputed(desk: Desk):
    paid = await desk.paid(DISPUTED)
    await desk.post("/v1/refunds", payment_intent=paid["id"])

    await later(desk)

    assert (await charge_of(desk, paid))["disputed"] is False


async def test_only_the_rest_of_a_refunded_charge_is_disputed(desk: Desk):
    paid = await desk.paid(DISPUTED)
    await desk.post("/v1/refunds", payment_intent=paid["id"], amount=999)

    await later(desk)

    assert (await last(desk, "charge.dispute.created"))["amount"] == 1000


@pytest.mark.parametrize(("status", "balance"), [("won", -1500), ("lost", -3499)])
async def test_the_bank_decides(desk: Desk, status: str, balance: int):
    await desk.paid(DISPUTED)
    await later(desk)
    dispute = await last(desk, "charge.dispute.created")

    closed = await press(desk, f"disputes/{dispute['id']}/close", status=status)

    assert closed["status"] == status
    assert (await last(desk, "charge.dispute.closed"))["status"] == status
    assert await available(desk) == balance


async def test_a_decision_is_final(desk: Desk):
    await desk.paid(DISPUTED)
    await later(desk)
    path = f"disputes/{(await last(desk, 'charge.dispute.created'))['id']}/close"
    await press(desk, path, status="lost")

    again = await press(desk, path, status="won")

    assert again["error"]["param"] == "status"
    assert await available(desk) == -3499


async def test_an_inquiry_is_closed_and_never_won(desk: Desk):
    await desk.paid(INQUIRED)
    await later(desk)
    path = f"disputes/{(await last(desk, 'charge.dispute.created'))['id']}/close"

    refused = await press(desk, path, status="won")
    closed = await press(desk, path, status="warning_closed")

    assert refused["error"]["param"] == "status"
    assert closed["status"] == "warning_closed"


async def test_a_debit_can_be_disputed_too(desk: Desk):
    mandate = {"customer_acceptance": {"type": "offline"}}
    intent = await desk.intent()
    await desk.confirm(intent, "pm_usBankAccount_dispute", mandate_data=mandate)
    await later(desk, 21)

    await later(desk)

    dispute = await last(desk, "charge.dispute.created")
    assert dispute["reason"] == "debit_not_authorized"
    assert dispute["payment_method_details"] == {"type": "us_bank_account"}


async def test_any_charge_is_disputed_once_by_hand(desk: Desk):
    paid = await desk.paid()
    path = f"charges/{paid['latest_charge']}/dispute"

    dispute = await press(desk, path, reason="general")
    again = await press(desk, path, reason="general")

    assert (dispute["reason"], dispute["amount"]) == ("general", 1999)
    assert again["error"]["param"] == "charge"


async def test_a_bank_warns_of_fraud(desk: Desk):
    paid = await desk.paid(WARNED)
    await later(desk)

    warning = await last(desk, "radar.early_fraud_warning.created")

    assert warning["id"].startswith("issfr_")
    assert (warning["charge"], warning["actionable"]) == (paid["latest_charge"], True)
    assert (await charge_of(desk, paid))["disputed"] is False


async def test_a_refund_answers_the_warning(desk: Desk):
    paid = await desk.paid(WARNED)
    await later(desk)

    await desk.post("/v1/refunds", payment_intent=paid["id"])

    assert (await last(desk, "radar.early_fraud_warning.updated"))["actionable"] is False


@pytest.mark.parametrize("manual", [False, True])
async def test_a_held_amount_is_disputed_only_when_it_was_taken(desk: Desk, manual: bool):
    form = {"capture_method": "manual"} if manual else {}
    paid = await desk.confirm(await desk.intent(**form), DISPUTED)
    await later(desk)

    assert ("charge.dispute.created" in await desk.topics()) is not manual
    if manual:
        await desk.post(f"/v1/payment_intents/{paid['id']}/capture")
        await later(desk)
        assert (await charge_of(desk, paid))["disputed"] is True


@pytest.mark.parametrize(
    ("outcome", "status"), [("succeeded", "succeeded"), ("failed", "requires_payment_method")]
)
async def test_a_debit_is_settled_by_hand(desk: Desk, outcome: str, status: str):
    mandate = {"customer_acceptance": {"type": "offline"}}
    intent = await desk.intent()
    await desk.confirm(intent, "pm_usBankAccount_processing", mandate_data=mandate)
    path = f"payment_intents/{intent['id']}/settle"

    settled = await press(desk, path, outcome=outcome, failure_code="account_closed")
    again = await press(desk, path, outcome="succeeded")
    await later(desk, 60)

    assert settled["status"] == status
    assert again["error"]["param"] == "intent"
    after = await desk.look(intent)
    assert after["status"] == status
    if outcome == "failed":
        assert after["last_payment_error"]["code"] == "account_closed"


async def test_an_answer_by_hand_spares_the_next_debit(desk: Desk):
    """The first debit's time must not settle a second one that took its place."""
    mandate = {"customer_acceptance": {"type": "offline"}}
    intent = await desk.intent()
    await desk.confirm(intent, "pm_usBankAccount_success", mandate_data=mandate)
    await later(desk, 15)
    await press(desk, f"payment_intents/{intent['id']}/settle", outcome="failed")
    await desk.confirm(intent, "pm_usBankAccount_success", mandate_data=mandate)

    await later(desk, 10)

    assert (await desk.look(intent))["status"] == "processing"


async def test_refunds_are_settled_and_failed_by_hand(desk: Desk):
    slow, sure = await desk.paid("pm_card_pendingRefund"), await desk.paid()
    pending = await desk.post("/v1/refunds", payment_intent=slow["id"])
    done = await desk.post("/v1/refunds", payment_intent=sure["id"])

    arrived = await press(desk, f"refunds/{pending['id']}/settle")
    back = await press(desk, f"refunds/{done['id']}/fail")
    refused = await press(desk, f"refunds/{done['id']}/settle")

    assert (arrived["status"], back["status"]) == ("succeeded", "failed")
    assert refused["error"]["param"] == "refund"
    assert (await charge_of(desk, sure))["amount_refunded"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "payment_intents/pi_0/settle",
        "refunds/re_0/settle",
        "refunds/re_0/fail",
        "charges/ch_0/dispute",
        "charges/ch_0/warn",
        "disputes/du_0/close",
    ],
)
async def test_an_unknown_object_is_named(desk: Desk, path: str):
    assert (await press(desk, path))["error"]["code"] == "resource_missing"


async def test_a_nonsense_choice_is_refused(desk: Desk):
    paid = await desk.paid()

    refused = await press(desk, f"charges/{paid['latest_charge']}/dispute", reason="whim")

    assert refused["error"]["param"] == "reason"


async def test_disputes_are_listed_and_looked_up(desk: Desk):
    paid, other = await desk.paid(DISPUTED), await desk.paid(INQUIRED)
    await later(desk)

    of_one = await desk.get("/v1/disputes", payment_intent=paid["id"])
    of_charge = await desk.get("/v1/disputes", charge=other["latest_charge"])
    newest = await desk.get("/v1/disputes", limit=1)
    found = await desk.get(f"/v1/disputes/{of_one['data'][0]['id']}")

    assert [each["payment_intent"] for each in of_one["data"]] == [paid["id"]]
    assert [each["payment_intent"] for each in of_charge["data"]] == [other["id"]]
    assert (len(newest["data"]), newest["has_more"]) == (1, True)
    assert found == of_one["data"][0]


async def test_an_unknown_dispute_is_missing(desk: Desk):
    assert (await desk.get("/v1/disputes/du_0"))["error"]["code"] == "resource_missing"
