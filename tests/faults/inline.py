"""SQLite without threads: the same statements on the same file, at once instead of elsewhere.

aiosqlite and the sandbox's store hand each statement to a thread, and who comes back first
is then up to the machine. Here the statement is run where it is asked for. Nothing is lost
by it: SQLite lets one writer in at a time (BEGIN IMMEDIATE), and readers see one moment, so
whole transactions in some order are all that threads could bring about.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import event

from bookstore.sandbox.store import Store, Transaction, connect
from bookstore.storage.database import Database, open_database

Result = TypeVar("Result")


class InlineConnection(aiosqlite.Connection):
    """A connection that works where it is called."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None:
            raise ValueError("Connection closed")
        return fn(*args, **kwargs)

    async def _open(self) -> InlineConnection:
        self._connection = self._connector()
        return self

    def __await__(self) -> Generator[Any, None, InlineConnection]:  # pyright: ignore[reportIncompatibleMethodOverride] - no thread is started
        return self._open().__await__()

    async def close(self) -> None:
        self.stop()

    def stop(self) -> asyncio.Future[Any] | None:
        """Close at once, as the end of a process does: what is not committed is undone."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        return None


def open_inline(database: Database) -> list[InlineConnection]:
    """Have a database work without threads; the connections that it opens, as they come."""
    opened: list[InlineConnection] = []

    def make(file: str, **options: Any) -> InlineConnection:
        # Nobody could free a lock while this thread waits for it, so it does not wait.
        options |= {"timeout": 0, "check_same_thread": False}
        made = InlineConnection(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
        opened.append(made)
        return made

    @event.listens_for(database._engine.sync_engine, "do_connect")
    def choose(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = make

    return opened


class InlineStore(Store):
    """The sandbox's store, in memory and without its thread."""

    def __init__(self) -> None:
        super().__init__(None)

    @property
    def held(self) -> sqlite3.Connection:
        """The open memory, for whoever checks the ledger."""
        assert self._connection is not None
        return self._connection

    async def open(self) -> None:
        self._connection = connect(None)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    async def _run(self, begin: str, work: Callable[[Transaction], Result]) -> Result:
        self.demand_open()
        connection = self.held
        connection.execute(begin)
        try:
            result = work(connection)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return result


_kept: dict[Path, tuple[Database, list[InlineConnection]]] = {}


def reopen(file: Path) -> tuple[Database, list[InlineConnection]]:
    """A database for a process that starts, and the connections that it opens, as they come.

    What SQLAlchemy has compiled is kept from one process to the next: that costs more than
    a whole schedule. Connections are never kept.
    """
    if file not in _kept:
        database = open_database(f"sqlite:///{file}")
        _kept[file] = (database, open_inline(database))
    database, connections = _kept[file]
    close_all(database, connections)
    return database, connections


def close_all(database: Database, connections: list[InlineConnection]) -> None:
    """Close a process's connections as the system does when it dies, and forget them."""
    for connection in connections:
        connection.stop()
    connections.clear()
    database._moments.close()
    database._engine.sync_engine.dispose(close=False)


def copy_file(template: Path, target: Path) -> None:
    """A database file of one's own; the template is closed and has no log beside it."""
    target.write_bytes(template.read_bytes())
