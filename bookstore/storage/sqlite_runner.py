"""Transactions on SQLite: short ones where they are asked for, their commits in a thread.

SQLite is a library, not a server: what a transaction costs is mostly Python, for which threads
take turns anyway. Worse, a thread of our own gives its turn away at every row that SQLite
steps to, and waits for it while the event loop is busy. So what is short is done on the loop:
look-ups, and the statements of writes, which stay in memory until they are committed. What may
wait never is: a commit waits for the disk, a long question for its many rows, and an import
for both; these have threads.

Nothing on the loop waits for a lock. WAL lets a look-up read beside any writer; in the rare
moment that the file is locked from readers too (somebody repairs the log after a crash)
it says so at once, and is asked again in a reading thread. A write whose file another process
is writing to asks again a little later, as SQLite itself would, sleeping.

Each connection is used by one thread at a time: its pool hands it out once, and the loop waits
for the commit that it has sent away.

SQLite's settings, and why:
- WAL: readers never wait for the writer, nor it for them. It is a property of the file.
- synchronous=FULL: a commit is on the disk before it is answered. NORMAL would survive a
  killed process, but lose the last orders with the power, and then Stripe has money for
  an order that nobody knows.
- BEGIN IMMEDIATE for every write: the lock is taken before the first read, so writers of two
  processes wait for each other (up to 10 s) and never deadlock between reading and writing.
- foreign_keys=ON: SQLite leaves them off.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bookstore.storage import schema
from bookstore.storage.runner import LOCK_TIMEOUT_MS, START_TIMEOUT_MS, MustWait, Work
from bookstore.storage.sqlite_file import prepare_file

T = TypeVar("T")

PAUSES_MS = (1, 2, 5, 10, 20, 50)  # between looks whether a lock is free
READERS = 4  # threads for questions that take long; each has a connection
KEPT_STATEMENTS = 256  # that SQLite has read already, for each connection


class SqliteRunner:
    """Runs the transactions of one file."""

    failures: tuple[type[Exception], ...] = (SQLAlchemyError, sqlite3.Error, OSError)

    def __init__(self, address: URL, file: Path) -> None:
        """Keep the address; nothing is opened and no thread is started yet."""
        self._address = address
        self._file = file
        self.asking = make_engine(address, begin="BEGIN", timeout_ms=0)
        self.reading = make_engine(address, begin="BEGIN", connections=READERS)
        self.writing = make_engine(address, begin="BEGIN IMMEDIATE", timeout_ms=0)
        self.filling = make_engine(address, begin="BEGIN IMMEDIATE")
        self.lock_timeout_ms = LOCK_TIMEOUT_MS
        self._turn = asyncio.Lock()  # writers wait here, in turn
        self._reading_threads: ThreadPoolExecutor | None = None
        self._writing_thread: ThreadPoolExecutor | None = None

    @property
    def engines(self) -> tuple[Engine, ...]:
        """All that connect to the file."""
        return self.asking, self.reading, self.writing, self.filling

    def read_now(self, work: Work[T]) -> T:
        """Answer on the event loop, over a connection that never waits for a lock."""
        try:
            with self.asking.connect() as connection:
                return work(connection)
        except OperationalError as error:
            if is_busy(error):
                raise MustWait from error
            raise

    async def read(self, work: Work[T]) -> T:
        """Run queries in one of the reading threads."""
        if self._reading_threads is None:
            self._reading_threads = ThreadPoolExecutor(READERS, "shop-reads")
        return await self._go(self._reading_threads, partial(self._read, work))

    def _read(self, work: Work[T]) -> T:
        with self.reading.connect() as connection:
            return work(connection)

    async def write(self, work: Work[T]) -> T:
        """Run a short transaction on the event loop, and commit it in the writing thread."""
        async with self._turn:
            with await self._begun() as connection:
                answer = work(connection)
                await self._commit(driver_of(connection))
                connection.commit()  # SQLAlchemy's part of it
        return answer

    async def _begun(self) -> Connection:
        """A connection in a transaction, once nobody else writes to the file."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.lock_timeout_ms / 1000
        for pause_ms in chain(PAUSES_MS, repeat(PAUSES_MS[-1])):
            try:
                return _begin_on(self.writing)
            except (sqlite3.OperationalError, OperationalError) as error:
                if not is_busy(error) or loop.time() >= until:
                    raise
            await asyncio.sleep(pause_ms / 1000)
        raise AssertionError("There is always another pause.")

    async def _commit(self, driver: sqlite3.Connection) -> None:
        committing = asyncio.ensure_future(self._go(self._writing(), driver.commit))
        try:
            await asyncio.shield(committing)
        except asyncio.CancelledError:  # the loop ends; the thread goes on with the connection
            await asyncio.wait([committing])
            raise

    async def write_much(self, work: Work[T]) -> T:
        """Run a transaction in the writing thread from its beginning to its end."""
        async with self._turn:
            return await self._go(self._writing(), partial(self._write_much, work))

    def _write_much(self, work: Work[T]) -> T:
        with self.filling.begin() as connection:
            return work(connection)

    def _writing(self) -> ThreadPoolExecutor:
        if self._writing_thread is None:
            self._writing_thread = ThreadPoolExecutor(1, "shop-writes")
        return self._writing_thread

    async def _go(self, threads: ThreadPoolExecutor, errand: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, errand)

    async def upgrade(self) -> None:
        """Make the file if there is none, and its tables, holding the one lock there is."""
        await asyncio.to_thread(self._upgrade)

    def _upgrade(self) -> None:
        prepare_file(self._file, timeout_seconds=START_TIMEOUT_MS // 1000)
        engine = make_engine(self._address, begin="BEGIN IMMEDIATE", timeout_ms=START_TIMEOUT_MS)
        try:
            with engine.begin() as connection:
                schema.upgrade(connection)
        finally:
            engine.dispose()

    async def close(self) -> None:
        """Wait for the threads, then close the file."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        for threads in (self._writing_thread, self._reading_threads):
            if threads is not None:
                threads.shutdown()
        self._writing_thread = self._reading_threads = None
        for engine in self.engines:
            engine.dispose()


def is_busy(error: OperationalError | sqlite3.OperationalError) -> bool:
    """Whether SQLite would have had to wait for somebody."""
    told = error.orig if isinstance(error, OperationalError) else error
    code = getattr(told, "sqlite_errorcode", 0) & 0xFF  # the rest says why
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _begin_on(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def make_engine(
    address: URL, *, begin: str, timeout_ms: int = LOCK_TIMEOUT_MS, connections: int = 1
) -> Engine:
    """An engine whose transactions begin by a statement of ours, not by the driver's guess."""
    arguments: dict[str, Any] = {
        "isolation_level": None,
        "timeout": timeout_ms / 1000,
        "check_same_thread": False,
        "cached_statements": KEPT_STATEMENTS,
    }
    engine = create_engine(
        address,
        hide_parameters=True,
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,  # the last one used has most of the file at hand
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", partial(_begin, begin))
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(statement: str, connection: Connection) -> None:
    # Past SQLAlchemy, whose way costs more than most of our questions do in SQLite.
    driver_of(connection).execute(statement)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection."""
    driver: Any = connection.connection.dbapi_connection
    return driver
