"""Faults on demand: which calls they strike, what they leave behind, and that they repeat."""

from pathlib import Path
from random import Random
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.sandbox import Fault
from bookstore.sandbox.faults import Faults, Strike
from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio

CREATE = "POST /v1/payment_intents"
CONFIRM = "POST /v1/payment_intents/{id}/confirm"
TERMS = {"amount": 1999, "currency": "usd"}


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


async def create(desk: Desk, *, idem: str = "k") -> httpx.Response:
    return await desk.call("POST", "/v1/payment_intents", idem=idem, **TERMS)


async def count(desk: Desk) -> int:
    return len((await desk.get("/v1/payment_intents"))["data"])


async def test_a_rate_limit_has_no_effect_and_stripes_envelope(desk: Desk):
    desk.sandbox.faults.add(Fault("rate_limit", CREATE, times=1))

    refused = await create(desk)
    made = await create(desk)

    error = refused.json()["error"]
    assert refused.status_code == 429
    assert (error["type"], error["code"]) == ("invalid_request_error", "rate_limit")
    assert made.status_code == 200
    assert "idempotent-replayed" not in made.headers


async def test_an_error_before_the_effect_keeps_nothing(desk: Desk):
    desk.sandbox.faults.add(Fault("error_before", CREATE, times=1))

    failed = await create(desk)
    nothing = await count(desk)
    made = await create(desk)

    assert (failed.status_code, failed.json()["error"]["type"]) == (500, "api_error")
    assert (nothing, made.status_code) == (0, 200)


async def test_an_error_after_the_effect_is_what_the_key_keeps(desk: Desk):
    desk.sandbox.faults.add(Fault("error_after", CREATE, times=1))

    failed = await create(desk)
    again = await create(desk)

    assert (failed.status_code, again.status_code) == (500, 500)
    assert again.content == failed.content
    assert again.headers["idempotent-replayed"] == "true"
    assert await count(desk) == 1


async def test_an_error_after_a_refusal_hides_it_and_keeps_nothing(desk: Desk):
    desk.sandbox.faults.add(Fault("error_after", CREATE, times=1))

    failed = await desk.call("POST", "/v1/payment_intents", idem="k", amount=-1, currency="usd")
    made = await create(desk)

    assert (failed.status_code, made.status_code) == (500, 200)


async def test_an_error_after_reading_is_an_error(desk: Desk):
    intent = await desk.intent()
    desk.sandbox.faults.add(Fault("error_after", "GET *", times=1))

    failed = await desk.call("GET", f"/v1/payment_intents/{intent['id']}")

    assert failed.status_code == 500
    assert await desk.look(intent) == intent


async def test_a_cut_before_the_effect_leaves_nothing(desk: Desk):
    desk.sandbox.faults.add(Fault("cut_before", CREATE, times=1))

    with pytest.raises(httpx.ReadError):
        await create(desk)

    assert await count(desk) == 0
    assert "idempotent-replayed" not in (await create(desk)).headers


async def test_a_cut_after_the_effect_is_healed_by_the_same_key(desk: Desk):
    desk.sandbox.faults.add(Fault("cut_after", CREATE, times=1))

    with pytest.raises(httpx.ReadError):
        await create(desk)
    again = await create(desk)

    assert (again.status_code, again.headers["idempotent-replayed"]) == (200, "true")
    assert await count(desk) == 1


async def test_cuts_leave_no_file_open(desk: Desk):
    desk.sandbox.faults.add(Fault("cut_before"))
    before = open_files()

    for _ in range(20):
        with pytest.raises(httpx.ReadError):
            await create(desk)

    assert open_files() < before + 20


async def test_the_effect_of_a_cut_call_is_announced(desk: Desk):
    intent = await desk.intent()
    desk.sandbox.faults.add(Fault("cut_after", CONFIRM, times=1))

    with pytest.raises(httpx.ReadError):
        await desk.confirm(intent, "pm_card_visa")

    assert (await desk.look(intent))["status"] == "succeeded"
    assert "payment_intent.succeeded" in await desk.topics()


