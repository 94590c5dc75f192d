"""SQLite without threads: the same statements on the same file, at once instead of elsewhere.

The shop's database and the sandbox's store hand transactions to threads, and who comes back
first is then up to the machine. Here a transaction is run where it is asked for. Nothing is
lost by it: SQLite lets one writer in at a time (BEGIN IMMEDIATE), and readers see one moment,
so whole transactions in some order are all that threads could bring about.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event

from bookstore.sandbox.store import Store, Transaction, connect
from bookstore.storage.addresses import read_address
from bookstore.storage.database import Database, open_database
from bookstore.storage.sqlite_runner import SqliteRunner

Result = TypeVar("Result")


class InlineRunner(SqliteRunner):
    """Runs transactions where it is called."""

    def __init__(self, file: Path) -> None:
        super().__init__(read_address(f"sqlite:///{file}"), file)
        self.lock_timeout_ms = 0  # nobody frees a lock while this one waits
        self.opened: list[sqlite3.Connection] = []
        for engine in self.engines:
            event.listen(engine, "do_connect", self._connect)

    def _connect(
        self, _dialect: Any, _record: Any, arguments: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection:
        self.opened.append(sqlite3.connect(*arguments, **options | {"timeout": 0}))
        return self.opened[-1]

    async def _go(self, threads: ThreadPoolExecutor, errand: Callable[[], Result]) -> Result:
        return errand()

    def cut(self) -> None:
        """Close all at once, as the end of a process does: what is not committed is undone."""
        for connection in self.opened:
            connection.close()
        self.opened.clear()
        for engine in self.engines:
            engine.dispose(close=False)


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


_kept: dict[Path, tuple[Database, InlineRunner]] = {}


def reopen(file: Path) -> Database:
    """A database for a process that starts.

    What SQLAlchemy has compiled is kept from one process to the next: that costs more than
    a whole schedule. Connections are never kept.
    """
    if file not in _kept:
        database = open_database(f"sqlite:///{file}")
        database._runner = runner = InlineRunner(file)
        _kept[file] = (database, runner)
    cut_off(file)
    return _kept[file][0]


def cut_off(file: Path) -> None:
    """Close a process's connections as the system does when it dies."""
    database, runner = _kept[file]
    runner.cut()
    database._moments.close()


def copy_file(template: Path, target: Path) -> None:
    """A database file of one's own; the template is closed and has no log beside it."""
    target.write_bytes(template.read_bytes())
