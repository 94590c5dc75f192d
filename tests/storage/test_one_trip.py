"""SQLite's thread is asked once for each statement, and transactions stay what they were."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bookstore.storage.database import Database, open_database

pytestmark = pytest.mark.anyio

ADD = text("INSERT INTO notes VALUES (:name)")
COUNT = text("SELECT count(*) FROM notes")


class CountingConnection(aiosqlite.Connection):
    """A connection that knows how often its thread was asked."""

    errands = 0

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.errands += 1
        return await super()._execute(fn, *args, **kwargs)


@pytest.fixture
async def opened(
    tmp_path: Path,
) -> AsyncIterator[tuple[Database, list[CountingConnection]]]:
    """A database with one table, and the connections that it opens, as they come."""
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (name TEXT UNIQUE)")
    connection.close()
    database = open_database(f"sqlite:///{file}")
    connections: list[CountingConnection] = []

    def make(file: str, **options: Any) -> CountingConnection:
        connections.append(
            CountingConnection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
        )
        return connections[-1]

    @event.listens_for(database._engine.sync_engine, "do_connect")
    def choose(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = make

    yield database, connections
    await database.close()


async def test_reading_goes_to_the_thread_for_its_statement_and_for_its_end(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, connections = opened
    async with database.reading() as session:
        await session.scalar(COUNT)
    before = connections[0].errands

    async with database.reading() as session:
        await session.scalar(COUNT)

    assert len(connections) == 1
    assert connections[0].errands - before == 2


async def test_writing_adds_only_its_beginning(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, connections = opened
    async with database.writing() as session:
        await session.execute(ADD, {"name": "first"})
    before = connections[0].errands

    async with database.writing() as session:
        await session.execute(ADD, {"name": "second"})

    assert connections[0].errands - before == 3  # BEGIN IMMEDIATE, the statement, COMMIT


async def test_reading_sees_one_moment(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, _ = opened

    async with database.reading() as session:
        before = await session.scalar(COUNT)
        async with database.writing() as other:
            await other.execute(ADD, {"name": "meanwhile"})
        after = await session.scalar(COUNT)
    async with database.reading() as session:
        later = await session.scalar(COUNT)

    assert (before, after, later) == (0, 0, 1)


async def test_many_rows_are_put_in_together_and_none_after_a_failure(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, _ = opened
    async with database.writing() as session:
        await session.execute(ADD, [{"name": "one"}, {"name": "two"}])

    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            await session.execute(ADD, [{"name": "three"}, {"name": "one"}])

    async with database.reading() as session:
        found = (await session.execute(text("SELECT name FROM notes ORDER BY name"))).scalars()
        assert found.all() == ["one", "two"]


async def test_connection_that_was_cut_is_said_to_be_so_and_replaced(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, connections = opened
    async with database.reading() as session:
        await session.scalar(COUNT)
    await connections[0].close()

    with pytest.raises(Exception, match=r"closed|active") as caught:
        async with database.reading() as session:
            await session.scalar(COUNT)
    async with database.reading() as session:
        found = await session.scalar(COUNT)

    assert isinstance(caught.value.__cause__, OperationalError)
    assert caught.value.__cause__.connection_invalidated
    assert (found, len(connections)) == (0, 2)


async def test_stream_is_in_the_transaction_that_was_begun(
    opened: tuple[Database, list[CountingConnection]],
) -> None:
    database, _ = opened

    async with database.reading() as session:
        found = [row async for row in await session.stream(COUNT)]
        async with database.writing() as other:
            await other.execute(ADD, {"name": "meanwhile"})
        again = await session.scalar(COUNT)

    assert (found, again) == ([(0,)], 0)
