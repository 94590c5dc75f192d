"""Where transactions on SQLite run: writes beside the event loop, look-ups on it, none half."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError

from bookstore.storage.addresses import DatabaseUnusable
from bookstore.storage.database import MAX_LOOKED_UP, Database, open_database
from bookstore.storage.sqlite_runner import SqliteRunner
from tests.storage.balance import assert_disconnected

pytestmark = pytest.mark.anyio

ADD = text("INSERT INTO notes VALUES (:name)")
COUNT = text("SELECT count(*) FROM notes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one table."""
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (name TEXT UNIQUE)")
    return file


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    """The file's database."""
    database = open_database(f"sqlite:///{file}")
    yield database
    await database.close()


@contextmanager
def locked(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Another process has the file, for as long as the block."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA locking_mode = {mode}")
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def add(connection: Connection, name: str) -> str:
    """Write a note; answers the thread that did."""
    connection.execute(ADD, {"name": name})
    return threading.current_thread().name


def count(connection: Connection) -> int:
    """How many notes there are."""
    return connection.scalar(COUNT) or 0


def thread(connection: Connection) -> str:
    """Who asks."""
    connection.scalar(COUNT)
    return threading.current_thread().name


async def look_up_often(database: Database) -> list[int]:
    """What fifty look-ups see while others may go on between them."""
    seen: list[int] = []
    for _ in range(50):
        await asyncio.sleep(0)
        seen.append(await database.look_up(count))
    return seen


async def test_write_waits_for_a_lock_beside_the_loop(database: Database, file: Path) -> None:
    with locked(file, "NORMAL"):
        writing = asyncio.create_task(database.write(lambda connection: add(connection, "mine")))
        seen = await look_up_often(database)
        assert not writing.done()

    assert seen == [0] * 50
    assert await writing == threading.current_thread().name
    assert await database.look_up(count) == 1


async def test_import_waits_for_a_lock_beside_the_loop(database: Database, file: Path) -> None:
    with locked(file, "NORMAL"):
        writing = asyncio.create_task(
            database.write_much(lambda connection: add(connection, "mine"))
        )
        seen = await look_up_often(database)
        assert not writing.done()

    assert seen == [0] * 50
    assert (await writing).startswith("shop-writes")


async def test_write_gives_up_in_time_and_the_next_one_is_done(
    database: Database, file: Path
) -> None:
    runner = database._runner
    assert isinstance(runner, SqliteRunner)
    runner.lock_timeout_ms = 20
    with locked(file, "NORMAL"), pytest.raises(DatabaseUnusable, match="locked"):
        await database.write(lambda connection: add(connection, "mine"))

    await database.write(lambda connection: add(connection, "mine"))

    assert await database.look_up(count) == 1


async def test_commit_waits_for_the_disk_beside_the_loop(database: Database) -> None:
    runner = database._runner
    assert isinstance(runner, SqliteRunner)
    threads: list[str] = []

    def note_commit(statement: str) -> None:
        if statement == "COMMIT":
            threads.append(threading.current_thread().name)

    event.listen(
        runner.writing, "connect", lambda driver, _record: driver.set_trace_callback(note_commit)
    )
    await database.write(lambda connection: add(connection, "mine"))

    assert len(threads) == 1
    assert threads[0].startswith("shop-writes")


async def test_writes_of_one_process_are_done_in_turn_and_never_refused(
    database: Database,
) -> None:
    names = [f"note {n}" for n in range(40)]

    await asyncio.gather(
        *(
            (database.write_much if n % 3 == 0 else database.write)(
                lambda connection, name=name: add(connection, name)
            )
            for n, name in enumerate(names)
        )
    )

    assert await database.read(count) == 40


async def test_look_up_sees_at_once_what_was_committed_by_whomever(
    database: Database, file: Path
) -> None:
    seen: list[int] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        for n in range(3):
            await database.write(lambda connection, n=n: add(connection, f"mine {n}"))
            seen.append(await database.look_up(count))
            other.execute("INSERT INTO notes VALUES (?)", (f"theirs {n}",))
            seen.append(await database.look_up(count))

    assert seen == [1, 2, 3, 4, 5, 6]


async def test_only_a_short_question_is_answered_on_the_loop(database: Database) -> None:
    here = threading.current_thread().name

    assert await database.look_up(thread) == here
    assert await database.look_up(thread, rows=MAX_LOOKED_UP) == here
    assert (await database.look_up(thread, rows=MAX_LOOKED_UP + 1)).startswith("shop-reads")
    assert (await database.read(thread)).startswith("shop-reads")


async def test_look_up_that_would_wait_is_answered_in_a_thread(
    database: Database, file: Path
) -> None:
    with locked(file, "EXCLUSIVE") as other:  # readers have to wait for this one
        asking = asyncio.create_task(database.look_up(thread))
        _done, waiting = await asyncio.wait([asking], timeout=0.05)
        other.execute("ROLLBACK")

    assert waiting == {asking}
    assert (await asking).startswith("shop-reads")
    assert await database.look_up(thread) == threading.current_thread().name


async def test_reading_sees_one_moment(database: Database, file: Path) -> None:
    def twice(connection: Connection) -> tuple[int, int]:
        before = count(connection)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("INSERT INTO notes VALUES (?)", (threading.current_thread().name,))
        return before, count(connection)

    assert await database.read(twice) == (0, 0)
    assert await database.look_up(twice) == (1, 1)
    assert await database.read(count) == 2


async def test_canceled_write_is_whole(database: Database, file: Path) -> None:
    begun = threading.Event()

    def add_two(connection: Connection) -> None:
        add(connection, "one")
        begun.set()
        add(connection, "two")

    with locked(file, "NORMAL"):
        writing = asyncio.create_task(database.write(add_two))
        await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait([writing])
        assert not begun.is_set()
    await database.close()

    assert writing.cancelled()
    assert await database.read(count) == 2


async def test_failed_write_leaves_nothing(database: Database) -> None:
    def add_twice(connection: Connection) -> None:
        add(connection, "one")
        add(connection, "one")

    for write in (database.write, database.write_much):
        with pytest.raises(IntegrityError):
            await write(add_twice)

    assert await database.write(count) == 0


async def test_closing_waits_for_what_has_begun_and_ends_every_thread(file: Path) -> None:
    database = open_database(f"sqlite:///{file}")
    goes_on, reads = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> int:
        found = count(connection)
        reads.set()
        goes_on.wait(5)
        return found

    asking = asyncio.create_task(database.read(slowly))
    await asyncio.to_thread(reads.wait, 5)
    asking.cancel()
    closing_it = asyncio.create_task(database.close())
    _done, waiting = await asyncio.wait([closing_it], timeout=0.05)
    goes_on.set()
    await closing_it

    assert waiting == {closing_it}
    assert_disconnected(database)


async def test_closed_database_is_opened_by_the_next_question(database: Database) -> None:
    await database.write(lambda connection: add(connection, "one"))
    await database.close()

    found = [await ask(count) for ask in (database.look_up, database.read, database.write)]

    assert found == [1, 1, 1]


async def test_connection_that_was_cut_is_said_to_be_so_and_replaced(database: Database) -> None:
    runner = database._runner
    assert isinstance(runner, SqliteRunner)
    opened: list[sqlite3.Connection] = []
    event.listen(runner.asking, "connect", lambda connection, _record: opened.append(connection))
    await database.look_up(count)
    opened[0].close()

    with pytest.raises(DatabaseUnusable, match="closed"):
        await database.look_up(count)
    found = await database.look_up(count)

    assert (found, len(opened)) == (0, 2)
