"""Copies held by open orders: what each revision of the terms takes and gives back."""

from dataclasses import replace

import pytest

from bookstore.domain.errors import CartNotSellable, OrderChanged, OrderNotFound
from bookstore.domain.order import OrderStatus
from bookstore.domain.pricing import LineProblem
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.balance import Count, assert_balanced, count_copies
from tests.storage.examples import NOW, a_catalogue, an_order, some_terms
from tests.storage.shelf_reading import read_shelf

pytestmark = pytest.mark.anyio


async def test_an_order_holds_its_copies(
    orders: SqlOrders, shelf: SqlBooks, database: Database
) -> None:
    await orders.add(an_order("A", {1: 3, 2: 1}), at=NOW)

    available = {found.book.id: found.available for found in await read_shelf(shelf)}
    assert available == {1: 7, 2: 0, 3: 0}
    assert await orders.held_by("key-A") == {1: 3, 2: 1}
    await assert_balanced(database)


async def test_lines_that_cannot_be_had_are_named_and_nothing_is_stored(
    orders: SqlOrders, shelf: SqlBooks, database: Database
) -> None:
    await shelf.import_catalogue(a_catalogue({2: 1, 3: 0, 4: 5}), digest="without 1")

    with pytest.raises(CartNotSellable) as refusal:
        await orders.add(an_order("A", {4: 1, 2: 2, 3: 1, 1: 1, 99: 1}), at=NOW)

    assert refusal.value.problems == (
        LineProblem("short", 2, "Book 2", 1),
        LineProblem("sold_out", 3, "Book 3", 0),
        LineProblem("withdrawn", 1, "Book 1", 0),
        LineProblem("withdrawn", 99, "Book 99", 0),
    )
    assert await orders.find_by_key("key-A") is None
    assert await count_copies(database, 4) == Count(copies=5, sold=0, held=0)


async def test_a_proposal_holds_what_it_needs_beyond_the_held(
    orders: SqlOrders, database: Database
) -> None:
    order = an_order("A", {1: 3})
    await orders.add(order, at=NOW)

    proposed = await orders.propose(order, some_terms({1: 5, 2: 1}), at=NOW)

    assert proposed == replace(order, proposed=2)
    assert await orders.held_by("key-A") == {1: 5, 2: 1}
    assert await orders.terms_at("A", 1) == some_terms({1: 3})
    assert await orders.terms_at("A", 2) == some_terms({1: 5, 2: 1})


async def test_a_smaller_proposal_gives_nothing_back_before_it_is_agreed(
    orders: SqlOrders,
) -> None:
    order = an_order("A", {1: 3, 2: 1})
    await orders.add(order, at=NOW)

    await orders.propose(order, some_terms({1: 1}), at=NOW)
    held_before = await orders.held_by("key-A")
    agreed = await orders.agree("A", 2, at=NOW)

    assert held_before == {1: 3, 2: 1}
    assert agreed == replace(order, terms=some_terms({1: 1}), revision=2, proposed=2)
    assert await orders.by_number("A") == agreed
    assert await orders.held_by("key-A") == {1: 1}


async def test_agreeing_keeps_what_a_later_proposal_needs(orders: SqlOrders) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    order = await orders.propose(order, some_terms({1: 1}), at=NOW)
    await orders.propose(order, some_terms({1: 3}), at=NOW)

    await orders.agree("A", 2, at=NOW)

    assert await orders.held_by("key-A") == {1: 3}


async def test_agreeing_an_earlier_revision_changes_nothing(orders: SqlOrders) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    order = await orders.propose(order, some_terms({1: 1}), at=NOW)
    order = await orders.propose(order, some_terms({1: 2}), at=NOW)
    agreed = await orders.agree("A", 3, at=NOW)

    again = [await orders.agree("A", revision, at=NOW) for revision in (1, 2, 3)]

    assert again == [agreed] * 3
    assert await orders.held_by("key-A") == {1: 2}


async def test_an_unknown_revision_is_not_agreed(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 4}), at=NOW)

    with pytest.raises(OrderNotFound):
        await orders.agree("A", 2, at=NOW)


