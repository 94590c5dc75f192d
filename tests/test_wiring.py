"""Opening and closing the shop, and who it hands out meanwhile."""

from __future__ import annotations

import asyncio
import socket
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from bookstore import wiring
from bookstore.domain.finding import Sort
from bookstore.storage.addresses import DatabaseUnusable
from bookstore.storage.database import open_database
from bookstore.wiring import RandomIds, open_shop
from tests.counter import (
    LIVE_KEYS,
    TEST_KEYS,
    WEBHOOK_SECRET,
    premises_of,
    settings_for,
)
from tests.fakes import FakeNotebook, make_shop

pytestmark = pytest.mark.anyio


async def test_nothing_is_handed_out_before_the_shop_is_open() -> None:
    assert not wiring.is_open()
    with pytest.raises(RuntimeError, match=r"Enter wiring\.open_shop\(settings\)"):
        wiring.shop()


async def test_replacement_is_handed_out_and_the_former_comes_back(tmp_path: Path) -> None:
    former, replacement = (premises_of(make_shop(), tmp_path) for _ in range(2))

    with wiring.use(former):
        with wiring.use(replacement):
            during = wiring.premises()
        after = wiring.premises()

    assert (during, after) == (replacement, former)
    assert during is not after
    assert not wiring.is_open()


async def test_former_shop_comes_back_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), wiring.use(premises_of(make_shop(), tmp_path)):
        raise ZeroDivisionError

    assert not wiring.is_open()


@pytest.mark.parametrize(
    ("environ", "kept", "secret"),
    [
        ({}, None, None),
        ({}, "whsec_of_the_sandbox", "whsec_of_the_sandbox"),
        (TEST_KEYS, "whsec_of_the_sandbox", None),
        ({**TEST_KEYS, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET}, None, WEBHOOK_SECRET),
        (LIVE_KEYS, "whsec_of_the_sandbox", WEBHOOK_SECRET),
    ],
)
async def test_webhook_secret_is_the_owners_or_in_the_sandbox_our_own(
    tmp_path: Path, environ: dict[str, str], kept: str | None, secret: str | None
) -> None:
    shop = make_shop()
    if kept:
        await shop.notebook.keep("sandbox.webhook_secret", kept)

    assert await premises_of(shop, tmp_path, environ).webhook_secret() == secret


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """No network: whoever tries is refused, and the address is noted here."""
    made: list[object] = []

    def refuse(*called: object, **_: object) -> None:
        made.append(called)
        raise ConnectionRefusedError(called)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return made


@pytest.mark.parametrize("environ", [{}, TEST_KEYS], ids=["sandbox", "test"])
async def test_shop_opens_sells_and_closes_without_a_network(
    tmp_path: Path, calls: list[object], environ: dict[str, str]
) -> None:
    settings = settings_for(tmp_path, environ)

    async with open_shop(settings, with_upkeep=False) as shop:
        titles = await shop.titles.page("", Sort.BEST, after=0, limit=99)
        handed_out = wiring.shop()
    again = open_database(settings.database_url.reveal())
    is_ready = await again.is_ready()
    await again.close()

    assert handed_out is shop
    assert shop.mode is settings.mode
    assert len(titles) >= 3
    assert not wiring.is_open()
    assert is_ready
    assert calls == []


async def test_upkeep_ends_with_the_shop(tmp_path: Path, calls: list[object]) -> None:
    before = asyncio.all_tasks()

    async with open_shop(settings_for(tmp_path, TEST_KEYS)):
        at_work = asyncio.all_tasks() - before
    left = asyncio.all_tasks() - before

    assert len(at_work) == 2
    assert left == set()
    assert calls == []


class StubbornNotebook(FakeNotebook):
    """Refuses the first fact: the database is locked at that moment."""

    refused = False

    async def keep(self, name: str, text: str) -> None:
        if not self.refused:
            self.refused = True
            raise DatabaseUnusable("locked")
        await super().keep(name, text)


async def test_webhook_is_registered_although_the_database_fails_once(tmp_path: Path) -> None:
    shop = make_shop(notebook=StubbornNotebook())
    opened = premises_of(shop, tmp_path)

    async with asyncio.timeout(10):
        await wiring._register_webhook(opened)

    assert await opened.webhook_secret() is not None
    await opened.database.close()


async def test_failure_inside_the_shop_closes_it_and_is_told(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_shop(settings_for(tmp_path), with_upkeep=False):
            raise ZeroDivisionError

    assert not wiring.is_open()


def test_order_numbers_can_be_read_out_and_secrets_not_guessed() -> None:
    ids = RandomIds()
    numbers = {ids.order_number() for _ in range(200)}
    secrets = {ids.secret() for _ in range(200)}

    assert len(numbers) == len(secrets) == 200
    assert {len(number) for number in numbers} == {9}
    assert not set("01OILU") & set("".join(numbers))
    assert {len(secret) for secret in secrets} == {22}


async def test_token_of_an_order_is_128_bits_of_the_systems_randomness() -> None:
    drawn = {RandomIds().secret() for _ in range(2000)}

    assert len(drawn) == 2000
    assert {len(urlsafe_b64decode(f"{token}==")) for token in drawn} == {16}
    # Each of the 21 whole characters takes all 64 values: nothing in it is fixed or counted.
    assert all(len({token[place] for token in drawn}) == 64 for place in range(21))
