"""The recording of the API's traffic, which the contract is held against."""

import json
from pathlib import Path

import httpx
import pytest
from httpx import ASGITransport, AsyncClient

from bookstore.sandbox import Fault
from bookstore.sandbox.recording import Recording, write_to
from tests.sandbox.conftest import judge
from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio


async def test_calls_are_recorded_and_pages_are_not(desk: Desk):
    await desk.call("GET", "/v1/payment_intents", limit=1)
    await desk.client.get("/sandbox/")

    [exchange] = desk.exchanges
    assert (exchange.method, exchange.path) == ("GET", "/v1/payment_intents?limit=1")
    assert (exchange.status, exchange.form, exchange.by_browser) == (200, "", False)
    assert json.loads(exchange.body)["data"] == []


async def test_a_browsers_call_is_known_by_its_key(desk: Desk):
    await desk.call("GET", "/v1/balance", key=PUBLISHABLE)
    await desk.client.get("/sandbox/v1/balance", params={"key": PUBLISHABLE})
    await desk.client.post("/sandbox/v1/payment_methods", data={"key": PUBLISHABLE})

    assert [exchange.by_browser for exchange in desk.exchanges] == [True] * 3


async def test_a_cut_connection_has_no_answer(desk: Desk):
    desk.sandbox.faults.add(Fault("cut_after"))

    with pytest.raises(httpx.ReadError):
        await desk.call("GET", "/v1/balance")

    assert [(each.status, each.body) for each in desk.exchanges] == [(0, "")]


async def test_no_secret_key_is_recorded(desk: Desk, tmp_path: Path):
    file = tmp_path / "calls.jsonl"
    recorded = Recording(desk.sandbox.app, write_to(file))
    headers = {"authorization": "Bearer sk_test_quiet"}
    async with AsyncClient(transport=ASGITransport(recorded), base_url="http://a") as caller:
        for _ in range(2):
            await caller.get("/v1/balance", headers=headers)

    text = file.read_text()
    assert [json.loads(line)["path"] for line in text.splitlines()] == ["/v1/balance"] * 2
    assert "sk_test_quiet" not in text


async def test_what_breaks_the_contract_is_found(desk: Desk):
    intent = await desk.intent()
    body = json.dumps({**intent, "status": "nonsense"})
    await desk.query("UPDATE objects SET body = ? WHERE id = ?", body, intent["id"])
    await desk.look(intent)

    with pytest.raises(AssertionError, match="status: 'nonsense' is not one of"):
        judge(desk.exchanges)
    desk.exchanges.clear()
