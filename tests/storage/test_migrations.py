"""The tables at start: made once, by whoever comes first, or refused in one sentence."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bookstore.storage.addresses import DatabaseUnusable
from bookstore.storage.database import open_database
from bookstore.storage.tables import Base
from tests.machine import PROJECT
from tests.storage.balance import assert_disconnected

pytestmark = pytest.mark.anyio

STARTING_PROCESS = """
import asyncio, sys
from bookstore.domain.order import Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import open_database
from tests.storage.examples import a_catalogue

async def start() -> None:
    database = open_database(sys.argv[1])
    print("loaded", flush=True)
    sys.stdin.readline()
    await database.migrate()
    imported = await SqlBooks(database, Mode.TEST).import_catalogue(a_catalogue({1: 5}), digest="d")
    print(await database.is_ready(), imported)
    await database.close()

asyncio.run(start())
"""


async def test_migrating_makes_a_database_ready(blank_url: str) -> None:
    database = open_database(blank_url)
    was_ready = await database.is_ready()

    await database.migrate()
    await database.migrate()

    assert (was_ready, await database.is_ready()) == (False, True)
    await database.close()
    assert_disconnected(database)


async def test_migrations_make_the_tables_that_the_code_uses(blank_url: str) -> None:
    database = open_database(blank_url)
    await database.migrate()

    differences = await database.read(_differences)

    assert differences == []
    await database.close()


def _differences(connection: Connection) -> list[Any]:
    opts = {"compare_type": True, "include_name": _is_ours}
    context = MigrationContext.configure(connection, opts=opts)
    return compare_metadata(context, Base.metadata)


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether SQLAlchemy knows such a thing; it has no words for an index over words."""
    return not (name or "").startswith("title_index")


def test_of_processes_starting_together_one_migrates_and_imports(blank_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", STARTING_PROCESS, blank_url]
    processes = [
        subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "loaded\n"

    for process in processes:  # all wait at the same line: now they go together
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=30)[0].strip() for process in processes]

    assert sorted(answers) == ["True False", "True True"]


async def test_a_waiting_start_goes_on_when_the_other_has_migrated(blank_url: str) -> None:
    first, second = open_database(blank_url), open_database(blank_url)

    await asyncio.gather(first.migrate(), second.migrate())

    assert [await first.is_ready(), await second.is_ready()] == [True, True]
    await first.close()
    await second.close()


async def test_a_database_of_a_newer_shop_is_refused(blank_url: str) -> None:
    database = open_database(blank_url)
    await database.migrate()
    later = text("UPDATE alembic_version SET version_num = '9999'")
    await database.write(lambda connection: connection.execute(later))

    with pytest.raises(DatabaseUnusable, match="newer version"):
        await database.migrate()

    assert not await database.is_ready()
    await database.close()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    file.write_text("my shopping list\n" * 100)

    with pytest.raises(DatabaseUnusable, match=r"shop\.db cannot be used: file is not a database"):
        await open_database(f"sqlite:///{file}").migrate()


async def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DatabaseUnusable, match="Check DATABASE_URL and that its folder"):
        await open_database(f"sqlite:///{tmp_path}/file/shop.db").migrate()


async def test_a_silent_server_is_named_without_its_password() -> None:
    database = open_database("postgres://shop:hunter2@127.0.0.1:1/shop")

    with pytest.raises(DatabaseUnusable, match="Check DATABASE_URL and that its server") as refusal:
        await database.migrate()

    assert "hunter2" not in str(refusal.value)
    assert not await database.is_ready()
    await database.close()


async def test_a_sqlite_file_keeps_paid_orders_through_a_power_cut(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/data/shop.db")
    await database.migrate()

    def settings(connection: Connection) -> list[Any]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.scalar(text(f"PRAGMA {name}")) for name in names]

    for patient in (database.read, database.write_much):
        assert await patient(settings) == ["wal", 2, 1, 10_000]  # 2 is FULL
    for on_the_loop in (database.look_up, database.write):
        assert await on_the_loop(settings) == ["wal", 2, 1, 0]
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    await database.close()
