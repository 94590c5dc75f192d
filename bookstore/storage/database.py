"""One database: its connections, its transactions, and its tables at start.

SQLite's settings, and why:
- WAL: readers never wait for the writer, nor it for them. It is a property of the file.
- synchronous=FULL: a commit is on the disk before it is answered. NORMAL would survive a
  killed process, but lose the last orders with the power, and then Stripe has money for
  an order that nobody knows.
- BEGIN IMMEDIATE for every write: the lock is taken before the first read, so two writers
  wait for each other (up to 10 s) and never deadlock between reading and writing.
- foreign_keys=ON: SQLite leaves them off.

On Postgres, READ COMMITTED and row locks, taken in one order everywhere: the order's row,
then rows of the stock by id. A worker that vanished cannot keep its locks for ever.

Errors never carry a statement's parameters: they hold e-mail addresses and tokens.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import NullPool

from bookstore.storage import one_trip, schema
from bookstore.storage.addresses import DatabaseUnusable, file_of, read_address
from bookstore.storage.moments import FileMoments, Moments, TimedMoments
from bookstore.storage.sqlite_file import prepare_file

T = TypeVar("T")

LOCK_TIMEOUT_MS = 10_000  # SQLite's busy timeout
IDLE_TIMEOUT_MS = 60_000  # a transaction of ours never waits for anybody but the database
START_TIMEOUT_MS = 60_000  # a start waits this long while another process migrates
READY_TIMEOUT_SECONDS = 3
CONNECTIONS = 15  # to SQLite; each has a thread, and the last one used is used again
WRITERS_AT_ONCE = 8  # of at most 15 connections in a pool; SQLite has one writer at a time
VERSIONS = "alembic_version"
START_LOCK = 0x626F6F6B73  # any number that is the same in every process of this shop


class Database:
    """The shop's database; `SqlBooks`, `SqlOrders` and `SqlNotebook` take one.

    Used on one event loop. Making it connects to nothing.
    """

    def __init__(self, address: URL) -> None:
        """Keep the address; `open_database` reads it from text."""
        self._address = address
        file = file_of(address)
        self._is_sqlite = file is not None
        self._moments: Moments = FileMoments(file) if file else TimedMoments()
        self._failures = _failures_of(address)
        engine = _make_engine(address)
        self._engine = engine
        self._readers = async_sessionmaker(engine, expire_on_commit=False)
        self._writers = async_sessionmaker(
            engine.execution_options(begin="BEGIN IMMEDIATE"), expire_on_commit=False
        )
        self._unfinished: set[asyncio.Task[Any]] = set()
        self._written = asyncio.Event()
        # Writers wait here, in turn and without a connection, so that readers find one free.
        self._turn = asyncio.Semaphore(1 if self._is_sqlite else WRITERS_AT_ONCE)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees what is committed, for queries only."""
        async with self._explained(), self._readers() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed at the end, rolled back by any exception."""
        try:
            async with self._explained(), self._turn, self._writers.begin() as session:
                yield session
        finally:  # also when it failed: an answer may have been lost on its way
            self._moments.note_write()
        self._written.set()

    def moment(self) -> object:
        """What stays equal for as long as nothing was committed (`bookstore.storage.moments`)."""
        return self._moments.now()

    async def until_written(self, *, within_ms: int) -> None:
        """Return when this process has committed something since the last return, or in time.

        For one caller, who looks then what it was; other processes are not heard.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within_ms / 1000):
                await self._written.wait()
        self._written.clear()

    @asynccontextmanager
    async def _explained(self) -> AsyncIterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # a constraint spoke: the adapter knows what that means
        except self._failures as error:
            raise DatabaseUnusable(self._advice(error)) from error

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work to its end, also when the caller is canceled while it waits."""
        task = asyncio.create_task(work)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return await asyncio.shield(task)

    async def migrate(self) -> None:
        """Bring the tables to this code's version, whatever else starts at the same time.

        Raises:
            DatabaseUnusable: it cannot be reached, written, or is of a later version.
        """
        from alembic.util import CommandError

        engine = _make_engine(self._address, timeout_ms=START_TIMEOUT_MS, poolclass=NullPool)
        try:
            if (file := file_of(self._address)) is not None:
                timeout_seconds = START_TIMEOUT_MS // 1000
                await asyncio.to_thread(prepare_file, file, timeout_seconds=timeout_seconds)
            async with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
                await self._lock_start(connection)
                await connection.run_sync(schema.upgrade)
            await asyncio.to_thread(self._moments.open)
        except CommandError as error:
            raise DatabaseUnusable(
                f"The database {self._place()} is not of this version of the shop "
                f"({_first_line(error)}). Start the newer version that has used it, or restore "
                "the copy made before that."
            ) from error
        except (sqlite3.Error, *self._failures) as error:
            raise DatabaseUnusable(self._advice(error)) from error
        finally:
            await engine.dispose()

    async def _lock_start(self, connection: AsyncConnection) -> None:
        if self._is_sqlite:
            return  # BEGIN IMMEDIATE holds the one lock there is
        await connection.execute(text(f"SET LOCAL lock_timeout = {START_TIMEOUT_MS}"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": START_LOCK})

    def _place(self) -> str:
        return self._address.render_as_string(hide_password=True)

    def _advice(self, error: BaseException) -> str:
        todo = "that its folder can be written" if self._is_sqlite else "that its server runs"
        return (
            f"The database {self._place()} cannot be used: {_first_line(error)}. "
            f"Check DATABASE_URL and {todo}."
        )

    async def is_ready(self) -> bool:
        """Say whether the database answers and its tables are of this code's version."""
        try:
            async with asyncio.timeout(READY_TIMEOUT_SECONDS):
                version = await self.finish(self._read_version())
        except (TimeoutError, DatabaseUnusable):
            return False
        return version == schema.newest_version()

    async def version(self) -> str | None:
        """The version of the tables; None when there are none.

        Raises:
            DatabaseUnusable: it cannot be reached, or is no database.
        """
        return await self.finish(self._find_version())

    async def _find_version(self) -> str | None:
        async with self.reading() as session:
            connection = await session.connection()
            if not await connection.run_sync(lambda sync: inspect(sync).has_table(VERSIONS)):
                return None
            return await session.scalar(schema.VERSION_OF)

    async def _read_version(self) -> str | None:
        async with self.reading() as session:
            return await session.scalar(schema.VERSION_OF)

    async def close(self) -> None:
        """Finish what has begun and give back every connection."""
        await asyncio.gather(*self._unfinished, return_exceptions=True)
        self._moments.close()
        await self._engine.dispose()


