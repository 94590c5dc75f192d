"""The reconciler's rounds: what happens at once, what each half minute, what each hour."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import anyio
import pytest

from bookstore.services import rounds
from bookstore.services.rounds import SWEEP_BACK, SWEEP_EVERY, reconcile_for_ever
from bookstore.services.sweeping import LOOK_BACK
from tests.fakes import START, FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0.001)


@asynccontextmanager
async def at_work(shop: FakeShop) -> AsyncGenerator[None]:
    """The reconciler goes its rounds; the block has ten seconds."""
    task = asyncio.create_task(reconcile_for_ever(shop))
    try:
        with anyio.fail_after(10):
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(is_true: Callable[[], bool]) -> None:
    while not is_true():  # noqa: ASYNC110 - the fakes keep state and send no signals
        await asyncio.sleep(0.001)


async def until_called(shop: FakeShop, method: str, times: int) -> None:
    await until(lambda: len(shop.payments.called(method)) >= times)


async def rounds_made(shop: FakeShop, count: int) -> None:
    """Wait until the open orders were looked through so many times more."""
    seen = [0]

    async def note() -> None:
        seen[0] += 1
        shop.orders.meanwhile("unfulfilled", note)

    shop.orders.meanwhile("unfulfilled", note)
    await until(lambda: seen[0] >= count)


async def test_what_a_killed_process_left_is_handed_on_before_stripe_answers() -> None:
    shop = make_shop()
    payable = await placed(shop)
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=START)
    shop.clock.pass_time(seconds=1)
    shop.payments.is_up = False

    async with at_work(shop):
        await until(lambda: shop.orders.orders[payable.order.number].fulfilled_at is not None)

    assert shop.payments.called("intents_since") == []


async def test_first_round_compares_a_month_at_once() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    async with at_work(shop):
        await until(lambda: shop.orders.orders[payable.order.number].was_paid)

    assert shop.payments.called("intents_since") == [(START - LOOK_BACK).isoformat()]


async def test_comparing_comes_round_by_the_hour() -> None:
    shop = make_shop()

    async with at_work(shop):
        await until_called(shop, "intents_since", 1)
        await rounds_made(shop, 3)
        within_the_hour = len(shop.payments.called("intents_since"))
        shop.clock.at += SWEEP_EVERY
        await until_called(shop, "intents_since", 2)
        await rounds_made(shop, 3)

    assert within_the_hour == 1
    since = (START + SWEEP_EVERY - SWEEP_BACK).isoformat()
    assert shop.payments.called("intents_since")[1:] == [since]


async def test_comparing_that_failed_is_done_again_in_the_next_round(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    shop.payments.fail("intents_since")

    async with at_work(shop):
        await until_called(shop, "intents_since", 2)
        await rounds_made(shop, 3)

    assert shop.payments.called("intents_since") == [(START - LOOK_BACK).isoformat()] * 2
    assert "it is tried again" in caplog.text
