"""The controls: what they take, and from whom."""

from collections.abc import Mapping
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, ReadError

from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio

FAULTS = "/sandbox/control/faults"
LATE = {"kind": "latency", "operation": "POST /v1/refunds", "times": 2, "latency_ms": 5}


async def test_a_fault_is_added_listed_and_lifted(desk: Desk):
    added = await desk.control("faults", **LATE)
    listed = (await desk.client.get(FAULTS)).json()
    lifted = (await desk.client.delete(f"{FAULTS}/{added['id']}")).json()

    expected = {"id": 1, **LATE, "chance": 1.0, "seed": 0, "struck": 0}
    assert added == expected
    assert listed == {"faults": [expected]}
    assert lifted == {"faults": []}


async def test_a_form_does_what_json_does(desk: Desk):
    form = {"kind": "rate_limit", "operation": "GET *", "times": "1", "chance": "1", "seed": ""}

    added = await desk.client.post(FAULTS, data=form)
    refused = await desk.call("GET", "/v1/balance")

    assert added.json()["times"] == 1
    assert refused.status_code == 429


async def test_all_faults_are_lifted_at_once(desk: Desk):
    for kind in ("cut_before", "error_before"):
        await desk.control("faults", kind=kind)

    cleared = await desk.client.delete(FAULTS)

    assert cleared.json() == {"faults": []}
    assert "object" in await desk.get("/v1/balance")


async def test_faults_do_not_strike_the_controls(desk: Desk):
    await desk.control("faults", kind="cut_before")

    with pytest.raises(ReadError):
        await desk.get("/v1/balance")
    assert len((await desk.client.get(FAULTS)).json()["faults"]) == 1


@pytest.mark.parametrize(
    ("sent", "param"),
    [
        ({}, "kind"),
        ({"kind": "flood"}, "kind"),
        ({"kind": "cut_before", "operation": 5}, "operation"),
        ({"kind": "cut_before", "times": "some"}, "times"),
        ({"kind": "cut_before", "times": True}, "times"),
        ({"kind": "cut_before", "chance": "often"}, "chance"),
        ({"kind": "cut_before", "colour": "red"}, "colour"),
        ({"kind": "latency"}, "latency_ms"),
        ({"kind": ["cut_before"]}, "kind"),
    ],
)
async def test_what_is_no_fault_is_refused_by_name(desk: Desk, sent: dict[str, Any], param: str):
    response = await desk.client.post(FAULTS, json=sent)

    assert response.status_code == 400
    assert response.json()["error"]["param"] == param


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"text"', b"1" * 200_000])
async def test_a_body_which_cannot_be_read_is_refused(desk: Desk, body: bytes):
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = {"content-type": kind}
        response = await desk.client.post(FAULTS, content=body, headers=headers)

        assert response.status_code in (400, 413)


OWN = "http://localhost:3000"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8000"},
        {"origin": OWN, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": "shop.example"},
        {"host": "192.168.1.2:3000"},
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
    ],
)
async def test_a_stranger_controls_nothing(desk: Desk, headers: Mapping[str, str]):
    added = await desk.client.post(FAULTS, json={"kind": "cut_before"}, headers=headers)
    listed = await desk.client.get(FAULTS, headers=headers)

    assert (added.status_code, listed.status_code) == (403, 403)
    assert (await desk.client.get(FAULTS)).json() == {"faults": []}


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OWN, "sec-fetch-site": "same-origin"},
        {"host": "127.0.0.1:3000"},
        {"host": "[::1]:3000"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_this_machine_does(desk: Desk, headers: Mapping[str, str]):
    added = await desk.client.post(FAULTS, json={"kind": "rate_limit"}, headers=headers)

    assert added.status_code == 200


@pytest.mark.parametrize(
    ("client", "status"), [("127.0.0.9", 200), ("::1", 200), ("10.0.0.4", 403), ("x", 403)]
)
async def test_only_callers_of_this_machine_are_heard(desk: Desk, client: str, status: int):
    transport = ASGITransport(desk.sandbox.app, client=(client, 1))
    async with AsyncClient(transport=transport, base_url=OWN) as caller:
        response = await caller.get("/control/faults")

    assert response.status_code == status


async def test_what_waits_for_its_time_can_be_had_now(desk: Desk):
    paid = await desk.paid("pm_card_pendingRefund")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    hastened = await desk.control("diary/hasten", subject=refund["id"])
    await desk.do_due()

    assert refund["status"] == "pending"
    assert hastened == {"hastened": 1}
    assert (await desk.get(f"/v1/refunds/{refund['id']}"))["status"] == "succeeded"


async def test_a_call_can_be_made_without_a_key(desk: Desk):
    intent = await desk.intent()
    form = {"operation": f"POST /v1/payment_intents/{intent['id']}/cancel"}

    canceled = await desk.client.post("/sandbox/control/call", data=form)

    assert canceled.json()["status"] == "canceled"
    assert await desk.look(intent) == canceled.json()


async def test_a_call_is_refused_as_the_api_refuses_it(desk: Desk):
    unknown = await desk.client.post("/sandbox/control/call", data={"operation": "POST /v1/x"})
    wrong = await desk.client.post(
        "/sandbox/control/call", data={"operation": "POST /v1/refunds", "charge": "ch_none"}
    )

    assert (unknown.status_code, wrong.status_code) == (400, 400)
    assert wrong.json()["error"]["code"] == "resource_missing"


async def test_a_form_of_the_page_comes_back_to_it(desk: Desk):
    done = await desk.client.post(
        f"{FAULTS}?back=view%3Dfaults", data={"kind": "cut_before", "times": "1"}
    )
    wrong = await desk.client.post(f"{FAULTS}?back=view%3Dfaults", data={"kind": "flood"})

    assert (done.status_code, wrong.status_code) == (303, 303)
    assert done.headers["location"] == "/sandbox/?view=faults&notice=Done."
    assert wrong.headers["location"].startswith("/sandbox/?view=faults&notice=This+is+no+fault")


async def test_the_way_back_leads_nowhere_else(desk: Desk):
    response = await desk.client.post(
        f"{FAULTS}?back=//evil.example/%0d%0ax:y", data={"kind": "cut_before"}
    )

    assert response.headers["location"].startswith("/sandbox/?")
