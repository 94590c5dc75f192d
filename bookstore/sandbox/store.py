"""The sandbox's memory: one SQLite file (or none), read and written in whole transactions.

The work of a transaction is an ordinary function run on one worker thread, so the event loop
never waits for the disk and one call costs one hop. Several processes may share the file:
a write holds SQLite's lock from its first statement to its last.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

Result = TypeVar("Result")
Transaction = sqlite3.Connection
"""What the work of a transaction gets: execute statements, never commit."""

_LAYOUT = 1
_BUSY_MS = 15_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    intent TEXT,
    charge TEXT,
    customer TEXT,
    topic TEXT,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_newest ON objects (kind, seq, created);
CREATE INDEX IF NOT EXISTS objects_of_intent
    ON objects (intent, kind, seq) WHERE intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_of_charge
    ON objects (charge, kind, seq) WHERE charge IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_of_customer
    ON objects (customer, kind, seq) WHERE customer IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_of_topic
    ON objects (topic, kind, seq) WHERE topic IS NOT NULL;
CREATE TABLE IF NOT EXISTS notes (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    request TEXT NOT NULL,
    created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_created ON answers (created);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    claimed_by TEXT,
    status INTEGER,
    problem TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS deliveries_of_event ON deliveries (event);
CREATE TABLE IF NOT EXISTS holds (endpoint TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS timers (
    seq INTEGER PRIMARY KEY,
    due REAL NOT NULL,
    deed TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS timers_due ON timers (due);
CREATE TABLE IF NOT EXISTS mails (
    seq INTEGER PRIMARY KEY,
    created INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT
);
"""


class StoreError(Exception):
    """The file cannot serve: from another version, or not a store at all."""


class StoreClosed(StoreError):
    """The sandbox is not running."""


class Store:
    """The open or closed memory of one sandbox; making one touches nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._turn: CapacityLimiter | None = None

    @property
    def is_open(self) -> bool:
        """Whether transactions can be run."""
        return self._connection is not None

    def demand_open(self) -> None:
        """Refuse to go on while no transaction can be run.

        Raises:
            StoreClosed: the sandbox is not running.
        """
        if self._connection is None:
            raise _closed()

    async def open(self) -> None:
        """Open the file, making it and its folder when they are not there.

        Raises:
            StoreError: what is there was not written by this version.
        """
        self._turn = CapacityLimiter(1)
        self._connection = await to_thread.run_sync(connect, self._path, limiter=self._turn)

    async def close(self) -> None:
        """Close the file after the transaction that may be running."""
        connection, turn = self._connection, self._turn
        self._connection = None
        if connection is not None:
            await to_thread.run_sync(connection.close, limiter=turn)

    async def write(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work`` as one transaction; an exception from it undoes all it wrote."""
        return await self._run("BEGIN IMMEDIATE", work)

    async def read(self, work: Callable[[Transaction], Result]) -> Result:
        """Run ``work``, which writes nothing, on one consistent view."""
        return await self._run("BEGIN", work)

    async def _run(self, begin: str, work: Callable[[Transaction], Result]) -> Result:
        connection, turn = self._connection, self._turn
        if connection is None or turn is None:
            raise _closed()
        return await to_thread.run_sync(_transact, connection, begin, work, limiter=turn)


def _closed() -> StoreClosed:
    return StoreClosed("The sandbox is not running yet, or not any more.")


def _transact(connection: Transaction, begin: str, work: Callable[[Transaction], Result]) -> Result:
    connection.execute(begin)
    try:
        result = work(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result


def connect(path: Path | None) -> sqlite3.Connection:
    """An open store; None keeps everything in memory.

    Raises:
        StoreError: what is at the path was not written by this version.
    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path or ":memory:", isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
    )
    try:
        _prepare(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"Cannot use {path} as the sandbox's store: {error}.") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last second
    _transact(connection, "BEGIN IMMEDIATE", lambda held: _lay_out(held, path))


def _lay_out(connection: sqlite3.Connection, path: Path | None) -> None:
    with closing(connection.execute("PRAGMA user_version")) as cursor:
        found = cursor.fetchone()[0]
    if found not in (0, _LAYOUT):
        raise StoreError(
            f"{path} holds layout {found} and this sandbox writes layout {_LAYOUT}. "
            "Delete the file to begin with an empty sandbox."
        )
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
