"""Who asked for links: once an hour, answered once, and found by an index."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, select, text

from bookstore.domain.contact import email_digest
from bookstore.domain.order import WAS_PAID, Mode
from bookstore.storage import schema
from bookstore.storage.contacts import SqlContacts
from bookstore.storage.database import Database, open_database
from bookstore.storage.mail import SqlMails
from bookstore.storage.orders import SqlOrders
from bookstore.storage.reminders import REMINDERS, SqlReminders
from bookstore.storage.tables import RevisionRow
from tests.storage.examples import CONTACT, NOW, an_order, some_terms

pytestmark = pytest.mark.anyio

OLD_ORDER = text(
    "INSERT INTO orders (number, token, checkout_key, mode, status, revision, proposed, "
    "is_from_cart, created_at, refunded_minor, is_unfillable) VALUES "
    "(:number, :number, :number, 'test', 'paid', 1, 1, true, '2026-11-01', 0, false)"
)
OLD_REVISION = text(
    "INSERT INTO order_revisions (order_number, revision, currency, subtotal_minor, "
    "delivery_minor, total_minor, items, contact, created_at) VALUES "
    "(:number, 1, 'usd', 0, 0, 0, '[]', :contact, '2026-11-01')"
)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


@pytest.fixture
def mails(database: Database) -> SqlMails:
    return SqlMails(database, Mode.TEST)


async def buy(orders: SqlOrders, number: str, *, email: str = CONTACT.email, days: int = 0) -> None:
    """A paid order to an address, made so many days ago."""
    terms = some_terms({1: 1})
    terms = replace(terms, contact=replace(terms.contact, email=email))
    order = an_order(number, {1: 1}, created_at=NOW - timedelta(days=days))
    await orders.add(replace(order, terms=terms), at=NOW)
    await orders.mark_paid(number, 1, charge_id="ch_1", at=NOW)


async def ask(reminders: SqlReminders, email: str, *, after: timedelta = timedelta()) -> None:
    await reminders.ask(email, at=NOW + after, unless_since=NOW + after - HOUR)


async def answer(reminders: SqlReminders) -> bool:
    return await reminders.answer_next(at=NOW, statuses=WAS_PAID, since=NOW - YEAR)


async def names(mails: SqlMails) -> list[tuple[str, str]]:
    """The reminders that are due, by order and name."""
    due = await mails.claim_due(NOW + timedelta(days=1), limit=100)
    return [(mail.order_number, mail.name) for mail in due if mail.name.startswith("reminder")]


def _to_the_version_before(connection: Connection) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0006")


async def rows(database: Database) -> list[Any]:
    query = select(REMINDERS).order_by(REMINDERS.c.asked_at)
    found = await database.read(lambda connection: connection.execute(query).all())
    return [(row.email_digest, row.asked_at, row.answered_at) for row in found]


async def test_address_is_answered_once_about_its_newest_order(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails
) -> None:
    await buy(orders, "OLD", days=9)
    await buy(orders, "NEW", days=1, email=CONTACT.email.upper())
    await buy(orders, "OTHER", email="grace@example.com")

    await ask(reminders, "Ada@Example.com")

    assert [await answer(reminders) for _ in range(3)] == [True, False, False]
    assert await names(mails) == [("NEW", "reminder")]


async def test_asking_again_counts_after_an_hour(
    reminders: SqlReminders, database: Database
) -> None:
    await ask(reminders, "ada@example.com")
    await answer(reminders)

    await ask(reminders, "ADA@example.com", after=HOUR - timedelta(seconds=1))
    assert await rows(database) == [(email_digest("ada@example.com"), NOW, NOW)]
    await ask(reminders, "ada@example.com", after=HOUR)

    assert await rows(database) == [(email_digest("Ada@Example.com"), NOW + HOUR, None)]


async def test_crowd_that_asks_at_once_is_answered_once(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails, neighbour: Database
) -> None:
    await buy(orders, "A")
    others = SqlReminders(neighbour, Mode.TEST)

    await asyncio.gather(*(ask(each, CONTACT.email) for each in (reminders, others) * 6))
    answers = await asyncio.gather(*(answer(each) for each in (reminders, others) * 6))

    assert sum(answers) == 1
    assert await names(mails) == [("A", "reminder")]


async def test_unpaid_old_and_forgotten_orders_and_other_modes_are_not_found(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails, database: Database
) -> None:
    await orders.add(an_order("UNPAID", {1: 1}), at=NOW)
    await buy(orders, "OLD", days=366)
    await buy(orders, "FORGOTTEN")
    await orders.mark_fulfilled("FORGOTTEN", at=NOW)
    assert await SqlContacts(database, Mode.TEST).forget("FORGOTTEN", at=NOW, even_unshipped=True)
    sandbox = SqlReminders(database, Mode.SANDBOX)

    await ask(sandbox, CONTACT.email)
    await ask(reminders, CONTACT.email)
    await ask(reminders, "erased")

    assert [await answer(each) for each in (reminders, reminders, sandbox)] == [True] * 3
    assert await names(mails) == []


async def test_changed_address_counts_and_the_one_before_does_not(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails
) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    terms = replace(order.terms, contact=replace(CONTACT, email="new@example.com"))
    await orders.propose(order, terms, at=NOW)
    await orders.mark_paid("A", 2, charge_id="ch_1", at=NOW)

    for email in (CONTACT.email, "new@example.com"):
        await ask(reminders, email)
        await answer(reminders)

    assert await names(mails) == [("A", "reminder")]
    found = [
        await orders.by_email(email, statuses=WAS_PAID, since=NOW - YEAR, limit=10)
        for email in (CONTACT.email, "NEW@example.com")
    ]
    assert [[each.number for each in some] for some in found] == [[], ["A"]]


async def test_letter_that_still_waits_gets_no_second_one_beside_it(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails
) -> None:
    await buy(orders, "A")
    for hours in range(3):
        await ask(reminders, CONTACT.email, after=HOUR * hours)
        await answer(reminders)

    (waiting,) = [mail for mail in await mails.claim_due(NOW, limit=10) if mail.name == "reminder"]
    await mails.mark_sent(waiting, at=NOW)
    await ask(reminders, CONTACT.email, after=HOUR * 3)
    await answer(reminders)

    assert await names(mails) == [("A", "reminder-2")]


async def test_only_answered_ones_of_an_hour_ago_are_forgotten(
    reminders: SqlReminders, database: Database
) -> None:
    await ask(reminders, "a@example.com")
    await answer(reminders)
    await ask(reminders, "b@example.com")

    assert await reminders.forget(before=NOW) == 0
    assert await reminders.forget(before=NOW + HOUR) == 1
    assert [row[0] for row in await rows(database)] == [email_digest("b@example.com")]


@pytest.mark.parametrize(
    "email",
    ["' OR 1=1 --", "%@%", "_da@example.com", "a\x00da@example.com", "\ud800@x.y", "x" * 9999],
)
async def test_hostile_address_is_only_a_text(
    orders: SqlOrders, reminders: SqlReminders, mails: SqlMails, email: str
) -> None:
    await buy(orders, "A")

    await ask(reminders, email)

    assert await answer(reminders)
    assert await names(mails) == []
    assert await orders.by_email(email, statuses=WAS_PAID, since=NOW - YEAR, limit=10) == []


async def test_address_is_found_without_reading_every_order(
    orders: SqlOrders, database: Database
) -> None:
    query = select(RevisionRow.order_number).where(RevisionRow.email_digest == "0" * 64)

    def explain(connection: Connection) -> list[str]:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:  # of a few rows it would read all, whatever there is
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        return [str(row) for row in connection.execute(text(f"{explain} {asked}"))]

    plan = await database.read(explain)
    assert any("ix_order_revisions_email_digest" in line for line in plan), plan


async def test_orders_from_before_there_were_digests_are_found(blank_url: str) -> None:
    if blank_url.startswith("sqlite"):
        Path(blank_url.removeprefix("sqlite:///")).parent.mkdir()
    database = open_database(blank_url)

    def begin(connection: Connection) -> None:
        _to_the_version_before(connection)
        for number, email in (("A", "Ada@Example.com"), ("B", "erased")):
            values = {"number": number, "contact": json.dumps({**asdict(CONTACT), "email": email})}
            connection.execute(OLD_ORDER, values)
            connection.execute(OLD_REVISION, values)

    await database.write(begin)

    await database.migrate()

    digests = select(RevisionRow.email_digest).order_by(RevisionRow.order_number)
    found = await database.read(lambda connection: list(connection.scalars(digests)))
    assert found == [email_digest("ada@example.com"), None]
    await database.close()
