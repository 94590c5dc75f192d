"""What Stripe's objects and signed events become, and which events nobody signed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import stripe

from bookstore.domain.errors import ForgedEvent
from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus
from bookstore.domain.receipt import Receipt
from bookstore.stripe_gateway import StripeGateway, read_intent
from tests.stripe_gateway.desk import CHARGE, INTENT, REFUND

SECRET = "whsec_of_these_tests"


@pytest.fixture(scope="module")
def gateway() -> StripeGateway:
    return StripeGateway("sk_test_of_these_tests")


def intent_of(**changes: object) -> stripe.PaymentIntent:
    """The SDK's object for an intent with some fields changed."""
    return stripe.PaymentIntent.construct_from(INTENT | changes, "sk_test_x")


@pytest.mark.parametrize("status", [each for each in IntentStatus if each.value != "unknown"])
def test_intent_is_read_in_every_status(status: IntentStatus) -> None:
    assert read_intent(intent_of(status=status.value)).status is status


def test_new_intent_is_read() -> None:
    intent = read_intent(intent_of())

    assert intent.amount == Money(3500, "usd")
    assert intent.amount_received == intent.amount_refunded == Money(0, "usd")
    assert (intent.order_number, intent.order_revision) == ("B-1", 1)
    assert intent.client_secret == "pi_1_secret_x"
    assert intent.livemode is False
    assert intent.charge_id is intent.decline_code is intent.error_code is None


def test_paid_and_partly_refunded_intent_is_read() -> None:
    charge = CHARGE | {"amount_refunded": 700}

    intent = read_intent(intent_of(amount_received=3500, latest_charge=charge, livemode=True))

    assert intent.amount_received == Money(3500, "usd")
    assert intent.amount_refunded == Money(700, "usd")
    assert intent.charge_id == "ch_1"
    assert intent.livemode is True


@pytest.mark.parametrize(
    ("charge", "receipt"),
    [
        (
            {
                "payment_method_details": {
                    "type": "card",
                    "card": {"brand": "visa", "last4": "4242", "wallet": None},
                },
                "receipt_url": "https://pay.stripe.com/receipts/1",
            },
            Receipt("card", "visa", "4242", "https://pay.stripe.com/receipts/1"),
        ),
        (
            {
                "payment_method_details": {"type": "us_bank_account", "us_bank_account": {}},
                "receipt_url": None,
            },
            Receipt("us_bank_account"),
        ),
        (
            {
                "payment_method_details": {"type": "amazon_pay"},
                "receipt_url": "javascript:alert(1)",
            },
            Receipt("amazon_pay"),
        ),
        ({"payment_method_details": None, "receipt_url": "https://pay.stripe.com/1"}, None),
        ({}, None),
    ],
)
def test_charge_says_how_it_was_paid(charge: dict[str, Any], receipt: Receipt | None) -> None:
    assert read_intent(intent_of(latest_charge=CHARGE | charge)).receipt == receipt


@pytest.mark.parametrize("charge", [None, "ch_1"])
def test_intent_without_its_charge_has_no_receipt(charge: str | None) -> None:
    assert read_intent(intent_of(latest_charge=charge)).receipt is None


def test_declined_and_canceled_intent_is_read() -> None:
    error = {"code": "card_declined", "decline_code": "lost_card", "type": "card_error"}

    intent = read_intent(intent_of(last_payment_error=error, cancellation_reason="abandoned"))

    assert (intent.error_code, intent.decline_code) == ("card_declined", "lost_card")
    assert intent.cancellation_reason == "abandoned"


@pytest.mark.parametrize("missing", ["last_payment_error", "cancellation_reason"])
def test_field_that_stripe_leaves_out_is_absent(missing: str) -> None:
    values = {name: value for name, value in INTENT.items() if name != missing}

    intent = read_intent(stripe.PaymentIntent.construct_from(values, "sk_test_x"))

    assert intent.error_code is intent.cancellation_reason is None


