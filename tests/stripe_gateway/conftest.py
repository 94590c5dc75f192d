"""A gateway in front of a scripted Stripe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import Desk, open_desk


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with open_desk() as opened:
        yield opened


@pytest.fixture
async def gateway(desk: Desk) -> AsyncIterator[StripeGateway]:
    opened = StripeGateway("sk_test_of_these_tests", base_address=desk.url)
    yield opened
    await opened.close()
