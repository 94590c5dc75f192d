"""A charge that took money has a receipt that keeps up with refunds; others have none."""

import pytest

from tests.sandbox.desk import PUBLIC_URL, Desk

pytestmark = pytest.mark.anyio


async def test_paid_charge_leads_to_its_receipt(desk: Desk):
    paid = await desk.paid()
    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert charge["receipt_url"].startswith(f"{PUBLIC_URL}/receipts/")

    before = await desk.client.get(charge["receipt_url"])
    await desk.post("/v1/refunds", payment_intent=paid["id"], amount=500)
    after = await desk.client.get(charge["receipt_url"])

    assert before.status_code == 200
    assert all(words in before.text for words in ("19.99", "visa 4242", charge["id"]))
    assert "Refunded" not in before.text
    assert "Refunded" in after.text
    assert "5.00" in after.text


async def test_declined_charge_has_no_receipt(desk: Desk):
    refused = await desk.confirm(await desk.intent(), "pm_card_visa_chargeDeclined")
    charge_id = refused["error"]["charge"]

    charge = await desk.get(f"/v1/charges/{charge_id}")
    page = await desk.client.get(f"/sandbox/receipts/{charge_id}")

    assert charge["receipt_url"] is None
    assert page.status_code == 404


@pytest.mark.parametrize("charge_id", ["ch_unknown", "pi_1", "<script>alert(1)</script>"])
async def test_unknown_receipt_is_not_found(desk: Desk, charge_id: str):
    page = await desk.client.get(f"/sandbox/receipts/{charge_id}")

    assert page.status_code == 404
    assert "<script>" not in page.text
