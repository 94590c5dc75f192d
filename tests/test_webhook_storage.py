"""A webhook while the database is locked: Stripe is asked to send it again, and then it settles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from httpx import AsyncClient

from bookstore import wiring
from bookstore.domain.order import Mode, OrderStatus
from bookstore.http import make_http
from bookstore.services.ports import Shop
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import open_database
from bookstore.storage.orders import SqlOrders
from bookstore.storage.sqlite_runner import SqliteRunner
from tests.counter import TEST_KEYS, WEBHOOK_SECRET, client_of, settings_for
from tests.fakes import BOOKS, FakePayments, FakeShop, make_shop
from tests.services.placing import placed
from tests.storage.examples import a_catalogue

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncGenerator[Shop]:
    """A shop that keeps its orders in a file, and waits a moment for a lock instead of 10 s."""
    database = open_database(f"sqlite:///{tmp_path}/shop.db")
    cast("SqliteRunner", database._runner).lock_timeout_ms = 50
    await database.migrate()
    books = SqlBooks(database, Mode.TEST)
    await books.import_catalogue(a_catalogue({1: 10, 2: 10, 3: 10}, *BOOKS), digest="x")
    settings = settings_for(tmp_path, {**TEST_KEYS, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET})
    fake: Any = make_shop(mode=Mode.TEST)
    made: FakeShop = replace(fake, books=books, orders=SqlOrders(database, Mode.TEST))
    with wiring.use(wiring.Premises(made, settings, database)):
        yield made
    await database.close()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process is writing, for as long as the block."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def deliver(client: AsyncClient, intent_id: str, *, topic: str = "any") -> int:
    body = {"id": "evt_1", "type": topic, "intent_id": intent_id, "livemode": False}
    headers = {"stripe-signature": f"signed:{WEBHOOK_SECRET}"}
    answer = await client.post("/stripe/webhook", content=json.dumps(body), headers=headers)
    return answer.status_code


async def test_what_could_not_be_stored_is_sent_again_and_settles(
    shop: Shop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    payable = await placed(cast("FakeShop", shop))
    cast("FakePayments", shop.payments).pay(payable.intent.id)
    async with client_of(make_http("http://shop.test")) as client:
        with locked(tmp_path / "shop.db"):
            refused = await deliver(client, payable.intent.id)
        meanwhile = await shop.orders.by_number(payable.order.number)
        taken = [await deliver(client, payable.intent.id) for _ in range(2)]

    after = await shop.orders.by_number(payable.order.number)
    assert (refused, taken) == (500, [200, 200])
    assert meanwhile.status is OrderStatus.AWAITING_PAYMENT
    assert after.status is OrderStatus.PAID
    assert after.fulfilled_at is not None
    assert [e.kind for e in await shop.orders.timeline(after.number)].count("paid") == 1
    assert "Stripe sends it again" in caplog.text


async def test_settled_but_not_remembered_is_sent_again_too(shop: Shop, tmp_path: Path) -> None:
    """The event is remembered after the work; when only that fails, nothing is done twice."""
    payable = await placed(cast("FakeShop", shop))
    payments = cast("FakePayments", shop.payments)
    payments.pay(payable.intent.id)
    async with client_of(make_http("http://shop.test")) as client:
        assert await deliver(client, payable.intent.id) == 200
        with locked(tmp_path / "shop.db"):
            refused = await deliver(client, payable.intent.id)

    assert refused == 500
    kinds = [each.kind for each in await shop.orders.timeline(payable.order.number)]
    assert kinds.count("paid") == kinds.count("fulfilled") == 1


@pytest.mark.parametrize("topic", ["charge.dispute.created", "charge.dispute.closed"])
async def test_dispute_is_looked_up_and_not_believed(shop: Shop, topic: str) -> None:
    payable = await placed(cast("FakeShop", shop))
    payments = cast("FakePayments", shop.payments)
    payments.pay(payable.intent.id)
    payments.dispute(payable.intent.id, "needs_response")
    async with client_of(make_http("http://shop.test")) as client:
        assert await deliver(client, payable.intent.id, topic=topic) == 200

    after = await shop.orders.by_number(payable.order.number)
    assert after.dispute_status == "needs_response"
    assert payments.called("find_dispute") == [payable.intent.id]
