"""Idempotency keys: given again, never done again."""

from typing import Any

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.idempotency import KeysInUse, read_keyed_request
from tests.sandbox.desk import START, Clock, Desk, open_desk

pytestmark = pytest.mark.anyio

TERMS = {"amount": 1999, "currency": "usd"}
DAY = 86_400


async def test_the_first_answer_is_given_again_word_for_word(desk: Desk):
    first = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)
    again = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)

    assert again.content == first.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    assert again.headers["request-id"] != first.headers["request-id"]
    assert len((await desk.get("/v1/payment_intents"))["data"]) == 1


async def test_a_decline_is_given_again_and_charges_once(desk: Desk):
    intent = await desk.intent()
    path = f"/v1/payment_intents/{intent['id']}/confirm"
    form = {"payment_method": "pm_card_visa_chargeDeclined"}

    first = await desk.call("POST", path, idem="k", **form)
    again = await desk.call("POST", path, idem="k", **form)

    assert first.status_code == again.status_code == 402
    assert again.content == first.content
    assert len((await desk.get("/v1/charges"))["data"]) == 1


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/v1/payment_intents", {**TERMS, "amount": 2000}),
        ("/v1/payment_intents", {**TERMS, "description": "Books"}),
        ("/v1/refunds", {"payment_intent": "pi_1"}),
    ],
)
async def test_a_key_is_good_for_one_request(desk: Desk, path: str, form: dict[str, Any]):
    await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)

    response = await desk.call("POST", path, idem="k", **form)

    assert response.status_code == 400
    assert response.json()["error"]["type"] == "idempotency_error"
    assert "'k'" in response.json()["error"]["message"]


async def test_refused_parameters_are_not_kept(desk: Desk):
    refused = await desk.call("POST", "/v1/payment_intents", idem="k", amount=1999)

    response = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)

    assert refused.status_code == 400
    assert response.status_code == 200
    assert "idempotent-replayed" not in response.headers


async def test_a_wrong_state_is_an_answer_and_kept(desk: Desk):
    paid = await desk.paid()
    path = f"/v1/payment_intents/{paid['id']}/cancel"

    first = await desk.call("POST", path, idem="k")
    again = await desk.call("POST", path, idem="k")

    assert first.status_code == again.status_code == 400
    assert again.headers["idempotent-replayed"] == "true"


async def test_a_wrong_state_is_kept_and_still_changes_nothing(desk: Desk):
    intent = await desk.intent()
    path = f"/v1/payment_intents/{intent['id']}/confirm"

    refused = await desk.call("POST", path, idem="k", receipt_email="a@example.com")

    assert refused.json()["error"]["code"] == "payment_intent_unexpected_state"
    assert await desk.look(intent) == intent


async def test_two_at_once_are_one_payment(desk: Desk):
    responses = []

    async def create() -> None:
        responses.append(await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS))

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(create)

    refused = [r for r in responses if r.status_code == 409]
    assert sorted({r.status_code for r in responses}) == [200, 409]
    assert refused[0].json()["error"]["code"] == "idempotency_key_in_use"
    assert refused[0].headers["stripe-should-retry"] == "true"
    assert len((await desk.get("/v1/payment_intents"))["data"]) == 1
    later = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)
    assert later.headers["idempotent-replayed"] == "true"


async def test_a_key_is_forgotten_after_a_day():
    clock = Clock(START)
    async with open_desk(clock=clock) as desk:
        first = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)
        clock.now += DAY - 1
        within = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)
        clock.now += 1
        after = await desk.call("POST", "/v1/payment_intents", idem="k", **TERMS)

    assert within.json()["id"] == first.json()["id"]
    assert after.json()["id"] != first.json()["id"]


async def test_reading_needs_no_key_and_keeps_none(desk: Desk):
    intent = await desk.intent()

    first = await desk.call("GET", f"/v1/payment_intents/{intent['id']}", idem="k")
    again = await desk.call("GET", f"/v1/payment_intents/{intent['id']}", idem="k")

    assert first.status_code == again.status_code == 200
    assert "idempotent-replayed" not in again.headers


async def test_a_key_too_long_is_refused(desk: Desk):
    response = await desk.call("POST", "/v1/payment_intents", idem="k" * 256, **TERMS)

    assert response.status_code == 400


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_the_order_of_parameters_does_not_matter(params: dict[str, str]):
    turned = dict(reversed(params.items()))

    here = read_keyed_request("k", "POST /v1/refunds", params)

    assert here == read_keyed_request("k", "POST /v1/refunds", turned)


def test_a_key_in_use_is_free_again_after_the_answer():
    keys = KeysInUse()
    keys.claim("k")
    with pytest.raises(ApiError):
        keys.claim("k")
    keys.release("k")

    keys.claim("k")
