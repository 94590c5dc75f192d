"""Orders: stored, found, and moved from state to state by exactly one caller."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bookstore.domain.errors import OrderChanged, OrderExists, OrderNotFound
from bookstore.domain.order import Mode, OrderStatus
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.balance import assert_balanced
from tests.storage.examples import NOW, an_order

pytestmark = pytest.mark.anyio

LATER = NOW + timedelta(minutes=5)
HOSTILE = ["", "unknown", "token-A\x00", "\ud800", "%", "' OR 1=1 --", "x" * 100_000]


async def test_an_order_comes_back_as_stored(orders: SqlOrders) -> None:
    order = an_order("A", {1: 2, 2: 1})

    await orders.add(order, at=NOW)

    assert await orders.by_number("A") == order
    assert await orders.by_token("token-A") == order
    assert await orders.find_by_key("key-A") == order


async def test_a_moment_comes_back_in_utc_whatever_its_zone(orders: SqlOrders) -> None:
    zurich = datetime(2026, 11, 21, 1, 30, tzinfo=timezone(timedelta(hours=1)))

    await orders.add(an_order("A", {1: 1}, created_at=zurich), at=NOW)

    created_at = (await orders.by_number("A")).created_at
    assert created_at == zurich
    assert created_at.tzinfo is UTC
    assert created_at.hour == 0


@pytest.mark.parametrize("text", HOSTILE)
async def test_an_unknown_name_finds_no_order(orders: SqlOrders, text: str) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    assert await orders.find_by_key(text) is None
    assert await orders.find_by_intent(text) is None
    assert await orders.held_by(text) == {}
    for find in (orders.by_number, orders.by_token):
        with pytest.raises(OrderNotFound):
            await find(text)


async def test_an_unknown_token_stays_out_of_the_message(orders: SqlOrders) -> None:
    with pytest.raises(OrderNotFound) as refusal:
        await orders.by_token("almost-right")

    assert "almost-right" not in str(refusal.value)


async def test_a_key_has_one_open_order(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)

    with pytest.raises(OrderExists):
        await orders.add(an_order("B", {1: 1}, key="mine"), at=NOW)

    assert (await orders.find_by_key("mine")) == an_order("A", {1: 1}, key="mine")
    assert await orders.held_by("mine") == {1: 1}


async def test_a_refused_order_names_no_key(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)

    with pytest.raises(OrderExists) as refusal:
        await orders.add(an_order("B", {1: 1}, key="mine"), at=NOW)

    assert "mine" not in str(refusal.value)
    assert refusal.value.__suppress_context__  # a log that prints the cause would name it
    assert refusal.value.__cause__ is None


async def test_a_number_is_given_once(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    with pytest.raises(OrderExists, match="number is taken"):
        await orders.add(replace(an_order("A", {1: 1}), token="t", checkout_key="k"), at=NOW)


async def test_a_key_finds_its_latest_order(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}, key="mine"), at=NOW)
    await orders.mark_canceled("A", at=NOW)

    await orders.add(an_order("B", {1: 1}, key="mine"), at=NOW)

    found = await orders.find_by_key("mine")
    assert found is not None
    assert found.number == "B"


async def test_an_intent_binds_once(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    bound = await orders.attach_intent("A", "pi_1", at=NOW)

    assert bound == replace(an_order("A", {1: 1}), intent_id="pi_1")
    assert await orders.attach_intent("A", "pi_1", at=NOW) == bound
    assert await orders.find_by_intent("pi_1") == bound
    with pytest.raises(OrderChanged, match="pi_1"):
        await orders.attach_intent("A", "pi_2", at=NOW)


async def test_an_intent_belongs_to_one_order(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.add(an_order("B", {1: 1}), at=NOW)
    await orders.attach_intent("A", "pi_1", at=NOW)

    with pytest.raises(OrderChanged):
        await orders.attach_intent("B", "pi_1", at=NOW)

    assert (await orders.by_number("B")).intent_id is None


async def test_the_way_of_an_order_to_its_shipping(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    changed = [
        await orders.mark_processing("A", at=NOW),
        await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW) is not None,
        await orders.mark_fulfilled("A", at=NOW + timedelta(minutes=1)),
        await orders.mark_shipped("A", at=NOW + timedelta(minutes=2)),
    ]

    assert changed == [True] * 4
    assert await orders.by_number("A") == replace(
        an_order("A", {1: 1}),
        status=OrderStatus.PAID,
        charge_id="ch_1",
        paid_at=NOW,
        fulfilled_at=NOW + timedelta(minutes=1),
        shipped_at=NOW + timedelta(minutes=2),
    )


async def test_each_mark_is_true_once_and_keeps_the_first_moment(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    for _ in range(2):
        last = [
            await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW) is not None,
            await orders.mark_fulfilled("A", at=NOW),
            await orders.mark_shipped("A", at=NOW),
        ]

    assert last == [False] * 3
    again = [
        await orders.mark_paid("A", 1, charge_id="ch_2", at=LATER) is not None,
        await orders.mark_fulfilled("A", at=LATER),
        await orders.mark_shipped("A", at=LATER),
    ]
    found = await orders.by_number("A")
    assert again == [False] * 3
    assert {found.paid_at, found.fulfilled_at, found.shipped_at} == {NOW}
    assert found.charge_id == "ch_1"


async def test_a_failed_delayed_payment_waits_again(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_processing("A", at=NOW)

    assert not await orders.mark_processing("A", at=NOW)
    assert await orders.mark_waiting("A", at=NOW)
    assert not await orders.mark_waiting("A", at=NOW)

    assert (await orders.by_number("A")).status is OrderStatus.AWAITING_PAYMENT


async def test_a_paid_order_is_not_moved_back(orders: SqlOrders, database: Database) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    moved = [
        await orders.mark_processing("A", at=NOW),
        await orders.mark_waiting("A", at=NOW),
        await orders.mark_canceled("A", at=NOW),
    ]

    assert moved == [False] * 3
    assert (await orders.by_number("A")).status is OrderStatus.PAID
    await assert_balanced(database)


async def test_only_a_paid_order_is_fulfilled_shipped_or_refunded(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    moved = [
        await orders.mark_fulfilled("A", at=NOW),
        await orders.mark_shipped("A", at=NOW),
        await orders.mark_refunded("A", OrderStatus.REFUNDED, 1500, at=NOW),
    ]

    assert moved == [False] * 3
    assert await orders.by_number("A") == an_order("A", {1: 1})


async def test_refunds_only_grow(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    recorded = [
        await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 500, at=NOW),
        await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 500, at=NOW),
        await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 400, at=NOW),
        await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 700, at=NOW),
        await orders.mark_refunded("A", OrderStatus.REFUNDED, 1500, at=NOW),
        await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 1600, at=NOW),
    ]

    assert recorded == [True, False, False, True, True, False]
    found = await orders.by_number("A")
    assert (found.status, found.refunded_minor) == (OrderStatus.REFUNDED, 1500)


async def test_listed_orders_come_oldest_first_within_the_limits(orders: SqlOrders) -> None:
    for minutes, number in enumerate(["C", "A", "B", "D"]):
        created_at = NOW + timedelta(minutes=minutes)
        await orders.add(an_order(number, {1: 1}, created_at=created_at), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    waiting = [OrderStatus.AWAITING_PAYMENT, OrderStatus.PROCESSING]

    listed = await orders.listed(
        Mode.TEST, statuses=waiting, before=NOW + timedelta(minutes=3), limit=5
    )
    first = await orders.listed(Mode.TEST, statuses=waiting, before=LATER, limit=1)
    none = await orders.listed(Mode.TEST, statuses=[], before=LATER, limit=5)
    since = NOW + timedelta(minutes=2)
    later = await orders.listed(Mode.TEST, statuses=waiting, before=LATER, limit=5, since=since)

    latest = await orders.latest(Mode.TEST, statuses=waiting, limit=2)
    of_another = await orders.latest(Mode.LIVE, statuses=waiting, limit=2)

    assert [order.number for order in latest] == ["D", "B"]
    assert of_another == []
    assert [order.number for order in later] == ["B", "D"]
    assert [order.number for order in listed] == ["C", "B"]
    assert [order.number for order in first] == ["C"]
    assert none == []


async def test_paid_orders_that_were_never_fulfilled_are_found(
    orders: SqlOrders, database: Database
) -> None:
    for minutes, number in enumerate(["D", "C", "B", "A", "OPEN"]):
        created_at = NOW + timedelta(minutes=minutes)
        await orders.add(an_order(number, {1: 1}, created_at=created_at), at=NOW)
    for number in ("A", "B", "C", "D"):
        await orders.mark_paid(number, 1, charge_id=None, at=NOW)
    await orders.mark_fulfilled("C", at=NOW)
    await orders.mark_refunded("B", OrderStatus.PARTIALLY_REFUNDED, 1, at=NOW)

    found = await orders.unfulfilled(before=NOW + timedelta(minutes=3), limit=5)
    first = await orders.unfulfilled(before=LATER, limit=1)
    in_live = await SqlOrders(database, Mode.LIVE).unfulfilled(before=LATER, limit=5)

    assert [order.number for order in found] == ["D", "B"]
    assert [order.number for order in first] == ["D"]
    assert in_live == []


async def test_a_webhook_event_is_new_once(orders: SqlOrders) -> None:
    assert await orders.remember_event("evt_1", at=NOW)
    assert not await orders.remember_event("evt_1", at=LATER)
    assert await orders.remember_event("evt_2", at=NOW)


async def test_an_unknown_order_cannot_be_changed(orders: SqlOrders) -> None:
    changes = [
        orders.mark_processing("X", at=NOW),
        orders.mark_paid("X", 1, charge_id=None, at=NOW),
        orders.mark_canceled("X", at=NOW),
        orders.mark_fulfilled("X", at=NOW),
        orders.attach_intent("X", "pi_1", at=NOW),
        orders.agree("X", 1, at=NOW),
        orders.note("X", "note", "A note.", at=NOW),
        orders.terms_at("X", 1),
    ]

    for change in changes:
        with pytest.raises(OrderNotFound):
            await change
