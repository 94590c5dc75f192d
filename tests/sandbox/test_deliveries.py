"""Webhooks on demand: listed with answers, held, sent again, doubled, reordered, late, lost."""

from collections.abc import AsyncGenerator
from typing import Any

import anyio
import pytest
from httpx import ASGITransport
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bookstore.sandbox.deliveries import APART_SECONDS
from tests.sandbox.desk import Desk, open_desk
from tests.sandbox.letterbox import PATIENCE_SECONDS, Letterbox, open_letterbox

pytestmark = pytest.mark.anyio

CREATED, CANCELED = "payment_intent.created", "payment_intent.canceled"


@pytest.fixture
async def letterbox() -> AsyncGenerator[Letterbox]:
    async with open_letterbox() as box:
        yield box


async def register(desk: Desk, box: Letterbox) -> str:
    endpoint = await desk.post("/v1/webhook_endpoints", url=box.url, enabled_events=["*"])
    return endpoint["id"]


async def hold(desk: Desk, box: Letterbox, *, intents: int = 1) -> tuple[str, list[Any]]:
    """A held endpoint and what waits for it, oldest first."""
    endpoint = await register(desk, box)
    await desk.control(f"endpoints/{endpoint}/hold")
    for _ in range(intents):
        await desk.intent()
    return endpoint, (await desk.deliveries())[::-1]