async def test_a_proposal_to_an_order_that_moved_on_is_refused(orders: SqlOrders) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    latest = await orders.propose(order, some_terms({1: 2}), at=NOW)

    with pytest.raises(OrderChanged):
        await orders.propose(order, some_terms({1: 3}), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    with pytest.raises(OrderChanged):
        await orders.propose(latest, some_terms({1: 3}), at=NOW)

    assert (await orders.by_number("A")).proposed == 2


async def test_a_short_proposal_names_what_this_order_could_have(
    orders: SqlOrders, database: Database
) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    await orders.add(an_order("B", {1: 5}), at=NOW)

    with pytest.raises(CartNotSellable) as refusal:
        await orders.propose(order, some_terms({1: 6}), at=NOW)

    assert refusal.value.problems == (LineProblem("short", 1, "Book 1", 5),)
    assert await orders.by_number("A") == order
    assert await orders.held_by("key-A") == {1: 4}
    await assert_balanced(database)


async def test_what_is_held_stays_held_when_the_title_is_withdrawn(
    orders: SqlOrders, shelf: SqlBooks
) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    await shelf.import_catalogue(a_catalogue({2: 1}), digest="without 1")

    await orders.propose(order, some_terms({1: 2, 2: 1}), at=NOW)
    with pytest.raises(CartNotSellable):
        await orders.propose(replace(order, proposed=2), some_terms({1: 5}), at=NOW)

    assert await orders.held_by("key-A") == {1: 4, 2: 1}


async def test_canceling_gives_every_copy_back(orders: SqlOrders, database: Database) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 2, 2: 1}), at=NOW)
    await orders.mark_processing("A", at=NOW)
    held_in_processing = await orders.held_by("key-A")

    await orders.mark_canceled("A", at=NOW)

    assert held_in_processing == {1: 4, 2: 1}
    assert await orders.held_by("key-A") == {}
    assert await count_copies(database, 1) == Count(copies=10, sold=0, held=0)
    assert await count_copies(database, 2) == Count(copies=1, sold=0, held=0)


async def test_paying_takes_the_paid_revision_and_gives_the_rest_back(
    orders: SqlOrders, database: Database
) -> None:
    order = an_order("A", {1: 4})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 2, 2: 1}), at=NOW)

    await orders.mark_paid("A", 2, charge_id="ch_1", at=NOW)

    paid = await orders.by_number("A")
    assert (paid.revision, paid.terms) == (2, some_terms({1: 2, 2: 1}))
    assert await count_copies(database, 1) == Count(copies=10, sold=2, held=0)
    assert await count_copies(database, 2) == Count(copies=1, sold=1, held=0)
    assert await orders.held_by("key-A") == {}


async def test_paying_an_earlier_revision_takes_free_copies_again(
    orders: SqlOrders, database: Database
) -> None:
    order = an_order("A", {1: 4, 2: 1})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 1}), at=NOW)
    await orders.agree("A", 2, at=NOW)

    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    paid = await orders.by_number("A")
    assert (paid.revision, paid.terms, paid.is_unfillable) == (1, order.terms, False)
    assert await count_copies(database, 1) == Count(copies=10, sold=4, held=0)
    await assert_balanced(database)


async def test_paying_an_unknown_revision_changes_nothing(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 4}), at=NOW)

    with pytest.raises(OrderNotFound):
        await orders.mark_paid("A", 2, charge_id="ch_1", at=NOW)

    assert await orders.by_number("A") == an_order("A", {1: 4})
    await assert_balanced(database)


async def test_what_a_paid_order_agreed_to_stays(orders: SqlOrders) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 2}), at=NOW)
    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    late = await orders.agree("A", 2, at=NOW)

    assert (late.revision, late.terms) == (1, order.terms)


async def test_money_for_a_canceled_order_takes_free_copies(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 4}), at=NOW)
    await orders.mark_canceled("A", at=NOW)

    assert await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    found = await orders.by_number("A")
    assert (found.status, found.is_unfillable) == (OrderStatus.PAID, False)
    assert await count_copies(database, 1) == Count(copies=10, sold=4, held=0)
    assert "although the order was canceled" in (await orders.timeline("A"))[-1].text


async def test_money_that_cannot_be_filled_takes_no_copy(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 1, 2: 1}), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    await orders.add(an_order("B", {2: 1}), at=NOW)

    assert await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)

    found = await orders.by_number("A")
    assert (found.status, found.is_unfillable) == (OrderStatus.PAID, True)
    assert await count_copies(database, 1) == Count(copies=10, sold=0, held=0)
    assert await count_copies(database, 2) == Count(copies=1, sold=0, held=1)
    assert [event.kind for event in await orders.timeline("A")][-2:] == ["paid", "unfillable"]


async def test_late_money_for_a_withdrawn_title_cannot_be_filled(
    orders: SqlOrders, shelf: SqlBooks, database: Database
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    await shelf.import_catalogue(a_catalogue({2: 1}), digest="without 1")

    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    assert (await orders.by_number("A")).is_unfillable
    await assert_balanced(database)


async def test_a_held_copy_is_a_promise_though_the_owner_counts_fewer(
    orders: SqlOrders, shelf: SqlBooks, database: Database
) -> None:
    await orders.add(an_order("A", {1: 4}), at=NOW)
    await shelf.import_catalogue(a_catalogue({1: 2, 2: 1}), digest="fewer")

    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    assert not (await orders.by_number("A")).is_unfillable
    assert await count_copies(database, 1) == Count(copies=2, sold=4, held=0)


async def test_order_that_has_its_intent_is_not_canceled_as_one_without(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 4}), at=NOW)
    await orders.add(an_order("B", {1: 1}), at=NOW)
    await orders.attach_intent("A", "pi_1", at=NOW)

    canceled = [
        await orders.mark_canceled(number, at=NOW, only_without_intent=True) for number in "AB"
    ]

    assert canceled == [False, True]
    assert await orders.held_by("key-A") == {1: 4}
    assert await count_copies(database, 1) == Count(copies=10, sold=0, held=4)
