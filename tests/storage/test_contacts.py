"""Contacts: erased from every revision, once, and never while they are needed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bookstore.domain.errors import OrderNotFound
from bookstore.domain.order import Mode
from bookstore.storage.contacts import SqlContacts
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from bookstore.storage.tables import REVISIONS
from tests.storage.examples import CONTACT, NOW, an_order, some_terms

pytestmark = pytest.mark.anyio


@pytest.fixture
def contacts(database: Database) -> SqlContacts:
    """The contacts of the test mode."""
    return SqlContacts(database, Mode.TEST)


async def all_contacts(database: Database) -> list[dict[str, str]]:
    found = select(REVISIONS.c.contact)
    return await database.read(lambda connection: list(connection.scalars(found)))


async def test_forgetting_erases_every_revision_once(
    orders: SqlOrders, contacts: SqlContacts, database: Database
) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 2}), at=NOW)
    await orders.mark_canceled("A", at=NOW)

    answers = [await contacts.forget("A", at=NOW), await contacts.forget("A", at=NOW)]

    assert answers == [True, True]
    left = await all_contacts(database)
    assert len(left) == 2
    for contact in left:
        assert set(contact.values()) == {"erased", CONTACT.country, ""}
    kinds = [event.kind for event in await orders.timeline("A")]
    assert kinds == ["placed", "changed", "canceled", "erased"]


@pytest.mark.parametrize("step", ["open", "processing", "paid"])
async def test_a_contact_that_is_needed_stays(
    orders: SqlOrders, contacts: SqlContacts, step: str
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    if step == "processing":
        await orders.mark_processing("A", at=NOW)
    if step == "paid":
        await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)

    assert not await contacts.forget("A", at=NOW)
    assert (await orders.by_number("A")).terms.contact == CONTACT


async def test_a_fulfilled_order_is_forgotten_and_keeps_its_amounts(
    orders: SqlOrders, contacts: SqlContacts
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)
    await orders.mark_fulfilled("A", at=NOW)

    assert not await contacts.forget("A", at=NOW)
    assert await contacts.forget("A", at=NOW, even_unshipped=True)
    order = await orders.by_number("A")
    assert order.terms.contact.is_erased
    assert order.terms.total == some_terms({1: 1}).total


async def test_an_unknown_order_or_one_of_another_mode_is_not_found(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    with pytest.raises(OrderNotFound):
        await SqlContacts(database, Mode.LIVE).forget("A", at=NOW)


async def test_abandoned_are_old_canceled_orders_with_a_contact(
    orders: SqlOrders, contacts: SqlContacts
) -> None:
    old = NOW - timedelta(days=31)
    for number in "ABCD":
        made_at = NOW if number == "B" else old
        await orders.add(an_order(number, {1: 1}, created_at=made_at), at=NOW)
    for number in "ABC":
        await orders.mark_canceled(number, at=NOW)
    await contacts.forget("C", at=NOW)

    found = await contacts.abandoned(before=NOW - timedelta(days=30), limit=10)

    assert list(found) == ["A"]
