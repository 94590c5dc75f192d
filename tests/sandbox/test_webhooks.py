"""Webhooks: signed, filtered, retried, and not lost with the process."""

import hmac
from collections.abc import AsyncGenerator
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.abc import SocketStream

from tests.sandbox.desk import START, Clock, Desk, open_desk
from tests.sandbox.letterbox import PATIENCE_SECONDS, Letterbox, open_letterbox, port_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def letterbox() -> AsyncGenerator[Letterbox]:
    async with open_letterbox() as box:
        yield box


async def register(desk: Desk, url: str, *events: str) -> Any:
    wanted = list(events) or ["*"]
    return await desk.post("/v1/webhook_endpoints", url=url, enabled_events=wanted)


async def waiting(desk: Desk, topic: str) -> int:
    [event] = (await desk.get("/v1/events", type=topic))["data"]
    return event["pending_webhooks"]


async def test_a_delivery_is_signed_with_the_endpoints_secret(desk: Desk, letterbox: Letterbox):
    endpoint = await register(desk, letterbox.url)

    await desk.intent()
    await letterbox.wait_for(1)

    headers, body = letterbox.seen[0]
    parts = dict(part.split("=", 1) for part in headers["stripe-signature"].split(","))
    signed = f"{parts['t']}.".encode() + body
    expected = hmac.new(endpoint["secret"].encode(), signed, sha256).hexdigest()
    assert endpoint["secret"].startswith("whsec_")
    assert parts == {"t": str(int(START)), "v1": expected}


async def test_an_event_names_the_call_behind_it(desk: Desk, letterbox: Letterbox):
    await register(desk, letterbox.url)

    form = {"amount": 1999, "currency": "usd"}
    response = await desk.call("POST", "/v1/payment_intents", idem="order:1", **form)
    [event] = await letterbox.wait_for(1)

    assert event["type"] == "payment_intent.created"
    assert event["data"]["object"] == response.json()
    assert event["pending_webhooks"] == 1
    assert event["request"] == {
        "id": response.headers["request-id"],
        "idempotency_key": "order:1",
    }


async def test_an_endpoint_gets_only_what_it_asked_for(desk: Desk, letterbox: Letterbox):
    await register(desk, letterbox.url, "payment_intent.succeeded", "refund.created")

    paid = await desk.paid()
    await desk.post("/v1/refunds", payment_intent=paid["id"])
    events = await letterbox.wait_for(2)

    assert {e["type"] for e in events} == {"payment_intent.succeeded", "refund.created"}
    assert await waiting(desk, "payment_intent.created") == 0


async def test_a_secret_is_shown_once(desk: Desk):
    endpoint = await register(desk, "http://127.0.0.1:1/hook")
    path = f"/v1/webhook_endpoints/{endpoint['id']}"

    assert "secret" not in await desk.get(path)
    assert "secret" not in (await desk.get("/v1/webhook_endpoints"))["data"][0]
    assert "secret" not in await desk.post(path, description="The shop")


async def test_each_endpoint_has_a_secret_of_its_own(desk: Desk, letterbox: Letterbox):
    one = await register(desk, letterbox.url)
    other = await register(desk, letterbox.url)

    await desk.intent()
    await letterbox.wait_for(2)

    assert one["secret"] != other["secret"]
    assert letterbox.seen[0][1] == letterbox.seen[1][1]
    assert letterbox.seen[0][0]["stripe-signature"] != letterbox.seen[1][0]["stripe-signature"]


