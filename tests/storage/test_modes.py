"""Orders of one mode do not exist for the shop of another."""

import pytest

from bookstore.domain.errors import OrderNotFound
from bookstore.domain.order import OPEN, Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, an_order, some_terms

pytestmark = pytest.mark.anyio


@pytest.fixture
async def sandbox_order(orders: SqlOrders, database: Database) -> SqlOrders:
    """The sandbox's orders: one, "S", bound to pi_s."""
    sandbox = SqlOrders(database, Mode.SANDBOX)
    await sandbox.add(an_order("S", {1: 2}, key="mine", mode=Mode.SANDBOX), at=NOW)
    await sandbox.attach_intent("S", "pi_s", at=NOW)
    return sandbox


@pytest.mark.usefixtures("sandbox_order")
async def test_an_order_of_another_mode_is_not_found(orders: SqlOrders) -> None:
    found = [
        await orders.find_by_key("mine"),
        await orders.find_by_intent("pi_s"),
        await orders.held_by("mine"),
        await orders.timeline("S"),
        *[
            await orders.listed(mode, statuses=OPEN, before=NOW.replace(year=2030), limit=9)
            for mode in Mode
        ],
    ]

    assert not any(found)
    for search in (orders.by_number("S"), orders.by_token("token-S"), orders.terms_at("S", 1)):
        with pytest.raises(OrderNotFound):
            await search


async def test_an_order_of_another_mode_cannot_be_changed(
    orders: SqlOrders, sandbox_order: SqlOrders
) -> None:
    before = await sandbox_order.by_number("S")
    changes = [
        orders.propose(before, some_terms({1: 3}), at=NOW),
        orders.agree("S", 1, at=NOW),
        orders.attach_intent("S", "pi_other", at=NOW),
        orders.mark_processing("S", at=NOW),
        orders.mark_paid("S", 1, charge_id=None, at=NOW),
        orders.mark_canceled("S", at=NOW),
        orders.mark_fulfilled("S", at=NOW),
        orders.note("S", "note", "A note.", at=NOW),
    ]

    for change in changes:
        with pytest.raises(OrderNotFound):
            await change

    assert await sandbox_order.by_number("S") == before


@pytest.mark.usefixtures("sandbox_order")
async def test_each_mode_has_its_own_stock_keys_and_events(
    orders: SqlOrders, database: Database
) -> None:
    sandbox = SqlOrders(database, Mode.SANDBOX)

    await orders.add(an_order("T", {1: 10}, key="mine"), at=NOW)

    assert (await SqlBooks(database, Mode.SANDBOX).by_ids([1]))[1].available == 8
    assert (await SqlBooks(database, Mode.TEST).by_ids([1]))[1].available == 0
    assert (await SqlBooks(database, Mode.LIVE).by_ids([1]))[1].available == 10
    assert [await each.remember_event("evt_1", at=NOW) for each in (orders, sandbox)] == [True] * 2


async def test_an_order_is_stored_only_among_its_own(orders: SqlOrders) -> None:
    with pytest.raises(ValueError, match="sandbox"):
        await orders.add(an_order("S", {1: 1}, mode=Mode.SANDBOX), at=NOW)
