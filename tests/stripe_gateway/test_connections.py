"""Calls share a connection: a shopper who waits for one waits for no handshake."""

from __future__ import annotations

import time

import pytest

from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import INTENT, Desk

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
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + A_BANKS_CHECK_SECONDS)

    await gateway.retrieve_intent("pi_1")

    assert (len(desk.requests), desk.connections) == (2, 1)