async def settle(desk: Desk, *, attempts: int) -> float:
    """Wait until the sandbox has noted an attempt; when the next one is due."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while True:
            [(made, due)] = await desk.query("SELECT attempts, due FROM deliveries")
            if made >= attempts:
                return due
            await anyio.sleep(0.005)


async def test_a_refused_delivery_is_tried_again_later_and_later(letterbox: Letterbox):
    clock = Clock(START)
    letterbox.statuses = [500, 404, 302]
    pauses = []
    async with open_desk(clock=clock) as desk:
        await register(desk, letterbox.url)
        await desk.intent()
        for number in (1, 2, 3):
            await letterbox.wait_for(number)
            due = await settle(desk, attempts=number)
            pauses.append(due - clock.now)
            clock.now = due
            await desk.do_due()
        await letterbox.wait_for(4)
        await settle(desk, attempts=4)

        assert await waiting(desk, "payment_intent.created") == 0
    assert pauses == [1, 2, 4]
    assert len({body for _, body in letterbox.seen}) == 1


async def test_before_its_time_nothing_is_tried_again(desk: Desk, letterbox: Letterbox):
    letterbox.statuses = [500]
    await register(desk, letterbox.url, "payment_intent.created")
    await desk.intent()
    await settle(desk, attempts=1)

    desk.clock.now += 0.9
    await register(desk, letterbox.url, "payment_intent.canceled")
    intent = (await desk.get("/v1/payment_intents"))["data"][0]
    await desk.post(f"/v1/payment_intents/{intent['id']}/cancel")
    events = await letterbox.wait_for(2)

    assert [e["type"] for e in events] == ["payment_intent.created", "payment_intent.canceled"]


async def test_an_endpoint_which_is_not_there_gets_it_when_it_is(tmp_path: Path):
    async with open_desk(tmp_path / "s.db") as desk:
        closed = await anyio.create_tcp_listener(local_host="127.0.0.1")
        port = port_of(closed)
        await closed.aclose()
        await register(desk, f"http://127.0.0.1:{port}/hook")
        intent = await desk.intent()
        await settle(desk, attempts=1)

    async with open_letterbox(port) as box, open_desk(tmp_path / "s.db"):
        [event] = await box.wait_for(1)

    assert event["data"]["object"]["id"] == intent["id"]


async def never_answer(stream: SocketStream) -> None:
    async with stream:
        await anyio.sleep_forever()


async def test_a_stop_in_the_middle_of_a_delivery_loses_no_time(tmp_path: Path):
    reached = anyio.Event()

    async def keep_waiting(stream: SocketStream) -> None:
        reached.set()
        await never_answer(stream)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = port_of(listener)
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, keep_waiting)
        async with open_desk(tmp_path / "s.db") as desk:
            await register(desk, f"http://127.0.0.1:{port}/hook")
            await desk.intent()
            with anyio.fail_after(PATIENCE_SECONDS):
                await reached.wait()
        tasks.cancel_scope.cancel()

    async with open_letterbox(port) as box, open_desk(tmp_path / "s.db"):
        [event] = await box.wait_for(1)

    assert event["type"] == "payment_intent.created"


async def test_a_slow_endpoint_delays_no_other(desk: Desk, letterbox: Letterbox):
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, never_answer)
        port = port_of(listener)
        await register(desk, f"http://127.0.0.1:{port}/hook", "payment_intent.created")
        await register(desk, letterbox.url, "payment_intent.created")

        await desk.intent()
        [event] = await letterbox.wait_for(1)
        tasks.cancel_scope.cancel()
    assert event["type"] == "payment_intent.created"


async def test_a_deleted_endpoint_gets_nothing_more(desk: Desk, letterbox: Letterbox):
    letterbox.statuses = [500]
    endpoint = await register(desk, letterbox.url)
    await desk.intent()
    await settle(desk, attempts=1)

    deleted = await desk.call("DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")

    assert deleted.json() == {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}
    assert await waiting(desk, "payment_intent.created") == 0
    assert (await desk.call("GET", f"/v1/webhook_endpoints/{endpoint['id']}")).status_code == 404


async def test_a_disabled_endpoint_is_passed_over(desk: Desk):
    endpoint = await register(desk, "http://127.0.0.1:1/hook")
    path = f"/v1/webhook_endpoints/{endpoint['id']}"

    off = await desk.post(path, disabled=True)
    await desk.intent()
    on = await desk.post(path, disabled=False, enabled_events=["charge.failed"])

    assert (off["status"], on["status"]) == ("disabled", "enabled")
    assert on["enabled_events"] == ["charge.failed"]
    assert await waiting(desk, "payment_intent.created") == 0


@pytest.mark.parametrize(
    "form",
    [
        {"url": "not a url", "enabled_events": ["*"]},
        {"url": "ftp://a/b", "enabled_events": ["*"]},
        {"url": "http://a/b", "enabled_events": ["nonsense"]},
        {"url": "http://a/b"},
        {"enabled_events": ["*"]},
    ],
)
async def test_an_endpoint_needs_an_address_and_known_events(desk: Desk, form: dict[str, Any]):
    response = await desk.call("POST", "/v1/webhook_endpoints", **form)

    assert response.status_code == 400
