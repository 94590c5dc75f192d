"""A shop's database and a sandbox, to which the environment points."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from tests.orders.bank import Bank, open_bank, point_to


@pytest.fixture(scope="session")
def bank_of_all() -> Generator[Bank]:
    with open_bank() as bank:
        yield bank


@pytest.fixture
async def bank(bank_of_all: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """A sandbox that other tests use too: it holds payments of orders that are not ours."""
    await _point(bank_of_all, tmp_path, monkeypatch)
    return bank_of_all


@pytest.fixture
async def new_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Bank]:
    """A sandbox of the test's own, in which nothing has happened."""
    with open_bank() as opened:
        await _point(opened, tmp_path, monkeypatch)
        yield opened


async def _point(bank: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name, text in (await point_to(bank, folder)).items():
        monkeypatch.setenv(name, text)
