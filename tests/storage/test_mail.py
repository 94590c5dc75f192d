"""Letters: queued with the step that they tell of, claimed by one worker at a time."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookstore.domain.mail import MailKind
from bookstore.domain.order import WAS_PAID, Mode, OrderStatus
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database, open_database
from bookstore.storage.mail import LEASE, SqlMails
from bookstore.storage.orders import SqlOrders
from bookstore.storage.tables import MAIL, AnyRow
from tests.storage.examples import NOW, a_catalogue, an_order

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mails(database: Database) -> SqlMails:
    """The letters of the test mode."""
    return SqlMails(database, Mode.TEST)


async def pay(orders: SqlOrders, number: str, *, at: datetime = NOW) -> None:
    await orders.add(an_order(number, {1: 1}), at=NOW)
    await orders.mark_paid(number, 1, charge_id="ch_1", at=at)


async def rows_of(database: Database) -> Sequence[AnyRow]:
    query = select(MAIL).order_by(MAIL.c.id)
    return await database.read(lambda connection: connection.execute(query).all())


async def test_a_paid_order_has_one_letter(orders: SqlOrders, mails: SqlMails) -> None:
    await pay(orders, "A")
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)

    (mail,) = await mails.claim_due(NOW, limit=10)

    assert (mail.order_number, mail.kind) == ("A", MailKind.CONFIRMATION)
    assert (mail.queued_at, mail.attempts) == (NOW, 1)


async def test_an_order_that_cannot_be_filled_has_an_apology_only(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await orders.add(an_order("A", {2: 1}), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    await orders.add(an_order("B", {2: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)
    await orders.mark_refunded("A", OrderStatus.REFUNDED, 2500, at=NOW)

    claimed = await mails.claim_due(NOW, limit=10)

    assert [mail.name for mail in claimed] == ["unfillable"]


async def test_each_refund_has_its_letter(orders: SqlOrders, mails: SqlMails) -> None:
    await pay(orders, "A")
    await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 500, at=NOW)
    await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 500, at=NOW)
    await orders.mark_refunded("A", OrderStatus.REFUNDED, 1500, at=NOW)

    _, *refunds = await mails.claim_due(NOW, limit=10)

    assert [(mail.kind, mail.refunded_minor) for mail in refunds] == [
        (MailKind.REFUNDED, 500),
        (MailKind.REFUNDED, 1500),
    ]


async def test_a_claimed_letter_is_nobody_elses_until_the_lease_ends(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await pay(orders, "A")
    (first,) = await mails.claim_due(NOW, limit=10)

    during = await mails.claim_due(NOW + LEASE - MINUTE, limit=10)
    (after,) = await mails.claim_due(NOW + LEASE, limit=10)

    assert list(during) == []
    assert (after.id, after.name, after.attempts) == (first.id, first.name, 2)


async def test_workers_at_once_claim_each_letter_once(
    orders: SqlOrders, mails: SqlMails, neighbour: Database
) -> None:
    for number in "ABCDEF":
        await pay(orders, number)
    others = SqlMails(neighbour, Mode.TEST)

    claims = await asyncio.gather(
        *(each.claim_due(NOW, limit=2) for each in (mails, others) for _ in range(6))
    )

    numbers = [mail.order_number for claim in claims for mail in claim]
    assert len(numbers) == len(set(numbers))
    left = [mail.order_number for mail in await mails.claim_due(NOW, limit=10)]
    assert sorted(numbers + left) == list("ABCDEF")


async def test_a_sent_letter_is_never_claimed_again(orders: SqlOrders, mails: SqlMails) -> None:
    await pay(orders, "A")
    (mail,) = await mails.claim_due(NOW, limit=10)

    await mails.mark_sent(mail, at=NOW)
    await mails.mark_sent(mail, at=NOW)
    await mails.mark_failed(mail, "too late to fail", at=NOW, retry_at=NOW)

    assert list(await mails.claim_due(NOW + timedelta(days=30), limit=10)) == []
    told = [event.text for event in await orders.timeline("A") if event.kind == "mail"]
    assert told == ["Mailed: confirmation."]


async def test_a_failed_letter_waits_for_its_time(
    orders: SqlOrders, mails: SqlMails, database: Database
) -> None:
    await pay(orders, "A")
    (mail,) = await mails.claim_due(NOW, limit=10)

    await mails.mark_failed(mail, "the mail server answered 451", at=NOW, retry_at=NOW + MINUTE)

    assert list(await mails.claim_due(NOW + MINUTE / 2, limit=10)) == []
    assert len(await mails.claim_due(NOW + MINUTE, limit=10)) == 1
    assert [row.last_error for row in await rows_of(database)] == ["the mail server answered 451"]


async def test_only_the_first_failure_of_a_letter_is_told(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await pay(orders, "A")
    for _ in range(3):
        (mail,) = await mails.claim_due(NOW, limit=10)
        await mails.mark_failed(mail, "the mail server answered 451", at=NOW, retry_at=NOW)

    told = [event.text for event in await orders.timeline("A") if event.kind == "mail"]
    assert told == [
        "Not mailed yet: confirmation, because the mail server answered 451. It is tried again."
    ]


async def test_a_claim_that_has_passed_on_puts_nothing_back(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await pay(orders, "A")
    (slow,) = await mails.claim_due(NOW, limit=10)
    await mails.claim_due(NOW + LEASE, limit=10)

    await mails.mark_failed(slow, "too slow", at=NOW, retry_at=NOW)

    assert list(await mails.claim_due(NOW + LEASE + MINUTE, limit=10)) == []


async def test_a_dropped_letter_is_told_and_never_claimed(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await pay(orders, "A")
    (mail,) = await mails.claim_due(NOW, limit=10)

    await mails.drop(mail, "a week of tries failed", at=NOW)

    assert list(await mails.claim_due(NOW + timedelta(days=30), limit=10)) == []
    told = [event.text for event in await orders.timeline("A") if event.kind == "mail"]
    assert told == ["Not mailed: confirmation, because a week of tries failed."]


async def test_another_mode_sends_none_of_it(orders: SqlOrders, database: Database) -> None:
    await pay(orders, "A")

    assert list(await SqlMails(database, Mode.LIVE).claim_due(NOW, limit=10)) == []


async def test_no_row_holds_what_is_personal(orders: SqlOrders, database: Database) -> None:
    await pay(orders, "A")

    text = repr([row._asdict() for row in await rows_of(database)])

    assert "confirmation" in text
    assert "ada@example.com" not in text


async def test_each_round_with_a_slow_bank_has_its_two_letters(
    orders: SqlOrders, mails: SqlMails
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    for _ in range(2):
        await orders.mark_processing("A", at=NOW)
        await orders.mark_processing("A", at=NOW)
        await orders.mark_waiting("A", at=NOW)
        await orders.mark_waiting("A", at=NOW)

    names = [mail.name for mail in await mails.claim_due(NOW, limit=10)]

    assert names == ["processing", "failed", "processing-2", "failed-2"]


STEPS = ["pay", "process", "wait", "cancel", "refund some", "refund all", "fulfil"]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(STEPS)), max_size=12))
def test_every_paid_order_has_one_confirmation_and_no_other_has_any(
    make_url: Callable[[], str], steps: list[tuple[str, str]]
) -> None:
    asyncio.run(_play(make_url(), steps))


async def _play(url: str, steps: list[tuple[str, str]]) -> None:
    database = open_database(url)
    await SqlBooks(database, Mode.TEST).import_catalogue(a_catalogue({1: 1}), digest="d")
    orders = SqlOrders(database, Mode.TEST)
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_canceled("A", at=NOW)
    await orders.add(an_order("B", {1: 1}), at=NOW)
    for number, step in steps:
        await _step(orders, number, step)

    names = {(row.order_number, row.kind) for row in await rows_of(database)}
    for number in "AB":
        order = await orders.by_number(number)
        about = [name for its_number, name in names if its_number == number]
        first = "unfillable" if order.is_unfillable else "confirmation"
        paid = [name for name in about if name in ("unfillable", "confirmation")]
        assert paid == ([first] if order.status in WAS_PAID else [])
        slow, failed = (
            sum(name.startswith(kind) for name in about) for kind in ("processing", "failed")
        )
        assert failed <= slow <= failed + 1
    await database.close()


async def _step(orders: SqlOrders, number: str, step: str) -> None:
    match step:
        case "pay":
            await orders.mark_paid(number, 1, charge_id="ch_1", at=NOW)
        case "process":
            await orders.mark_processing(number, at=NOW)
        case "wait":
            await orders.mark_waiting(number, at=NOW)
        case "cancel":
            await orders.mark_canceled(number, at=NOW)
        case "refund some":
            await orders.mark_refunded(number, OrderStatus.PARTIALLY_REFUNDED, 100, at=NOW)
        case "refund all":
            await orders.mark_refunded(number, OrderStatus.REFUNDED, 1500, at=NOW)
        case _:
            await orders.mark_fulfilled(number, at=NOW)
