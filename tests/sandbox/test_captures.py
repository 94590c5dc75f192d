"""Holding, capturing and giving up: what ends an intent beside a plain payment."""

import pytest

from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio


async def test_a_held_amount_is_captured_in_part(desk: Desk):
    intent = await desk.intent(capture_method="manual")
    held = await desk.confirm(intent, "pm_card_visa")
    path = f"/v1/payment_intents/{intent['id']}/capture"

    too_much = await desk.post(path, amount_to_capture=2000)
    paid = await desk.post(path, amount_to_capture=1500)

    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 1999)
    assert too_much["error"]["code"] == "amount_too_large"
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 1500)
    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert (charge["amount_captured"], charge["amount_refunded"]) == (1500, 0)
    assert "payment_intent.amount_capturable_updated" in await desk.topics()
    balance = await desk.get("/v1/balance")
    assert balance["pending"][0]["amount"] == 1426  # 1500 less 2.9% + 30


async def test_a_held_amount_goes_back_when_canceled(desk: Desk):
    held = await desk.confirm(await desk.intent(capture_method="manual"), "pm_card_visa")

    canceled = await desk.post(f"/v1/payment_intents/{held['id']}/cancel")

    assert (canceled["status"], canceled["amount_capturable"]) == ("canceled", 0)
    charge = await desk.get(f"/v1/charges/{held['latest_charge']}")
    assert (charge["refunded"], charge["captured"]) == (False, False)
    assert (await desk.get("/v1/refunds"))["data"] == []
    balance = await desk.get("/v1/balance")
    assert balance["pending"][0]["amount"] == 0


async def test_cancel_says_why_and_stays(desk: Desk):
    intent = await desk.intent()
    path = f"/v1/payment_intents/{intent['id']}"

    canceled = await desk.post(f"{path}/cancel", cancellation_reason="abandoned")
    again = await desk.post(f"{path}/cancel")

    assert (canceled["status"], canceled["cancellation_reason"]) == ("canceled", "abandoned")
    assert canceled["canceled_at"] == int(desk.clock.now)
    assert again["error"]["code"] == "payment_intent_unexpected_state"
    assert (await desk.confirm(intent, "pm_card_visa"))["error"]["payment_intent"]["status"] == (
        "canceled"
    )


async def test_a_paid_intent_cannot_be_canceled(desk: Desk):
    paid = await desk.paid()

    answer = await desk.post(f"/v1/payment_intents/{paid['id']}/cancel")

    assert answer["error"]["payment_intent"]["status"] == "succeeded"
