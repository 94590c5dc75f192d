"""Lists and expansion: pages that fit together, ids replaced by what they name."""

from typing import Any

import pytest

from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio


def ids(page: Any) -> list[str]:
    return [thing["id"] for thing in page["data"]]


async def test_pages_forwards_and_back_cover_everything_once(desk: Desk):
    made = [(await desk.intent())["id"] for _ in range(6)][::-1]
    path = "/v1/payment_intents"

    first = await desk.get(path, limit=3)
    second = await desk.get(path, limit=2, starting_after=ids(first)[-1])
    third = await desk.get(path, limit=1, starting_after=ids(second)[-1])
    back = await desk.get(path, limit=2, ending_before=ids(third)[0])
    front = await desk.get(path, limit=3, ending_before=ids(second)[0])

    assert ids(first) + ids(second) + ids(third) == made
    assert [page["has_more"] for page in (first, second, third)] == [True, True, False]
    assert (back["data"], back["has_more"]) == (second["data"], True)
    assert (front["data"], front["has_more"]) == (first["data"], False)
    assert first["url"] == path
    assert first["object"] == "list"


async def test_ten_are_shown_unless_asked_otherwise(desk: Desk):
    for _ in range(11):
        await desk.intent()

    page = await desk.get("/v1/payment_intents")

    assert (len(page["data"]), page["has_more"]) == (10, True)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x"])
async def test_a_limit_is_between_1_and_100(desk: Desk, limit: str):
    answer = await desk.get("/v1/payment_intents", limit=limit)

    assert answer["error"]["param"] == "limit"


async def test_a_cursor_names_something_of_the_same_kind(desk: Desk):
    paid = await desk.paid()
    response = await desk.call("GET", "/v1/payment_intents", starting_after=paid["latest_charge"])

    assert response.status_code == 400
    assert response.json()["error"]["param"] == "starting_after"


async def test_lists_can_be_cut_by_time(desk: Desk):
    early = await desk.intent()
    desk.clock.now += 100
    late = await desk.intent()
    path = "/v1/payment_intents"

    assert ids(await desk.get(path, created={"gt": early["created"]})) == [late["id"]]
    assert ids(await desk.get(path, created={"lt": late["created"]})) == [early["id"]]
    assert ids(await desk.get(path, created=late["created"])) == [late["id"]]


async def test_charges_are_listed_by_intent(desk: Desk):
    one, _ = await desk.paid(), await desk.paid()

    page = await desk.get("/v1/charges", payment_intent=one["id"])

    assert ids(page) == [one["latest_charge"]]


async def test_events_are_listed_by_type_and_seen_alone(desk: Desk):
    await desk.paid()

    [event] = (await desk.get("/v1/events", type="charge.succeeded"))["data"]

    assert event == await desk.get(f"/v1/events/{event['id']}")
    assert event["api_version"] == "2026-10-28.endive"
    assert event["data"]["object"]["object"] == "charge"


async def test_events_are_listed_by_several_types(desk: Desk):
    await desk.paid()

    page = await desk.get("/v1/events", types=["charge.succeeded", "payment_intent.created"])

    assert [e["type"] for e in page["data"]] == ["charge.succeeded", "payment_intent.created"]


async def test_an_event_keeps_the_object_as_it_was(desk: Desk):
    intent = await desk.intent()
    await desk.confirm(intent, "pm_card_visa")

    [created] = (await desk.get("/v1/events", type="payment_intent.created"))["data"]

    assert created["data"]["object"]["status"] == "requires_payment_method"


async def test_an_id_is_expanded_in_place(desk: Desk):
    paid = await desk.paid()

    seen = await desk.get(
        f"/v1/payment_intents/{paid['id']}",
        expand=["latest_charge.balance_transaction", "latest_charge.refunds", "payment_method"],
    )

    assert seen["latest_charge"]["id"] == paid["latest_charge"]
    assert seen["latest_charge"]["balance_transaction"]["net"] == 1911
    assert seen["latest_charge"]["refunds"]["data"] == []
    assert seen["payment_method"]["card"]["last4"] == "4242"


async def test_expansion_in_a_list_begins_with_data(desk: Desk):
    await desk.paid()

    page = await desk.get("/v1/payment_intents", expand=["data.latest_charge"])
    refused = await desk.get("/v1/payment_intents", expand=["latest_charge"])

    assert page["data"][0]["latest_charge"]["status"] == "succeeded"
    assert "data.latest_charge" in refused["error"]["message"]


async def test_nothing_there_expands_to_nothing(desk: Desk):
    intent = await desk.intent(expand=["latest_charge"])

    assert intent["latest_charge"] is None


@pytest.mark.parametrize("path", ["status", "nonsense", "latest_charge.id", "a.b.c.d.e.f"])
async def test_only_what_is_expandable_expands(desk: Desk, path: str):
    paid = await desk.paid()

    answer = await desk.get(f"/v1/payment_intents/{paid['id']}", expand=[path])

    assert "cannot be expanded" in answer["error"]["message"]
