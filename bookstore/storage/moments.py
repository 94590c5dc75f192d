"""Whether anything may have been committed since a look, told without a query.

A moment is a value. As long as it stays equal, what was read since it was first asked for is
what a query would answer; every moment is asked for before the reading that it is kept with.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

LASTS_MS = 500


def _clock_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Moments(Protocol):
    """The moments of one database."""

    def open(self) -> None:
        """Make ready, in a thread that may wait; the first question would do it otherwise."""
        ...

    def now(self) -> object:
        """The moment; equal to an earlier one while nothing was committed that one could know."""
        ...

    def note_write(self) -> None:
        """A transaction of this process that may have changed something has ended."""
        ...

    def close(self) -> None:
        """Give back what asking needed; asking again is allowed."""
        ...


class FileMoments:
    """SQLite's own count of what others have committed to the file, whoever they are.

    The question touches the log's index in memory and takes some three microseconds, so it
    is asked on the event loop, over a connection that commits nothing itself.
    """

    def __init__(self, file: Path) -> None:
        """Keep the file; it is not opened yet."""
        self._file = file
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, which has to be there."""
        self._connection = self._connect()

    def now(self) -> object:
        """The count, or what equals nothing when SQLite does not say at once."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            self.close()
            return object()

    def _connect(self) -> sqlite3.Connection:
        address = f"{self._file.absolute().as_uri()}?mode=ro"
        # Opened in one thread and asked in another, never in both at once.
        return sqlite3.connect(
            address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
        )

    def note_write(self) -> None:
        """SQLite counts what this process commits as well, over other connections."""

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class TimedMoments:
    """For a database that cannot be asked without a query, such as Postgres.

    What this process writes begins a new moment at once. Other processes are not heard, so
    a moment ends by itself after half a second at most.
    """

    def __init__(
        self, *, lasts_ms: int = LASTS_MS, clock_ms: Callable[[], int] = _clock_ms
    ) -> None:
        """Begin a moment every so many milliseconds of a clock."""
        self._lasts_ms = lasts_ms
        self._clock_ms = clock_ms
        self._writes = 0

    def open(self) -> None:
        """Nothing needs to be opened."""

    def now(self) -> object:
        """How often this process has written, and which half second it is."""
        return self._writes, self._clock_ms() // self._lasts_ms

    def note_write(self) -> None:
        """Begin another moment."""
        self._writes += 1

    def close(self) -> None:
        """Nothing was opened."""
