"""Webhooks, taken by Stripe's own verification."""

import time
from collections.abc import AsyncGenerator

import anyio
import pytest
import stripe

from tests.contract.conftest import SDK_NOISE
from tests.sandbox.letterbox import Letterbox, open_letterbox

pytestmark = [pytest.mark.anyio, SDK_NOISE]


@pytest.fixture
async def letterbox() -> AsyncGenerator[Letterbox]:
    async with open_letterbox() as box:
        yield box


async def test_the_sdk_accepts_signature_and_event(
    client: stripe.StripeClient, letterbox: Letterbox
):
    endpoint = await client.v1.webhook_endpoints.create_async(
        {"url": letterbox.url, "enabled_events": ["payment_intent.succeeded"]}
    )
    assert endpoint.secret is not None
    paid = await client.v1.payment_intents.create_async(
        {
            "amount": 1999,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://example.com",
        }
    )
    await letterbox.wait_for(1)
    await client.v1.webhook_endpoints.delete_async(endpoint.id)

    headers, body = letterbox.seen[0]
    signature = headers["stripe-signature"]
    event = client.construct_event(body, signature, endpoint.secret)
    assert event.type == "payment_intent.succeeded"
    assert event.data.object["id"] == paid.id
    assert event.api_version == "2026-10-28.endive"
    assert stripe.WebhookSignature.verify_header(
        body.decode(), signature, endpoint.secret, tolerance=300
    )
    for forged in (body + b" ", body.replace(b"1999", b"2999")):
        with pytest.raises(stripe.SignatureVerificationError):
            client.construct_event(forged, signature, endpoint.secret)
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(body, signature, "whsec_of_another")
    assert abs(int(signature.split(",")[0][2:]) - time.time()) < 60


async def test_endpoints_are_kept_by_the_sdk(client: stripe.StripeClient):
    made = await client.v1.webhook_endpoints.create_async(
        {"url": "http://127.0.0.1:1/hook", "enabled_events": ["*"], "description": "The shop"}
    )
    seen = await client.v1.webhook_endpoints.retrieve_async(made.id)
    changed = await client.v1.webhook_endpoints.update_async(
        made.id, {"enabled_events": ["charge.failed"], "metadata": {"a": "1"}}
    )
    listed = await client.v1.webhook_endpoints.list_async({"limit": 1})
    deleted = await client.v1.webhook_endpoints.delete_async(made.id)

    assert made.secret is not None
    assert "secret" not in seen
    assert (changed.enabled_events, changed.metadata["a"]) == (["charge.failed"], "1")
    assert listed.data[0].id == made.id
    assert deleted.deleted is True


async def test_a_refused_delivery_comes_again_with_the_same_event(
    client: stripe.StripeClient, letterbox: Letterbox
):
    letterbox.statuses = [500]
    endpoint = await client.v1.webhook_endpoints.create_async(
        {"url": letterbox.url, "enabled_events": ["payment_intent.created"]}
    )
    await client.v1.payment_intents.create_async({"amount": 1999, "currency": "usd"})

    with anyio.fail_after(10):
        first, again = await letterbox.wait_for(2)
    await client.v1.webhook_endpoints.delete_async(endpoint.id)

    assert first == again
