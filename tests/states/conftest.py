"""A shop and a tab at its checkout, for the tests that need no other."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.fakes import FakeShop, make_shop
from tests.states.tab import Tab, tab_of
from tests.states.till import fill


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


@pytest.fixture
async def tab(shop: FakeShop, tmp_path: Path) -> AsyncGenerator[Tab]:
    """A tab at the checkout with two copies of the first book in a cart of its own."""
    async with tab_of(shop, tmp_path) as tab:
        await fill(tab, name=sha256(str(tmp_path).encode()).hexdigest()[:22])
        yield tab
