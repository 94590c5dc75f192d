"""The sandbox's own tests."""

from collections.abc import AsyncGenerator

import pytest

from tests.sandbox.desk import Desk, open_desk


@pytest.fixture
async def desk() -> AsyncGenerator[Desk]:
    async with open_desk() as opened:
        yield opened
