"""Refunds: whole, in part, waiting, coming back; never more than was taken."""

import pytest

from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio


async def later(desk: Desk, seconds: float = 3) -> None:
    """Time passes and the sandbox does what is due."""
    desk.clock.now += seconds
    await desk.do_due()


async def test_a_refund_of_everything(desk: Desk):
    paid = await desk.paid()

    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}", expand=["refunds"])
    assert (refund["status"], refund["amount"]) == ("succeeded", 1999)
    assert (charge["refunded"], charge["amount_refunded"]) == (True, 1999)
    assert [r["id"] for r in charge["refunds"]["data"]] == [refund["id"]]
    assert (await desk.look(paid))["status"] == "succeeded"
    assert (await desk.topics())[-2:] == ["refund.created", "charge.refunded"]


async def test_parts_add_up_and_never_exceed_the_charge(desk: Desk):
    paid = await desk.paid()
    ask = {"payment_intent": paid["id"]}

    first = await desk.post("/v1/refunds", **ask, amount=1500, reason="requested_by_customer")
    too_much = await desk.post("/v1/refunds", **ask, amount=500)
    rest = await desk.post("/v1/refunds", **ask)
    nothing_left = await desk.post("/v1/refunds", **ask)

    assert (first["amount"], first["reason"]) == (1500, "requested_by_customer")
    assert too_much["error"]["param"] == "amount"
    assert rest["amount"] == 499
    assert nothing_left["error"]["code"] == "charge_already_refunded"


async def test_the_event_tells_what_was_refunded_before(desk: Desk):
    paid = await desk.paid()
    await desk.post("/v1/refunds", payment_intent=paid["id"], amount=500)
    await desk.post("/v1/refunds", payment_intent=paid["id"])

    events = (await desk.get("/v1/events", type="charge.refunded"))["data"]

    assert events[0]["data"]["previous_attributes"] == {"amount_refunded": 500, "refunded": False}
    assert events[1]["data"]["previous_attributes"] == {"amount_refunded": 0}


async def test_only_what_was_captured_can_be_refunded(desk: Desk):
    held = await desk.confirm(await desk.intent(capture_method="manual"), "pm_card_visa")
    ask = {"charge": held["latest_charge"]}

    too_early = await desk.post("/v1/refunds", **ask)
    await desk.post(f"/v1/payment_intents/{held['id']}/capture", amount_to_capture=1000)
    too_much = await desk.post("/v1/refunds", **ask, amount=1001)
    refund = await desk.post("/v1/refunds", **ask)

    assert too_early["error"]["code"] == "charge_not_refundable"
    assert "error" in too_much
    assert refund["amount"] == 1000


async def test_an_unpaid_intent_has_nothing_to_refund(desk: Desk):
    intent = await desk.intent()

    answer = await desk.post("/v1/refunds", payment_intent=intent["id"])

    assert answer["error"]["param"] == "payment_intent"


async def test_a_refund_needs_something_to_refund(desk: Desk):
    nothing = await desk.post("/v1/refunds")
    unknown = await desk.call("POST", "/v1/refunds", charge="ch_0")

    assert nothing["error"]["code"] == "parameter_missing"
    assert unknown.status_code == 400
    assert unknown.json()["error"]["code"] == "resource_missing"


async def test_a_pending_refund_arrives_later(desk: Desk):
    paid = await desk.paid("pm_card_pendingRefund")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])
    assert refund["status"] == "pending"

    await later(desk)

    settled = await desk.get(f"/v1/refunds/{refund['id']}")
    assert settled["status"] == "succeeded"
    [event] = (await desk.get("/v1/events", type="refund.updated"))["data"]
    assert event["data"]["previous_attributes"]["status"] == "pending"
    assert event["request"] == {"id": None, "idempotency_key": None}


async def test_a_refund_can_come_back(desk: Desk):
    paid = await desk.paid("pm_card_refundFail")
    before = await desk.get("/v1/balance")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"], amount=500)
    assert refund["status"] == "succeeded"

    await later(desk)

    failed = await desk.get(f"/v1/refunds/{refund['id']}")
    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
    assert "refund.failed" in await desk.topics()
    assert await desk.get("/v1/balance") == before


async def test_what_is_not_due_is_not_done(desk: Desk):
    paid = await desk.paid("pm_card_pendingRefund")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    await later(desk, seconds=1)

    assert (await desk.get(f"/v1/refunds/{refund['id']}"))["status"] == "pending"


async def test_refunds_are_listed_by_charge_and_intent(desk: Desk):
    one, other = await desk.paid(), await desk.paid()
    refund = await desk.post("/v1/refunds", payment_intent=one["id"])
    await desk.post("/v1/refunds", payment_intent=other["id"])

    by_charge = await desk.get("/v1/refunds", charge=one["latest_charge"])
    by_intent = await desk.get("/v1/refunds", payment_intent=one["id"])

    assert by_charge["data"] == by_intent["data"] == [refund]


async def test_only_the_metadata_of_a_refund_changes(desk: Desk):
    paid = await desk.paid()
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"], metadata={"a": "1"})

    changed = await desk.post(f"/v1/refunds/{refund['id']}", metadata={"b": "2"})
    canceled = await desk.post(f"/v1/refunds/{refund['id']}/cancel")

    assert changed == {**refund, "metadata": {"a": "1", "b": "2"}}
    assert "cannot be canceled" in canceled["error"]["message"]


async def test_money_becomes_available_after_a_while_or_at_once(desk: Desk):
    usual, quick = await desk.paid(), await desk.paid("pm_card_bypassPending")
    path = "/v1/charges/"
    expand = ["balance_transaction"]

    first = await desk.get(path + usual["latest_charge"], expand=expand)
    at_once = await desk.get(path + quick["latest_charge"], expand=expand)
    desk.clock.now += 2 * 86_400
    later_on = await desk.get(path + usual["latest_charge"], expand=expand)

    assert first["balance_transaction"]["status"] == "pending"
    assert at_once["balance_transaction"]["status"] == "available"
    assert later_on["balance_transaction"]["status"] == "available"


async def test_the_balance_is_the_sum_of_what_happened(desk: Desk):
    paid = await desk.paid()  # 1999 less 2.9% + 30 = 1911
    await desk.paid(currency="eur")
    await desk.post("/v1/refunds", payment_intent=paid["id"], amount=500)

    balance = await desk.get("/v1/balance")
    desk.clock.now += 3 * 86_400
    later_balance = await desk.get("/v1/balance")

    assert [(a["currency"], a["amount"]) for a in balance["pending"]] == [
        ("eur", 1911),
        ("usd", 1911),
    ]
    assert [a["amount"] for a in balance["available"]] == [0, -500]
    assert [a["amount"] for a in later_balance["available"]] == [1911, 1411]
    assert [a["amount"] for a in later_balance["pending"]] == [0, 0]
