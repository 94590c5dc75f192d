"""Confirmation tokens: a browser keeps what was entered, a server confirms with it."""

from typing import Any

import pytest

from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
BACK = "https://example.com/return"
SHIPPING = {"name": "Ada", "address": {"line1": "1 Street", "country": "GB"}}


async def token(desk: Desk, **form: Any) -> Any:
    data = {"type": "card", "card": CARD, "billing_details": {"name": "Ada"}}
    return await desk.post(
        "/v1/confirmation_tokens", key=PUBLISHABLE, payment_method_data=data, **form
    )


async def confirm(desk: Desk, intent: Any, kept: Any, **form: Any) -> Any:
    path = f"/v1/payment_intents/{intent['id']}/confirm"
    return await desk.post(path, confirmation_token=kept["id"], **form)


async def test_a_token_shows_what_was_entered_and_no_number(desk: Desk):
    kept = await token(desk, return_url=BACK, shipping=SHIPPING, setup_future_usage="off_session")

    preview = kept["payment_method_preview"]
    assert kept["id"].startswith("ctoken_")
    assert (preview["type"], preview["card"]["last4"]) == ("card", "4242")
    assert preview["billing_details"]["name"] == "Ada"
    assert "id" not in preview
    assert (kept["return_url"], kept["setup_future_usage"]) == (BACK, "off_session")
    assert kept["shipping"]["address"]["line1"] == "1 Street"
    assert CARD["number"] not in str(kept)
    assert await desk.get(f"/v1/confirmation_tokens/{kept['id']}") == kept


async def test_a_server_confirms_with_it(desk: Desk):
    kept = await token(desk, return_url=BACK, shipping=SHIPPING)
    intent = await desk.intent(automatic_payment_methods={"enabled": True})

    paid = await confirm(desk, intent, kept)

    assert (paid["status"], paid["shipping"]["name"]) == ("succeeded", "Ada")
    used = await desk.get(f"/v1/confirmation_tokens/{kept['id']}")
    assert used["payment_intent"] == intent["id"]


async def test_an_intent_is_made_and_paid_with_it_at_once(desk: Desk):
    kept = await token(desk)

    paid = await desk.intent(confirm=True, confirmation_token=kept["id"])

    assert paid["status"] == "succeeded"


async def test_what_the_server_says_counts_more(desk: Desk):
    kept = await token(desk, shipping=SHIPPING)
    other = {"name": "Bob", "address": {"line1": "2 Street"}}

    paid = await confirm(desk, await desk.intent(), kept, shipping=other)

    assert paid["shipping"]["name"] == "Bob"


async def test_it_is_good_for_one_confirmation(desk: Desk):
    kept = await token(desk)
    await confirm(desk, await desk.intent(), kept)

    again = await confirm(desk, await desk.intent(), kept)

    assert again["error"]["param"] == "confirmation_token"


async def test_it_is_good_for_twelve_hours(desk: Desk):
    kept = await token(desk)
    desk.clock.now += 12 * 3600

    late = await confirm(desk, await desk.intent(), kept)

    assert "expired" in late["error"]["message"]


async def test_it_stands_alone(desk: Desk):
    kept = await token(desk)

    refused = await confirm(desk, await desk.intent(), kept, payment_method="pm_card_visa")
    early = await desk.intent(confirmation_token=kept["id"])
    unknown = await confirm(desk, await desk.intent(), {"id": "ctoken_0"})
    empty = await desk.post("/v1/confirmation_tokens", key=PUBLISHABLE)

    assert refused["error"]["param"] == "confirmation_token"
    assert early["error"]["param"] == "confirmation_token"
    assert unknown["error"]["code"] == "resource_missing"
    assert empty["error"]["param"] == "payment_method_data"


async def test_a_method_made_before_can_be_kept_too(desk: Desk):
    method = await desk.card("4000000000000002")
    kept = await desk.post("/v1/confirmation_tokens", key=PUBLISHABLE, payment_method=method["id"])

    answer = await confirm(desk, await desk.intent(), kept)

    assert answer["error"]["code"] == "card_declined"
    assert answer["error"]["payment_method"]["id"] == method["id"]
