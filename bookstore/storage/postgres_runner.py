"""Transactions on Postgres: the same functions, in greenlets over an asynchronous driver.

READ COMMITTED and row locks, taken in one order everywhere: the order's row, then rows of
the stock by id. A worker that vanished cannot keep its locks for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from sqlalchemy import event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bookstore.storage import schema
from bookstore.storage.runner import LOCK_TIMEOUT_MS, START_TIMEOUT_MS, MustWait, Work

T = TypeVar("T")

IDLE_TIMEOUT_MS = 60_000  # a transaction of ours never waits for anybody but the database
WRITERS_AT_ONCE = 8  # of at most 15 connections in a pool, so that readers find one free
START_LOCK = 0x626F6F6B73  # any number that is the same in every process of this shop


class PostgresRunner:
    """Runs the transactions of one database at a server."""

    def __init__(self, address: URL) -> None:
        """Keep the address; nothing is connected yet."""
        from asyncpg import InterfaceError, PostgresError  # its own errors, while it connects

        self.failures: tuple[type[Exception], ...] = (
            SQLAlchemyError,
            OSError,
            PostgresError,
            InterfaceError,
        )
        self._address = address
        self.engine = _make_engine(address)
        self._turn = asyncio.Semaphore(WRITERS_AT_ONCE)  # writers wait here, in turn

    def read_now(self, work: Work[T]) -> T:
        """Nothing can be answered at once: each question is a trip to the server."""
        raise MustWait

    async def read(self, work: Work[T]) -> T:
        """Run queries over a connection of their own."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[T]) -> T:
        """Run a transaction over a connection of its own."""
        async with self._turn, self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def write_much(self, work: Work[T]) -> T:
        """Run a transaction of any size: nobody else waits for it here."""
        return await self.write(work)

    async def upgrade(self) -> None:
        """Bring the tables to the newest version, whatever else starts at the same time."""
        engine = _make_engine(self._address, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                await connection.execute(text(f"SET LOCAL lock_timeout = {START_TIMEOUT_MS}"))
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                await connection.execute(lock, {"key": START_LOCK})
                await connection.run_sync(schema.upgrade)
        finally:
            await engine.dispose()

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.dispose()


def _make_engine(address: URL, **options: Any) -> AsyncEngine:
    options |= {"isolation_level": "READ COMMITTED", "pool_pre_ping": True}
    engine = create_async_engine(address, hide_parameters=True, **options)
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    # Said here, not at connecting: a pooler such as pgbouncer refuses them there.
    before, connection.autocommit = connection.autocommit, True
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
    cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}")
    cursor.close()
    connection.autocommit = before
