"""SQLite's thread, asked once for each statement.

aiosqlite keeps a thread for each connection, and SQLAlchemy goes there four times for one
statement: to make a cursor, to execute, to fetch and to close. Each way there and back costs
more than most of our statements do in SQLite, so here all four are one errand. A plain BEGIN,
which SQLite only notes until it is asked for something, goes along with the statement after
it; and a connection in no transaction is not asked to end one.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util import await_

DRIVER = "sqlite+one_trip"
BEGIN = "BEGIN"


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """What one statement brought; all of its rows are here when it has been executed."""

    __slots__ = ("_done", "_kept_size")

    # SQLAlchemy's own of this name only makes the cursor that this one does without.
    def __init__(self, connection: OneTripConnection) -> None:  # pyright: ignore[reportMissingSuperCall]
        """A cursor that has not been anywhere yet."""
        self._adapt_connection = connection
        self._rows = deque()
        self._done: sqlite3.Cursor | None = None
        self._kept_size = 1

    def execute(self, operation: Any, parameters: Any = None) -> None:
        """Run one statement and bring its rows."""
        connection = cast("OneTripConnection", self._adapt_connection)
        if operation == BEGIN:
            connection.note_begin()
            return
        self._done, rows = connection.run(_execute, operation, parameters or ())
        self._rows = deque(rows)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        """Run one statement for each of many sets of parameters."""
        connection = cast("OneTripConnection", self._adapt_connection)
        self._done = connection.run(_execute_many, operation, seq_of_parameters)

    @property
    def description(self) -> Any:
        """The columns of the rows, None when the statement has none."""
        return self._done.description if self._done else None

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""
        return self._done.rowcount if self._done else -1

    @property
    def lastrowid(self) -> Any:
        """The id of the row that was put in last."""
        return self._done.lastrowid if self._done else None

    @property
    def arraysize(self) -> int:
        """How many rows `fetchmany` brings when nobody says."""
        return self._kept_size

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        """Have `fetchmany` bring another number."""
        self._kept_size = value

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""

    def close(self) -> None:
        """Forget the rows; nothing is open any more."""
        self._rows.clear()


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection of aiosqlite to which each statement goes once."""

    __slots__ = ("_has_begun",)

    _cursor_cls = OneTripCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        """Take over an open connection of aiosqlite."""
        super().__init__(dbapi, connection)
        self._has_begun = False

    def note_begin(self) -> None:
        """Begin a transaction with the next statement."""
        self._has_begun = True

    def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do something in the connection's thread, in the transaction that was begun."""
        errand = partial(_begin_first, work) if self._has_begun else work
        self._has_begun = False
        driver = cast("Any", self._connection)
        try:
            return await_(driver._execute(errand, driver._conn, *arguments))
        except ValueError as error:  # it is closed
            self._handle_exception(error)

    def cursor(self, server_side: bool = False) -> Any:
        """A cursor; SQLAlchemy's own for one that stays at the server, which finds us begun."""
        if server_side and self._has_begun:
            self.run(_wait)
        return super().cursor(server_side)

    def commit(self) -> None:
        """Commit what was begun, if anything was."""
        if self._is_in_transaction():
            super().commit()

    def rollback(self) -> None:
        """Take back what was begun, if anything was."""
        if self._is_in_transaction():
            super().rollback()

    def _is_in_transaction(self) -> bool:
        self._has_begun = False
        driver = cast("Any", self._connection)
        return driver._connection is not None and driver.in_transaction


def _begin_first(work: Callable[..., Any], connection: sqlite3.Connection, *arguments: Any) -> Any:
    connection.execute(BEGIN)
    return work(connection, *arguments)


def _execute(
    connection: sqlite3.Connection, statement: str, parameters: Sequence[Any]
) -> tuple[sqlite3.Cursor, list[Any]]:
    cursor = connection.execute(statement, parameters)
    return cursor, cursor.fetchall()


def _execute_many(
    connection: sqlite3.Connection, statement: str, many: Sequence[Sequence[Any]]
) -> sqlite3.Cursor:
    return connection.executemany(statement, many)


def _wait(_connection: sqlite3.Connection) -> None:
    """Do nothing but what goes before."""


class OneTripDialect(SQLiteDialect_aiosqlite):
    """SQLite through aiosqlite, with connections of ours."""

    supports_statement_cache = True  # SQLAlchemy asks each class anew

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Connect as SQLAlchemy does."""
        opened: Any = super().connect(*cargs, **cparams)
        return OneTripConnection(opened.dbapi, opened._connection)


registry.register(DRIVER.replace("+", "."), __name__, OneTripDialect.__name__)
