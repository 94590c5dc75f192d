"""A purchase asks the shop's database for nothing that it knows or does not need."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bookstore.states.checkout import CheckoutState
from tests.fakes import FakeShop, make_shop
from tests.states.tab import tab_of
from tests.states.till import answer, pay

pytestmark = pytest.mark.anyio
AT_HOME = {"country": "US", "state": "NY", "postal_code": "12345"}  # as the shop supposes


class Noting:
    """A port that writes down what it is asked."""

    def __init__(self, port: Any, asked: list[str]) -> None:
        self._port, self._asked = port, asked

    def __getattr__(self, name: str) -> Any:
        self._asked.append(name)
        return getattr(self._port, name)


async def asked_step_by_step(folder: Path) -> list[list[str]]:
    """What buying one book asks of the shelf and the orders: opened, Pay, answered."""
    asked: list[str] = []
    shop: FakeShop = make_shop()
    noted = replace(shop, books=Noting(shop.books, asked), orders=Noting(shop.orders, asked))
    steps: list[list[str]] = []
    async with tab_of(noted, folder, query={"item": "1"}) as tab:

        async def take_note_of(step: Awaitable[object]) -> None:
            asked.clear()
            await step
            steps.append(list(asked))

        await take_note_of(tab.do(CheckoutState, "open"))
        total = (await (await tab.see(CheckoutState)).summary).total_minor
        await take_note_of(pay(tab, **AT_HOME, shown_total=str(total)))
        shop.payments.pay("pi_1")
        await take_note_of(answer(tab, status="succeeded"))
    return steps


async def test_checkout_is_priced_once_as_it_opens(tmp_path: Path) -> None:
    opened, _placed, _answered = await asked_step_by_step(tmp_path)

    assert ("by_ids" not in opened, opened.count("held_by")) == (True, 1)
    assert "find_by_key" not in opened  # the key was made just now


async def test_pay_with_what_was_shown_prices_it_for_the_order_and_not_for_the_page(
    tmp_path: Path,
) -> None:
    _opened, placed, _answered = await asked_step_by_step(tmp_path)

    assert placed == ["find_by_key", "by_ids", "add", "attach_intent"]


async def test_paid_order_is_not_priced_again(tmp_path: Path) -> None:
    *_, answered = await asked_step_by_step(tmp_path)

    assert "mark_paid" in answered
    assert not {"by_ids", "to_show", "held_by"} & set(answered)
    assert answered[answered.index("mark_paid") + 1] == "mark_fulfilled"  # it has been answered
