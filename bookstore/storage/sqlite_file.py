"""The file of a SQLite database, made ready for several processes before any uses it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

MAX_ATTEMPTS = 100  # processes that start in one moment; each attempt waits for one of them


def prepare_file(file: Path, *, timeout_seconds: int) -> None:
    """Make the folder and the file, and switch the file to WAL for good.

    Raises:
        OSError, sqlite3.Error: the place cannot be written, or is no SQLite database.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)  # addresses of shoppers will be in it
    with closing(
        sqlite3.connect(file, timeout=timeout_seconds, isolation_level=None)
    ) as connection:
        for _ in range(MAX_ATTEMPTS):
            if _enters_wal(connection):
                return
            # SQLite does not wait for another switch under way, but it does for a lock.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    raise sqlite3.OperationalError("the database is locked by another process")


def _enters_wal(connection: sqlite3.Connection) -> bool:
    try:
        return connection.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
