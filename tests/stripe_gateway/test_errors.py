"""Each refusal and each silence of Stripe is one of our errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bookstore.domain.errors import (
    PaymentDeclined,
    PaymentError,
    PaymentRefused,
    PaymentUnavailable,
)
from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus
from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import INTENT, Desk
from tests.stripe_gateway.orders import ORDER, TERMS

pytestmark = pytest.mark.anyio
Call = Callable[[StripeGateway], Awaitable[object]]
CALLS: dict[str, Call] = {
    "create": lambda gateway: gateway.create_intent(ORDER, TERMS),
    "update": lambda gateway: gateway.update_intent(replace(ORDER, intent_id="pi_1"), 2, TERMS),
    "retrieve": lambda gateway: gateway.retrieve_intent("pi_1"),
    "cancel": lambda gateway: gateway.cancel_intent("pi_1"),
    "refund": lambda gateway: gateway.refund("pi_1", amount=None, idempotency_key="k"),
    "webhook": lambda gateway: gateway.ensure_webhook("http://x/y", known_secret=None),
}


ERRORS: list[tuple[int, dict[str, Any], type[PaymentError]]] = [
    (400, {"type": "invalid_request_error", "code": "parameter_unknown"}, PaymentRefused),
    (400, {"type": "idempotency_error"}, PaymentRefused),
    (401, {"type": "invalid_request_error"}, PaymentRefused),
    (403, {"type": "invalid_request_error"}, PaymentRefused),
    (404, {"type": "invalid_request_error", "code": "resource_missing"}, PaymentRefused),
    (402, {"type": "card_error", "code": "card_declined"}, PaymentDeclined),
    (400, {"type": "invalid_request_error", "code": "rate_limit"}, PaymentUnavailable),
    (409, {"type": "idempotency_error"}, PaymentUnavailable),
    (429, {"type": "invalid_request_error", "code": "lock_timeout"}, PaymentUnavailable),
    (500, {"type": "api_error"}, PaymentUnavailable),
    (503, {"type": "api_error"}, PaymentUnavailable),
]


@pytest.mark.parametrize(("status", "error", "kind"), ERRORS)
@pytest.mark.parametrize("call", CALLS)
async def test_each_error_of_stripe_is_one_of_ours(
    desk: Desk,
    gateway: StripeGateway,
    call: str,
    status: int,
    error: dict[str, Any],
    kind: type[PaymentError],
) -> None:
    desk.refuse(status, **error)

    with pytest.raises(PaymentError) as caught:
        await CALLS[call](gateway)

    assert type(caught.value) is kind
    assert caught.value.code == error.get("code")
    assert caught.value.request_id == "req_1"
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"[]", b"null"])
async def test_answer_that_is_not_stripes_is_no_answer(
    desk: Desk, gateway: StripeGateway, body: bytes
) -> None:
    desk.answer(body, 502)

    with pytest.raises(PaymentUnavailable):
        await gateway.retrieve_intent("pi_1")


async def test_nobody_listening_is_no_answer(desk: Desk) -> None:
    gateway = StripeGateway("sk_test_x", base_address="http://127.0.0.1:1")

    with pytest.raises(PaymentUnavailable):
        await gateway.retrieve_intent("pi_1")

    await gateway.close()


async def test_decline_keeps_its_codes(desk: Desk, gateway: StripeGateway) -> None:
    desk.refuse(402, type="card_error", code="card_declined", decline_code="insufficient_funds")

    with pytest.raises(PaymentDeclined) as caught:
        await gateway.retrieve_intent("pi_1")

    assert (caught.value.code, caught.value.decline_code) == ("card_declined", "insufficient_funds")


async def test_refusal_brings_the_intent_as_it_stands(desk: Desk, gateway: StripeGateway) -> None:
    stands = INTENT | {"status": "succeeded", "amount_received": 3500, "latest_charge": "ch_1"}
    desk.refuse(
        400,
        type="invalid_request_error",
        code="payment_intent_unexpected_state",
        payment_intent=stands,
    )

    with pytest.raises(PaymentRefused) as caught:
        await gateway.cancel_intent("pi_1")

    assert caught.value.intent is not None
    assert caught.value.intent.status is IntentStatus.SUCCEEDED
    assert caught.value.intent.amount_received == Money(3500, "usd")
    assert caught.value.intent.charge_id == "ch_1"
