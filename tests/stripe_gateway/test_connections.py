"""Calls share a connection: a shopper who waits for one waits for no handshake."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from bookstore.domain.errors import PaymentUnavailable
from bookstore.stripe_gateway import StripeGateway
from bookstore.stripe_gateway.connections import find_proxy
from tests.stripe_gateway.desk import INTENT, Desk
from tests.stripe_gateway.orders import ORDER, TERMS

pytestmark = pytest.mark.anyio
A_BANKS_CHECK_SECONDS = 45.0


async def test_calls_share_one_connection(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(INTENT)

    for _ in range(5):
        await gateway.retrieve_intent("pi_1")

    assert (len(desk.requests), desk.connections) == (5, 1)


async def test_connection_is_still_there_after_a_banks_check(
    desk: Desk, gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.answer(INTENT)
    await gateway.retrieve_intent("pi_1")
    monkeypatch.setattr("aiohttp.connector.monotonic", lambda: monotonic() + A_BANKS_CHECK_SECONDS)

    await gateway.retrieve_intent("pi_1")

    assert (len(desk.requests), desk.connections) == (2, 1)


async def test_call_goes_through_the_proxy_that_the_environment_names(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", desk.url)
    desk.answer(INTENT)
    gateway = StripeGateway("sk_test_x", base_address="http://stripe.invalid")

    await gateway.retrieve_intent("pi_1")

    await gateway.close()
    assert [sent.headers["Host"] for sent in desk.requests] == ["stripe.invalid"]


def test_proxy_is_left_out_where_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1,example.com")

    assert find_proxy("https://api.stripe.com") == "http://proxy:3128"
    assert find_proxy("https://pay.example.com") is None
    assert find_proxy("http://127.0.0.1:3000") is None


async def test_redirect_is_not_followed_with_the_key(desk: Desk, gateway: StripeGateway) -> None:
    desk.answers.append((302, b"{}", {"Location": f"{desk.url}/elsewhere"}))

    with pytest.raises(PaymentUnavailable):
        await gateway.retrieve_intent("pi_1")

    assert {sent.path for sent in desk.requests} == {"/v1/payment_intents/pi_1"}


@asynccontextmanager
async def cut_lines(*, whole_from: int, heard: list[str]) -> AsyncIterator[str]:
    """A Stripe whose answers break off in the middle, until the one with this number."""
    body = json.dumps(INTENT).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        writer.write(body if len(heard) >= whole_from else body[:40])
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_answer_that_breaks_off_is_asked_for_again_under_the_same_key() -> None:
    heard: list[str] = []

    async with cut_lines(whole_from=2, heard=heard) as url:
        gateway = StripeGateway("sk_test_x", base_address=url)
        intent = await gateway.create_intent(ORDER, TERMS)
        await gateway.close()

    assert intent.id == "pi_1"
    assert [request.count("order:B-1:create") for request in heard] == [1, 1]
