"""The sandbox as a whole: mounted, started, stopped, restarted, shared."""

import json
import logging
from pathlib import Path

import anyio
import pytest
from httpx import ASGITransport, AsyncClient

from bookstore.sandbox import Sandbox
from bookstore.sandbox.store import StoreError
from tests.sandbox.desk import PUBLIC_URL, SECRET, Desk, open_desk

pytestmark = pytest.mark.anyio

BEARER = {"authorization": f"Bearer {SECRET}"}


def client_of(sandbox: Sandbox) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(sandbox.app), base_url="http://host")


def test_making_one_touches_nothing(tmp_path: Path):
    Sandbox(tmp_path / "folder" / "s.db", public_url=PUBLIC_URL)

    assert list(tmp_path.iterdir()) == []


async def test_outside_of_running_every_call_is_unavailable(tmp_path: Path):
    sandbox = Sandbox(tmp_path / "s.db", public_url=PUBLIC_URL)
    async with client_of(sandbox) as client:
        before = await client.get("/v1/payment_intents", headers=BEARER)
        async with sandbox.running():
            during = await client.get("/v1/payment_intents", headers=BEARER)
        after = await client.get("/v1/payment_intents", headers=BEARER)
        mails = await client.get("/outbox")

    assert [r.status_code for r in (before, during, after, mails)] == [503, 200, 503, 503]
    assert before.json()["error"]["type"] == "api_error"
    assert before.headers["stripe-should-retry"] == "true"


async def test_a_restart_forgets_nothing(tmp_path: Path):
    async with open_desk(tmp_path / "s.db") as desk:
        paid = await desk.paid(metadata={"order_number": "A-1"})
        kept = await desk.call("POST", "/v1/refunds", idem="k", payment_intent=paid["id"])
    async with open_desk(tmp_path / "s.db") as desk:
        assert await desk.look(paid) == paid
        again = await desk.call("POST", "/v1/refunds", idem="k", payment_intent=paid["id"])

    assert again.content == kept.content


async def test_memory_is_forgotten():
    async with open_desk() as desk:
        intent = await desk.intent()
    async with open_desk() as desk:
        answer = await desk.look(intent)

    assert answer["error"]["code"] == "resource_missing"


async def test_several_processes_share_one_file(tmp_path: Path):
    async with open_desk(tmp_path / "s.db") as one, open_desk(tmp_path / "s.db") as other:
        intent = await one.intent()
        results = []

        async def confirm(desk: Desk) -> None:
            results.append(await desk.confirm(intent, "pm_card_visa"))

        async with anyio.create_task_group() as tasks:
            for desk in (one, other) * 4:
                tasks.start_soon(confirm, desk)
        charges = await one.get("/v1/charges")

    assert len([r for r in results if "error" not in r]) == 1
    assert len(charges["data"]) == 1


async def test_processes_wait_for_each_other(tmp_path: Path):
    async with open_desk(tmp_path / "s.db") as one, open_desk(tmp_path / "s.db") as other:
        statuses: list[int] = []

        async def create(desk: Desk, key: str) -> None:
            form = {"amount": 1999, "currency": "usd"}
            response = await desk.call("POST", "/v1/payment_intents", idem=key, **form)
            statuses.append(response.status_code)

        async with anyio.create_task_group() as tasks:
            for number, desk in enumerate((one, other) * 30):
                tasks.start_soon(create, desk, f"key-{number}")

    assert statuses == [200] * 60


async def test_one_file_keeps_one_answer_per_key_for_all(tmp_path: Path):
    form = {"amount": 1999, "currency": "usd"}
    async with open_desk(tmp_path / "s.db") as one, open_desk(tmp_path / "s.db") as other:
        first = await one.call("POST", "/v1/payment_intents", idem="k", **form)
        again = await other.call("POST", "/v1/payment_intents", idem="k", **form)

    assert again.content == first.content


async def test_a_file_of_another_kind_is_refused_in_one_sentence(tmp_path: Path):
    (tmp_path / "s.db").write_text("This is no database, and it is long enough to be read as one.")

    with pytest.raises(StoreError, match=r"Cannot use .*s\.db as the sandbox's store"):
        async with open_desk(tmp_path / "s.db"):
            pass


async def test_latency_is_added_to_api_calls_only():
    sandbox = Sandbox(None, public_url=PUBLIC_URL, latency_ms=200)
    async with sandbox.running(), client_of(sandbox) as client:
        started = anyio.current_time()
        await client.get("/elements/config")
        page = anyio.current_time() - started
        await client.get("/v1/balance", headers=BEARER)
        call = anyio.current_time() - started - page

    assert call >= 0.2 > page


async def test_every_answer_names_request_and_version(desk: Desk):
    response = await desk.call("GET", "/v1/nonsense")

    assert response.status_code == 404
    assert response.headers["request-id"].startswith("req_")
    assert response.headers["stripe-version"] == "2026-10-28.endive"
    assert response.headers["cache-control"] == "no-cache, no-store"


async def test_the_callers_version_is_echoed_and_nonsense_refused(desk: Desk):
    path = "/sandbox/v1/balance"
    older = await desk.client.get(path, headers={**BEARER, "stripe-version": "2026-09-30.endive"})
    wrong = await desk.client.get(path, headers={**BEARER, "stripe-version": "yesterday"})

    assert older.headers["stripe-version"] == "2026-09-30.endive"
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/"),
        ("GET", "/v1/checkout/sessions"),
        ("PUT", "/v1/refunds"),
        ("GET", "/v1/a/b/c/d"),
    ],
)
async def test_unknown_operations_are_named(desk: Desk, method: str, path: str):
    response = await desk.call(method, path)

    assert response.status_code == 404
    assert path in response.json()["error"]["message"]


async def test_json_bodies_are_refused_with_a_hint(desk: Desk):
    response = await desk.client.post(
        "/sandbox/v1/payment_intents", json={"amount": 1999}, headers=BEARER
    )

    assert response.status_code == 400
    assert "form-urlencoded" in response.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff", b"x" * 1_100_000])
async def test_broken_bodies_are_refused(desk: Desk, body: bytes):
    response = await desk.client.post("/sandbox/v1/payment_intents", content=body, headers=BEARER)

    assert response.status_code in (400, 413)
    assert "error" in response.json()


async def test_the_sandboxs_own_mistake_is_500_and_changes_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    intent = await desk.intent()
    await desk.query("UPDATE objects SET body = '{' WHERE id = ?", intent["id"])

    with caplog.at_level(logging.CRITICAL):
        response = await desk.call("GET", f"/v1/payment_intents/{intent['id']}")

    assert response.status_code == 500
    assert json.loads(response.text)["error"]["type"] == "api_error"
