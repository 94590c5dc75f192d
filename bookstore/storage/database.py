"""One database: its transactions, their failures, and its tables at start.

Transactions are plain functions; `sqlite_runner` and `postgres_runner` know where they run.
A canceled caller (a closed tab, a stopping server) does not cancel a transaction: it is
finished in a task of its own, so that a change happens as a whole or not at all.

Errors never carry a statement's parameters: they hold e-mail addresses and tokens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from bookstore.storage import schema
from bookstore.storage.addresses import DatabaseUnusable, file_of, read_address
from bookstore.storage.moments import FileMoments, Moments, TimedMoments
from bookstore.storage.postgres_runner import PostgresRunner
from bookstore.storage.runner import MustWait, Runner, Work
from bookstore.storage.sqlite_runner import SqliteRunner

T = TypeVar("T")

READY_TIMEOUT_SECONDS = 3
MAX_LOOKED_UP = 32  # rows: a page of titles, in some two milliseconds
VERSIONS = "alembic_version"


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
        self._runner: Runner = SqliteRunner(address, file) if file else PostgresRunner(address)
        self._unfinished: set[asyncio.Task[Any]] = set()
        self._written = asyncio.Event()

    async def look_up(self, work: Work[T], *, rows: int = 1) -> T:
        """Answer a short question: for rows found by a key or an index, however many there are.

        On SQLite it is answered before anything else happens on the event loop, if it takes
        few enough rows.
        """
        if rows <= MAX_LOOKED_UP:
            with self._explained(), suppress(MustWait):
                return self._runner.read_now(work)
        return await self.read(work)

    async def read(self, work: Work[T]) -> T:
        """Run queries that see what is committed; they may take their time."""
        return await self._finish(self._read(work))

    async def _read(self, work: Work[T]) -> T:
        with self._explained():
            return await self._runner.read(work)

    async def write(self, work: Work[T]) -> T:
        """Run one transaction: committed at the end, rolled back by any exception.

        It changes a few rows, found as in `look_up`: nothing else happens meanwhile on the
        event loop, unless it waits for a lock or for the disk.
        """
        return await self._finish(self._write(self._runner.write(work)))

    async def write_much(self, work: Work[T]) -> T:
        """Run one transaction of many rows; other writers wait, the event loop does not."""
        return await self._finish(self._write(self._runner.write_much(work)))

    async def _write(self, writing: Coroutine[Any, Any, T]) -> T:
        try:
            with self._explained():
                answer = await writing
        finally:  # also when it failed: an answer may have been lost on its way
            self._moments.note_write()
        self._written.set()
        return answer

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

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except IntegrityError:
            raise  # a constraint spoke: the adapter knows what that means
        except self._runner.failures as error:
            raise DatabaseUnusable(self._advice(error)) from error

    async def _finish(self, work: Coroutine[Any, Any, T]) -> T:
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

        try:
            with self._explained():
                await self._runner.upgrade()
                await asyncio.to_thread(self._moments.open)
        except CommandError as error:
            raise DatabaseUnusable(
                f"The database {self._place()} is not of this version of the shop "
                f"({_first_line(error)}). Start the newer version that has used it, or restore "
                "the copy made before that."
            ) from error

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
                version = await self.read(_read_version)
        except (TimeoutError, DatabaseUnusable):
            return False
        return version == schema.newest_version()

    async def version(self) -> str | None:
        """The version of the tables; None when there are none.

        Raises:
            DatabaseUnusable: it cannot be reached, or is no database.
        """
        return await self.read(_find_version)

    async def close(self) -> None:
        """Finish what has begun and give back every connection."""
        await asyncio.gather(*self._unfinished, return_exceptions=True)
        self._moments.close()
        await self._runner.close()


def open_database(url: str) -> Database:
    """The database behind a URL (sqlite:///..., postgresql://...); connects to nothing yet.

    Raises:
        DatabaseUnusable: the URL is none that the shop can use.
    """
    return Database(read_address(url))


def _read_version(connection: Connection) -> str | None:
    return connection.scalar(schema.VERSION_OF)


def _find_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSIONS):
        return None
    return _read_version(connection)


def _first_line(error: BaseException) -> str:
    return (str(getattr(error, "orig", None) or error).splitlines() or [repr(error)])[0].rstrip(".")
