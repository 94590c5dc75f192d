"""Any sequence of steps, against a plain account of what must be free, held and sold."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookstore.domain.errors import CartNotSellable, OrderChanged, OrderExists
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database, open_database
from bookstore.storage.orders import SqlOrders
from tests.storage.balance import Count, assert_balanced, count_copies
from tests.storage.examples import NOW, a_catalogue, an_order, some_terms

SUPPLIED = {1: 5, 2: 3}  # book id -> copies
KEYS = 3

lines = st.dictionaries(st.sampled_from(sorted(SUPPLIED)), st.integers(1, 4), min_size=1)
which = st.integers(0, 3)  # of the orders so far; beyond the last one, the last one
revisions = st.integers(1, 4)  # beyond the last one, the last one
steps = st.one_of(
    st.tuples(st.just("add"), st.integers(1, KEYS), lines),
    st.tuples(st.just("propose"), which, lines),
    st.tuples(st.just("agree"), which, revisions),
    st.tuples(st.just("pay"), which, revisions),
    st.tuples(st.just("process"), which, st.none()),
    st.tuples(st.just("wait"), which, st.none()),
    st.tuples(st.just("cancel"), which, st.none()),
)


@dataclass
class Account:
    """What one order must be."""

    number: str
    key: int
    revisions: list[dict[int, int]]
    agreed: int = 1
    state: Literal["waiting", "processing", "paid", "unfillable", "canceled"] = "waiting"

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "processing")

    def held(self) -> Counter[int]:
        """The most that the agreed or any later revision needs."""
        held: Counter[int] = Counter()
        for needed in self.revisions[self.agreed - 1 :] if self.is_open else []:
            held |= Counter(needed)
        return held

    def sold(self) -> Counter[int]:
        return Counter(self.revisions[self.agreed - 1] if self.state == "paid" else {})


@dataclass
class Ledger:
    """All orders, and what is free beside them."""

    accounts: list[Account] = field(default_factory=list)

    def used(self) -> Counter[int]:
        return sum((each.held() + each.sold() for each in self.accounts), Counter[int]())

    def has(self, needed: dict[int, int], *, beside: Counter[int]) -> bool:
        used = self.used()
        return all(
            count <= beside[book_id] or count <= SUPPLIED[book_id] - used[book_id] + beside[book_id]
            for book_id, count in needed.items()
        )

    async def take(self, step: tuple, orders: SqlOrders) -> None:
        """Do a step to the orders, and say what must come of it."""
        name, subject, detail = step
        if name == "add":
            await self._add(orders, subject, detail)
        elif self.accounts:
            account = self.accounts[min(subject, len(self.accounts) - 1)]
            await getattr(self, f"_{name}")(orders, account, detail)

    async def _add(self, orders: SqlOrders, key: int, needed: dict[int, int]) -> None:
        number = f"A{len(self.accounts)}"
        order = an_order(number, needed, key=f"key-{key}")
        expected = None
        if any(each.is_open and each.key == key for each in self.accounts):
            expected = OrderExists
        elif not self.has(needed, beside=Counter()):
            expected = CartNotSellable
        with pytest.raises(expected) if expected else nullcontext():
            await orders.add(order, at=NOW)
        if expected is None:
            self.accounts.append(Account(number, key, [needed]))

    async def _propose(self, orders: SqlOrders, account: Account, needed: dict[int, int]) -> None:
        order = await orders.by_number(account.number)
        expected = None
        if not account.is_open:
            expected = OrderChanged
        elif not self.has(needed, beside=account.held()):
            expected = CartNotSellable
        with pytest.raises(expected) if expected else nullcontext():
            await orders.propose(order, some_terms(needed), at=NOW)
        if expected is None:
            account.revisions.append(needed)

    async def _agree(self, orders: SqlOrders, account: Account, revision: int) -> None:
        revision = min(revision, len(account.revisions))
        order = await orders.agree(account.number, revision, at=NOW)
        if account.is_open:
            account.agreed = max(account.agreed, revision)
        assert order.revision == account.agreed

    async def _pay(self, orders: SqlOrders, account: Account, revision: int) -> None:
        revision = min(revision, len(account.revisions))
        could_be = account.state in ("waiting", "processing", "canceled")
        can_fill = self.has(account.revisions[revision - 1], beside=account.held())

        paid = await orders.mark_paid(account.number, revision, charge_id=None, at=NOW)
        stored = await orders.by_number(account.number)

        assert paid == (stored if could_be else None)

        if could_be:
            account.agreed = revision
            account.state = "paid" if can_fill else "unfillable"

    async def _process(self, orders: SqlOrders, account: Account, _: None) -> None:
        could_be = account.state == "waiting"
        assert await orders.mark_processing(account.number, at=NOW) is could_be
        account.state = "processing" if could_be else account.state

    async def _wait(self, orders: SqlOrders, account: Account, _: None) -> None:
        could_be = account.state == "processing"
        assert await orders.mark_waiting(account.number, at=NOW) is could_be
        account.state = "waiting" if could_be else account.state

    async def _cancel(self, orders: SqlOrders, account: Account, _: None) -> None:
        could_be = account.is_open
        assert await orders.mark_canceled(account.number, at=NOW) is could_be
        account.state = "canceled" if could_be else account.state

    async def check(self, orders: SqlOrders, database: Database) -> None:
        """The rows say what the accounts say."""
        held = sum((each.held() for each in self.accounts), Counter[int]())
        sold = sum((each.sold() for each in self.accounts), Counter[int]())
        for book_id, copies in SUPPLIED.items():
            expected = Count(copies, sold[book_id], held[book_id])
            assert await count_copies(database, book_id) == expected
        for account in self.accounts:
            order = await orders.by_number(account.number)
            assert order.terms == some_terms(account.revisions[account.agreed - 1])
            assert order.is_unfillable == (account.state == "unfillable")
            assert order.is_open == account.is_open
            assert (order.status is OrderStatus.CANCELED) == (account.state == "canceled")
        await assert_balanced(database)


@settings(
    max_examples=30,
    deadline=None,  # the disk of a busy machine is no property of ours
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example empties it
)
@given(story=st.lists(steps, min_size=3, max_size=12))
def test_free_held_and_sold_are_all_copies_after_any_story(
    make_url: Callable[[], str], story: list[tuple]
) -> None:
    asyncio.run(play(make_url(), story))


async def play(url: str, story: list[tuple]) -> None:
    """Take the steps one after the other, then compare."""
    database = open_database(url)
    orders, ledger = SqlOrders(database, Mode.TEST), Ledger()
    await SqlBooks(database, Mode.TEST).import_catalogue(a_catalogue(SUPPLIED), digest="a")
    try:
        for step in story:
            await ledger.take(step, orders)
        await ledger.check(orders, database)
    finally:
        await database.close()
