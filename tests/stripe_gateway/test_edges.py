"""Edges at which the gateway was once wrong."""

from __future__ import annotations

import time

import pytest
import stripe

from bookstore.domain.errors import ForgedEvent, PaymentRefused
from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import INTENT, open_desk
from tests.stripe_gateway.orders import ORDER, TERMS

pytestmark = pytest.mark.anyio


# event.data is read outside the try; a signed body without data escapes.
@pytest.mark.parametrize(
    "body",
    [
        '{"object":"event","id":"evt_1"}',
        "{}",
        '{"id":"evt_1","object":"event","type":"x","livemode":false,"data":{"object":null}}',
    ],
)
def test_signed_body_that_is_no_event_is_forged(body):
    signature = stripe.WebhookSignature.generate_signature_header(body, "whsec_x", int(time.time()))
    with pytest.raises(ForgedEvent):
        StripeGateway("sk_test_x").read_event(body.encode(), signature, "whsec_x")


# an empty state (and postal code) is sent; to Stripe "" means "unset", and
# the SDK's type of shipping.address.state is `str`, not `Literal['']|str`: it cannot be unset.
async def test_empty_fields_of_the_address_are_left_out(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_desk() as desk:
        desk.answer(INTENT)
        gateway = StripeGateway("sk_test_x", base_address=desk.url)
        await gateway.create_intent(ORDER, TERMS)
        await gateway.close()
    assert "" not in desk.requests[0].form.values()


# Stripe's message repeats the address; the error's text goes to the log.
async def test_message_for_the_log_names_no_address(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_desk() as desk:
        desk.refuse(
            400,
            type="invalid_request_error",
            code="email_invalid",
            param="receipt_email",
            message="Invalid email address: ada@example.com",
        )
        gateway = StripeGateway("sk_test_x", base_address=desk.url)
        with pytest.raises(PaymentRefused) as caught:
            await gateway.create_intent(ORDER, TERMS)
        await gateway.close()
    assert "ada@example.com" not in str(caught.value)
