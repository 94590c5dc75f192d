"""A method is a transaction: what every adapter of the database is made of.

The method itself is plain: it takes a connection, asks and writes, and returns. Its callers
leave the connection out and await it; the decorator says what kind of transaction it is, and
the database where that runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Connection

from bookstore.storage.database import Database

A = TypeVar("A", bound="Adapter")
P = ParamSpec("P")
T = TypeVar("T")

Method: TypeAlias = "Callable[Concatenate[A, Connection, P], T]"
Awaited: TypeAlias = "Callable[Concatenate[A, P], CoroutineType[Any, Any, T]]"


class Adapter:
    """Something that reads and changes rows of a database."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self.database = database


def looking_up(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """Hand the method a connection that sees what is committed, for a short question.

    Short is a handful of rows found by a key or an index, however large the tables grow:
    on SQLite nothing else happens meanwhile.
    """

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.look_up(
            lambda connection: method(self, connection, *args, **kwargs)
        )

    return run


def reading(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """Hand the method a connection that sees what is committed; it may take its time."""

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.read(
            lambda connection: method(self, connection, *args, **kwargs)
        )

    return run


def writing(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """Hand the method a connection in one transaction: all of it is committed, or none.

    It changes a few rows, found as in `looking_up`. An exception rolls everything back.
    """

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.write(
            lambda connection: method(self, connection, *args, **kwargs)
        )

    return run


def writing_much(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """As `writing`, for many rows: beside the event loop, while other writers wait."""

    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.write_much(
            lambda connection: method(self, connection, *args, **kwargs)
        )

    return run
