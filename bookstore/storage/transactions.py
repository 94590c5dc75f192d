"""A method is a transaction: what every adapter of the database is made of.

A canceled caller (a closed tab, a stopping server) does not cancel the transaction: it is
finished in a task of its own, so that a change happens as a whole or not at all. Canceling
a statement half-way left SQLite connections that kept the write lock until they were
collected, and other shoppers waiting ten seconds (observed with aiosqlite 0.22.1).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.storage.database import Database

A = TypeVar("A", bound="Adapter")
P = ParamSpec("P")
T = TypeVar("T")


class Adapter:
    """Something that reads and changes rows of a database."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self.database = database


def reading(
    method: Callable[Concatenate[A, AsyncSession, P], Awaitable[T]],
) -> Callable[Concatenate[A, P], CoroutineType[Any, Any, T]]:
    """Hand the method a session that sees what is committed; callers leave the session out."""

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        async def read() -> T:
            async with self.database.reading() as session:
                return await method(self, session, *args, **kwargs)

        return await self.database.finish(read())

    return run


def writing(
    method: Callable[Concatenate[A, AsyncSession, P], Awaitable[T]],
) -> Callable[Concatenate[A, P], CoroutineType[Any, Any, T]]:
    """Hand the method a session in one transaction: all of it is committed, or none.

    Callers leave the session out. An exception rolls everything back.
    """

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        async def write() -> T:
            async with self.database.writing() as session:
                return await method(self, session, *args, **kwargs)

        return await self.database.finish(write())

    return run