async def settled(desk: Desk, count: int) -> list[Any]:
    """All deliveries, oldest first, once this many are over."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while True:
            listed = (await desk.deliveries(limit=100))[::-1]
            if sum(each["state"] == "delivered" for each in listed) >= count:
                return listed
            await anyio.sleep(0.005)


def ids(events: list[Any]) -> list[str]:
    return [event["id"] for event in events]


async def test_deliveries_are_listed_with_their_answers(desk: Desk, letterbox: Letterbox):
    letterbox.statuses = [204]
    endpoint = await register(desk, letterbox)
    intent = await desk.intent()
    [event] = await letterbox.wait_for(1)

    [listed] = await settled(desk, 1)

    assert event["data"]["object"]["id"] == intent["id"]
    assert listed == {
        "id": 1,
        "event": event["id"],
        "type": CREATED,
        "endpoint": endpoint,
        "url": letterbox.url,
        "state": "delivered",
        "attempts": 1,
        "due": listed["due"],
        "status": 204,
        "problem": None,
        "under_way": False,
        "held": False,
    }


async def test_the_list_is_narrowed_and_paged(desk: Desk, letterbox: Letterbox):
    endpoint, waiting = await hold(desk, letterbox, intents=3)

    newest = await desk.deliveries(limit=2)
    rest = await desk.deliveries(before=newest[-1]["id"])
    one = await desk.deliveries(event=waiting[1]["event"])
    none = await desk.deliveries(endpoint="we_other")

    assert [each["id"] for each in newest + rest] == [3, 2, 1]
    assert [each["id"] for each in one] == [2]
    assert none == []
    assert [each["id"] for each in await desk.deliveries(endpoint=endpoint)] == [3, 2, 1]


async def test_a_held_endpoint_gets_nothing_until_it_is_resumed(desk: Desk, letterbox: Letterbox):
    endpoint, waiting = await hold(desk, letterbox, intents=2)
    held = await desk.client.get("/sandbox/control/endpoints")
    other = await register(desk, letterbox)
    await desk.control(f"events/{waiting[0]['event']}/resend", endpoint=other)
    await letterbox.wait_for(1)
    await settled(desk, 1)

    await desk.control(f"endpoints/{endpoint}/resume")
    desk.clock.now += 1
    await desk.do_due()
    events = await letterbox.wait_for(3)

    assert [each["held"] for each in held.json()["endpoints"]] == [True]
    assert ids(events[1:]) == [each["event"] for each in waiting]


async def test_one_delivery_passes_a_hold_when_it_is_asked_for(desk: Desk, letterbox: Letterbox):
    _, waiting = await hold(desk, letterbox, intents=2)

    await desk.control(f"deliveries/{waiting[1]['id']}/send")
    [event] = await letterbox.wait_for(1)
    listed = await settled(desk, 1)

    assert event["id"] == waiting[1]["event"]
    assert [each["state"] for each in listed] == ["waiting", "delivered"]


async def test_a_delivery_which_is_over_is_sent_again(desk: Desk, letterbox: Letterbox):
    await register(desk, letterbox)
    await desk.intent()
    [first] = await settled(desk, 1)

    await desk.control(f"deliveries/{first['id']}/send")
    events = await letterbox.wait_for(2)

    assert ids(events) == [first["event"]] * 2
    assert len(await settled(desk, 2)) == 2


async def test_an_event_is_resent_to_every_endpoint(desk: Desk, letterbox: Letterbox):
    await desk.intent()
    [event] = (await desk.get("/v1/events"))["data"]
    for _ in range(2):
        await register(desk, letterbox)

    queued = await desk.control(f"events/{event['id']}/resend")
    events = await letterbox.wait_for(2)

    assert len(queued["deliveries"]) == 2
    assert ids(events) == [event["id"]] * 2


async def test_a_delivery_is_duplicated(desk: Desk, letterbox: Letterbox):
    endpoint, [waiting] = await hold(desk, letterbox)

    await desk.control(f"deliveries/{waiting['id']}/duplicate", times=2)
    await desk.control(f"endpoints/{endpoint}/resume")
    desk.clock.now += 1
    await desk.do_due()
    events = await letterbox.wait_for(3)

    assert ids(events) == [waiting["event"]] * 3


async def test_deliveries_are_reversed(desk: Desk, letterbox: Letterbox):
    endpoint, waiting = await hold(desk, letterbox, intents=3)

    await desk.control(f"endpoints/{endpoint}/reverse")
    await desk.control(f"endpoints/{endpoint}/resume")
    for place in range(3):
        await letterbox.wait_for(place + 1)
        desk.clock.now += APART_SECONDS
        await desk.do_due()
    events = await letterbox.wait_for(3)

    assert ids(events) == [each["event"] for each in waiting][::-1]


async def test_a_shuffle_can_be_repeated(desk: Desk, letterbox: Letterbox):
    endpoint, _ = await hold(desk, letterbox, intents=6)

    orders = []
    for seed in (4, 4, 5):
        await desk.control(f"endpoints/{endpoint}/shuffle", seed=seed)
        line = sorted(await desk.deliveries(), key=lambda each: each["due"])
        orders.append([each["id"] for each in line])
        await desk.query("UPDATE deliveries SET due = 1")

    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == [1, 2, 3, 4, 5, 6] != orders[0]


async def test_a_delayed_delivery_is_late(desk: Desk, letterbox: Letterbox):
    endpoint, waiting = await hold(desk, letterbox, intents=2)

    await desk.control(f"deliveries/{waiting[0]['id']}/delay", seconds=60)
    await desk.control(f"endpoints/{endpoint}/resume")
    [event] = await letterbox.wait_for(1)
    await settled(desk, 1)
    desk.clock.now += 59
    await desk.do_due()
    [late] = await desk.query("SELECT state FROM deliveries WHERE seq = ?", waiting[0]["id"])
    desk.clock.now += 1
    await desk.do_due()
    events = await letterbox.wait_for(2)

    assert (event["id"], late) == (waiting[1]["event"], ("waiting",))
    assert events[1]["id"] == waiting[0]["event"]


async def test_what_is_dropped_never_comes(desk: Desk, letterbox: Letterbox):
    endpoint, waiting = await hold(desk, letterbox, intents=3)

    await desk.control(f"deliveries/{waiting[1]['id']}/drop")
    await desk.control(f"endpoints/{endpoint}/resume")
    desk.clock.now += 1
    await desk.do_due()
    await letterbox.wait_for(2)
    listed = await settled(desk, 2)

    assert [each["state"] for each in listed] == ["delivered", "dropped", "delivered"]


async def test_everything_that_waits_is_dropped_at_once(desk: Desk, letterbox: Letterbox):
    endpoint, _ = await hold(desk, letterbox, intents=2)

    await desk.control(f"endpoints/{endpoint}/drop")

    assert {each["state"] for each in await desk.deliveries()} == {"dropped"}


@pytest.mark.parametrize("act", ["drop", "delay"])
async def test_what_is_over_cannot_be_changed(desk: Desk, letterbox: Letterbox, act: str):
    await register(desk, letterbox)
    await desk.intent()
    await settled(desk, 1)

    response = await desk.client.post(f"/sandbox/control/deliveries/1/{act}", json={})

    assert response.status_code == 409
    assert "is delivered" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("deliveries/99/send", {}, 404),
        ("deliveries/99/drop", {}, 404),
        (f"deliveries/{'9' * 30}/send", {}, 404),
        ("deliveries/1/explode", {}, 404),
        ("deliveries/1/duplicate", {"times": 21}, 400),
        ("deliveries/1/duplicate", {"times": -1}, 400),
        ("deliveries/1/delay", {"seconds": "x"}, 400),
        ("deliveries/1/delay", {"seconds": 10**9}, 400),
        ("endpoints/we_none/hold", {}, 404),
        ("events/evt_none/resend", {}, 404),
    ],
)
async def test_what_cannot_be_done_is_refused(
    desk: Desk, letterbox: Letterbox, path: str, sent: dict[str, Any], status: int
):
    await hold(desk, letterbox)

    response = await desk.client.post(f"/sandbox/control/{path}", json=sent)

    assert response.status_code == status
    assert len(await desk.deliveries()) == 1


async def test_a_hold_survives_a_restart(tmp_path: Any, letterbox: Letterbox):
    async with open_desk(tmp_path / "s.db") as desk:
        await hold(desk, letterbox)
    async with open_desk(tmp_path / "s.db") as desk:
        [waiting] = await desk.deliveries()

    assert (waiting["held"], waiting["state"], letterbox.seen) == (True, "waiting", [])


async def test_webhooks_travel_on_the_road_they_are_given():
    seen: list[bytes] = []
    arrived = anyio.Event()

    async def hook(request: Request) -> Response:
        seen.append(await request.body())
        arrived.set()
        return Response()

    shop = Starlette(routes=[Route("/hook", hook, methods=["POST"])])
    async with open_desk(webhook_road=ASGITransport(shop)) as desk:
        await desk.post("/v1/webhook_endpoints", url="http://shop/hook", enabled_events=["*"])
        intent = await desk.intent()
        with anyio.fail_after(PATIENCE_SECONDS):
            await arrived.wait()

    assert intent["id"].encode() in seen[0]