def open_database(url: str) -> Database:
    """The database behind a URL (sqlite:///..., postgresql://...); connects to nothing yet.

    Raises:
        DatabaseUnusable: the URL is none that the shop can use.
    """
    return Database(read_address(url))


def _failures_of(address: URL) -> tuple[type[Exception], ...]:
    """What using the database may raise; asyncpg raises its own while it connects."""
    if file_of(address) is not None:
        return (SQLAlchemyError, OSError)
    from asyncpg import InterfaceError, PostgresError

    return (SQLAlchemyError, OSError, PostgresError, InterfaceError)


def _make_engine(address: URL, *, timeout_ms: int = LOCK_TIMEOUT_MS, **options: Any) -> AsyncEngine:
    if file_of(address) is None:
        options |= {"isolation_level": "READ COMMITTED", "pool_pre_ping": True}
        engine = create_async_engine(address, hide_parameters=True, **options)
        event.listen(engine.sync_engine, "connect", _set_up_postgres)
        return engine
    # No isolation level: transactions begin by our own statement, not by the driver's guess.
    arguments = {"isolation_level": None, "timeout": timeout_ms / 1000}
    if "poolclass" not in options:  # opening one costs as much as some ten queries: keep them
        options |= {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_use_lifo": True}
    address = address.set(drivername=one_trip.DRIVER)
    engine = create_async_engine(address, hide_parameters=True, connect_args=arguments, **options)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _set_up_postgres(connection: Any, _record: object) -> None:
    # Said here, not at connecting: a pooler such as pgbouncer refuses them there.
    before, connection.autocommit = connection.autocommit, True
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}")
    cursor.close()
    connection.autocommit = before


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "orig", None) or error).splitlines() or [repr(error)])[0].rstrip(".")
