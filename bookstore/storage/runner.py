"""How a database runs transactions: what `Database` asks of SQLite and of Postgres.

A transaction is an ordinary function of a connection, without a single await. Where it runs,
and who waits meanwhile, is up to the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Work = Callable[[Connection], T]

LOCK_TIMEOUT_MS = 10_000  # how long a transaction waits for another one's lock
START_TIMEOUT_MS = 60_000  # a start waits this long while another process migrates


class MustWait(Exception):
    """The database does not answer at once; the same question may be asked where it can wait."""


class Runner(Protocol):
    """What runs the transactions of one database; making it connects to nothing."""

    failures: tuple[type[Exception], ...]  # what using the database may raise

    def read_now(self, work: Work[T]) -> T:
        """Answer a short question here, in no time worth speaking of.

        Raises:
            MustWait: it cannot be answered without waiting; nothing was done.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """Run queries that see what is committed, and wait for them."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Run one short transaction: committed at the end, rolled back by any exception."""
        ...

    async def write_much(self, work: Work[T]) -> T:
        """Run one transaction that may take long."""
        ...

    async def upgrade(self) -> None:
        """Bring the tables to this code's version, one process at a time."""
        ...

    async def close(self) -> None:
        """Finish what has begun and give back every connection; using it again is allowed."""
        ...