async def test_latencies_add_up_and_other_calls_are_quick(desk: Desk):
    for latency_ms in (60, 90):
        desk.sandbox.faults.add(Fault("latency", CREATE, times=1, latency_ms=latency_ms))

    started = anyio.current_time()
    await desk.get("/v1/balance")
    quick = anyio.current_time() - started
    await create(desk)
    slow = anyio.current_time() - started - quick

    assert slow >= 0.15 > quick


async def test_a_late_cut_is_late(desk: Desk):
    desk.sandbox.faults.add(Fault("cut_before", latency_ms=80))

    started = anyio.current_time()
    with pytest.raises(httpx.ReadError):
        await create(desk)

    assert anyio.current_time() - started >= 0.08


def struck(fault: Fault, *calls: str) -> list[bool]:
    faults = Faults()
    faults.add(fault)
    return [faults.draw(*call.split()) != Strike() for call in calls]


@pytest.mark.parametrize(
    ("operation", "call", "expected"),
    [
        (CREATE, "POST /v1/payment_intents", True),
        (CREATE, "POST /v1/payment_intents/", True),
        (CREATE, "GET /v1/payment_intents", False),
        (CREATE, "POST /v1/payment_intents/pi_1", False),
        (CONFIRM, "POST /v1/payment_intents/pi_1/confirm", True),
        (CONFIRM, "POST /v1/payment_intents/pi_1/cancel", False),
        (CONFIRM, "POST /v1/payment_intents/a/b/confirm", False),
        ("* /v1/refunds", "GET /v1/refunds", True),
        ("POST *", "POST /v1/anything/at/all", True),
        ("POST *", "GET /v1/anything", False),
        ("* *", "DELETE /v1/webhook_endpoints/we_1", True),
        ("GET /v1/a.b", "GET /v1/axb", False),
    ],
)
def test_an_operation_means_its_calls(operation: str, call: str, expected: bool):
    assert struck(Fault("cut_before", operation), call) == [expected]


def test_the_next_n_matching_calls_are_struck():
    calls = ["POST /v1/refunds", "GET /v1/refunds", "POST /v1/refunds", "POST /v1/refunds"]

    assert struck(Fault("rate_limit", "POST *", times=2), *calls) == [True, False, True, False]


@given(seed=st.integers(0, 10**9), chance=st.floats(0, 1))
def test_one_seed_strikes_the_same_calls_again(seed: int, chance: float):
    fault = Fault("cut_after", "POST *", chance=chance, seed=seed)
    calls = ["POST /v1/refunds"] * 30
    dice = Random(seed)

    assert struck(fault, *calls) == struck(fault, *calls)
    assert struck(fault, *calls) == [dice.random() < chance for _ in calls]


def test_chance_counts_what_it_struck():
    faults = Faults()
    faults.add(Fault("cut_after", times=5, chance=0.5, seed=1))

    strikes = [faults.draw("GET", "/v1/balance").cuts for _ in range(100)]

    assert sum(strikes) == 5
    assert strikes[:5] != [True] * 5
    assert faults.in_force() == []


def test_of_two_faults_the_older_strikes_first():
    faults = Faults()
    faults.add(Fault("rate_limit", times=1))
    faults.add(Fault("cut_before", times=1))

    assert [faults.draw("GET", "/v1/balance").kind for _ in range(3)] == [
        "rate_limit",
        "cut_before",
        None,
    ]


def test_faults_are_cleared_one_by_one_or_all():
    faults = Faults()
    one, two = faults.add(Fault("cut_before")), faults.add(Fault("rate_limit"))

    faults.clear(one)
    left = [number for number, _, _ in faults.in_force()]
    faults.clear()

    assert (left, faults.in_force()) == ([two], [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "flood"},
        {"operation": "payment_intents"},
        {"operation": "POST /v2/x"},
        {"times": 0},
        {"chance": 1.1},
        {"chance": float("nan")},
        {"latency_ms": -1},
        {"kind": "latency"},
        {"kind": "latency", "latency_ms": 10**9},
    ],
)
def test_a_fault_which_means_nothing_is_refused(wrong: dict[str, Any]):
    with pytest.raises(ValueError, match=next(reversed(wrong)) + r"|latency_ms"):
        Fault(**{"kind": "cut_before", **wrong})
