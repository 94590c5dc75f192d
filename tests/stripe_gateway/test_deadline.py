"""A call to Stripe ends in time, whatever Stripe does."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest

from bookstore.domain.errors import PaymentUnavailable
from bookstore.stripe_gateway import StripeGateway, calls
from tests.stripe_gateway.desk import Desk

pytestmark = pytest.mark.anyio


async def test_a_stripe_that_takes_the_call_and_is_silent_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(calls, "DEADLINE_SECONDS", 0.3)
    lines: list[asyncio.StreamWriter] = []

    async def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    gateway = StripeGateway(
        "sk_test_x", base_address=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    )
    started = time.monotonic()

    with pytest.raises(PaymentUnavailable, match=r"within 0\.3 seconds"):
        await gateway.retrieve_intent("pi_1")

    assert time.monotonic() - started < calls.TRY_SECONDS
    assert len(lines) == 1
    await gateway.close()
    server.close()
    for writer in lines:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def test_retries_end_at_the_deadline(
    desk: Desk, gateway: StripeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "DEADLINE_SECONDS", 0.4)  # the SDK's first pause is half a second
    desk.refuse(500, may_retry=True, type="api_error")

    with pytest.raises(PaymentUnavailable, match="did not answer within"):
        await gateway.retrieve_intent("pi_1")

    assert len(desk.requests) == 1


def test_two_tries_that_time_out_leave_time_for_the_third() -> None:
    longest_pauses_seconds = 0.5 + 1.0

    assert calls.RETRIES == 2
    assert calls.TRY_SECONDS * calls.RETRIES + longest_pauses_seconds < calls.DEADLINE_SECONDS