@pytest.mark.parametrize(
    ("metadata", "number", "revision"),
    [
        ({}, None, None),
        ({"order_number": "B-1"}, "B-1", None),
        ({"order_number": "B-1", "order_revision": "12"}, "B-1", 12),
        ({"order_revision": "one"}, None, None),
        ({"order_revision": "-1"}, None, None),
        ({"order_revision": "٣"}, None, None),
        ({"order_revision": ""}, None, None),
        ({"somebody": "else's"}, None, None),
    ],
)
def test_metadata_that_is_not_ours_names_no_order(
    metadata: dict[str, str], number: str | None, revision: int | None
) -> None:
    intent = read_intent(intent_of(metadata=metadata))

    assert (intent.order_number, intent.order_revision) == (number, revision)


def event_body(subject: dict[str, Any], kind: str = "payment_intent.succeeded") -> str:
    return json.dumps(
        {
            "id": "evt_1",
            "object": "event",
            "type": kind,
            "livemode": False,
            "data": {"object": subject},
        }
    )


def sign(body: str, *, secret: str = SECRET, age_seconds: int = 0) -> str:
    timestamp = int(time.time()) - age_seconds
    return stripe.WebhookSignature.generate_signature_header(body, secret, timestamp)


@pytest.mark.parametrize(
    ("subject", "intent_id"),
    [
        (INTENT, "pi_1"),
        (CHARGE | {"payment_intent": "pi_1"}, "pi_1"),
        (REFUND | {"payment_intent": "pi_1"}, "pi_1"),
        (CHARGE | {"payment_intent": None}, None),
        ({"id": "cus_1", "object": "customer"}, None),
    ],
)
def test_signed_event_is_read(
    gateway: StripeGateway, subject: dict[str, Any], intent_id: str | None
) -> None:
    body = event_body(subject, "something.happened")

    event = gateway.read_event(body.encode(), sign(body), SECRET)

    assert (event.id, event.type, event.livemode) == ("evt_1", "something.happened", False)
    assert event.intent_id == intent_id


@pytest.mark.parametrize(
    ("kind", "subject", "status", "refunded_minor"),
    [
        ("payment_intent.succeeded", INTENT | {"status": "succeeded"}, "succeeded", None),
        ("payment_intent.canceled", INTENT | {"status": "canceled"}, "canceled", None),
        ("payment_intent.dreamt", INTENT | {"status": "dreamt"}, "unknown", None),
        ("charge.refunded", CHARGE | {"amount_refunded": 900}, None, 900),
        ("charge.refunded", CHARGE | {"amount_refunded": "900"}, None, None),
        ("charge.succeeded", CHARGE, None, None),
        ("refund.failed", REFUND | {"status": "failed"}, None, None),
    ],
)
def test_event_is_read_with_what_it_says_of_the_payment(
    gateway: StripeGateway,
    kind: str,
    subject: dict[str, Any],
    status: str | None,
    refunded_minor: int | None,
) -> None:
    body = event_body(subject, kind)

    event = gateway.read_event(body.encode(), sign(body), SECRET)

    assert (event.status, event.refunded_minor) == (status, refunded_minor)


BODY = event_body(INTENT)
FORGERIES = {
    "no signature": (BODY, ""),
    "garbage for a signature": (BODY, "t=now,v1=x"),
    "letters beyond ASCII": (BODY, "t=1,v1=é"),
    "only an old scheme": (BODY, sign(BODY).replace("v1=", "v0=")),
    "wrong secret": (BODY, sign(BODY, secret="whsec_of_somebody_else")),
    "six minutes old": (BODY, sign(BODY, age_seconds=360)),
    "changed body": (BODY.replace("3500", "1"), sign(BODY)),
    "signed text that is no JSON": ("hello", sign("hello")),
    "signed list": ("[]", sign("[]")),
    "signed nothing": ("", sign("")),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_event_that_stripe_did_not_sign_is_forged(gateway: StripeGateway, what: str) -> None:
    body, signature = FORGERIES[what]

    with pytest.raises(ForgedEvent) as caught:
        gateway.read_event(body.encode(), signature, SECRET)

    assert SECRET not in str(caught.value)


def test_bytes_that_are_no_text_are_forged(gateway: StripeGateway) -> None:
    with pytest.raises(ForgedEvent):
        gateway.read_event(b"\xff\xfe", sign("x"), SECRET)


@pytest.mark.parametrize("secret", ["", " "])
def test_shop_without_a_secret_believes_nothing(gateway: StripeGateway, secret: str) -> None:
    with pytest.raises(ForgedEvent):
        gateway.read_event(BODY.encode(), sign(BODY, secret=secret), secret)
