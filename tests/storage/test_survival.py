"""What is left when a caller is canceled or the whole process is killed."""

import asyncio
import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bookstore.domain.order import Mode
from bookstore.storage.addresses import DatabaseUnusable
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database, open_database
from bookstore.storage.notebook import SqlNotebook
from bookstore.storage.orders import SqlOrders
from tests.machine import PROJECT
from tests.storage.balance import assert_balanced, assert_disconnected
from tests.storage.examples import NOW, a_catalogue, an_order, some_terms

pytestmark = pytest.mark.anyio

SELLING_PROCESS = """
import asyncio, sys
from bookstore.domain.order import Mode
from bookstore.storage.database import open_database
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, an_order, some_terms

async def sell(orders: SqlOrders, number: str) -> None:
    order = an_order(number, {1: 1, 2: 1})
    await orders.add(order, at=NOW)
    await orders.propose(order, some_terms({1: 2, 2: 1}), at=NOW)
    await orders.agree(number, 2, at=NOW)
    await orders.mark_paid(number, 2, charge_id=None, at=NOW)
    print(number, flush=True)

async def sell_for_ever() -> None:
    orders = SqlOrders(open_database(sys.argv[1]), Mode.TEST)
    for n in range(10_000):
        await asyncio.gather(*(sell(orders, f"{sys.argv[2]}-{n}-{till}") for till in range(3)))

asyncio.run(sell_for_ever())
"""


async def test_a_killed_process_leaves_whole_orders_and_every_paid_one(
    url: str, database: Database
) -> None:
    await SqlBooks(database, Mode.TEST).import_catalogue(
        a_catalogue({1: 90_000, 2: 90_000}), digest="a"
    )
    sold: list[str] = []
    for life in range(2):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", SELLING_PROCESS, url, f"L{life}"),
            cwd=PROJECT,
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        while len(sold) < 7 * (life + 1):
            sold.append((await process.stdout.readline()).decode().strip())
        process.kill()
        rest, _ = await process.communicate()
        sold += rest.decode().split()

    orders = SqlOrders(database, Mode.TEST)
    assert all([(await orders.by_number(number)).was_paid for number in sold])
    await assert_balanced(database)


async def test_canceled_callers_leave_no_half_change_and_no_lock(
    orders: SqlOrders, shelf: SqlBooks, database: Database, neighbour: Database
) -> None:
    await shelf.import_catalogue(a_catalogue({1: 9_000}), digest="many")
    draw, notebook = random.Random(7), SqlNotebook(neighbour)

    async def sell(number: str) -> None:
        order = an_order(number, {1: 1})
        await orders.add(order, at=NOW)
        await orders.propose(order, some_terms({1: 2}), at=NOW)
        await orders.mark_paid(number, 2, charge_id=None, at=NOW)

    for number in range(40):
        callers = [asyncio.create_task(sell(f"A{number}-{n}")) for n in range(2)]
        await asyncio.wait(callers, timeout=draw.random() / 25)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        async with asyncio.timeout(8):  # a lock left behind lasts ten seconds
            await notebook.keep("still", "writing")

    await database.close()
    await assert_balanced(neighbour)
    await neighbour.close()
    assert_disconnected(database)


async def test_a_canceled_reader_leaves_no_open_connection(shelf: SqlBooks) -> None:
    for passes in range(30):
        reader = asyncio.create_task(shelf.by_ids([1, 2, 3]))
        for _ in range(passes):
            await asyncio.sleep(0)
        reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reader

    async with asyncio.timeout(5):
        found = await asyncio.gather(*(shelf.by_ids([1, 2, 3]) for _ in range(30)))

    assert all(len(titles) == 3 for titles in found)


async def test_a_change_begun_before_closing_is_finished(url: str) -> None:
    database = open_database(url)
    caller = asyncio.create_task(SqlNotebook(database).keep("last", "words"))
    await asyncio.sleep(0)

    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await database.close()

    reopened = open_database(url)
    assert await SqlNotebook(reopened).find("last") == "words"
    await reopened.close()


async def test_a_failure_is_one_sentence_without_what_was_written(blank_url: str) -> None:
    database = open_database(blank_url)
    await database.migrate()
    await database.write(lambda connection: connection.execute(text("DROP TABLE notebook")))

    with pytest.raises(DatabaseUnusable, match="Check DATABASE_URL") as failure:
        await SqlNotebook(database).keep("name", "a secret")

    assert "notebook" in str(failure.value)
    assert [error for error in told(failure.value) if "a secret" in error] == []
    await database.close()


def told(error: BaseException | None) -> list[str]:
    """What a log would print of an error: its own message and that of each cause."""
    return [str(error), *told(error.__cause__ or error.__context__)] if error else []


async def test_a_lost_folder_is_named(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/gone/shop.db")

    with pytest.raises(DatabaseUnusable, match=r"gone/shop\.db cannot be used"):
        await SqlNotebook(database).find("name")

    await database.close()
    assert_disconnected(database)
