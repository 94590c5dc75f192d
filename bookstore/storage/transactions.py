"""A method is a transaction: what every adapter of the database is made of.

The method itself is plain: it takes a connection, asks and writes, and returns. Its callers
leave the connection out and await it; the decorator says what kind of transaction it is, and
the database where that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Connection

from bookstore.storage.database import Database
from bookstore.storage.runner import Work

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
    return _run_by(Database.look_up, method)


def reading(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """Hand the method a connection that sees what is committed; it may take its time."""
    return _run_by(Database.read, method)


def writing(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """Hand the method a connection in one transaction: all of it is committed, or none.

    It changes a few rows, found as in `looking_up`. An exception rolls everything back.
    """
    return _run_by(Database.write, method)


def writing_much(method: Method[A, P, T]) -> Awaited[A, P, T]:
    """As `writing`, for many rows: beside the event loop, while other writers wait."""
    return _run_by(Database.write_much, method)


def _run_by(
    how: Callable[[Database, Work[T]], Coroutine[Any, Any, T]], method: Method[A, P, T]
) -> Awaited[A, P, T]:
    @wraps(method)
    async def run(self: A, *args: P.args, **kwargs: P.kwargs) -> T:
        return await how(
            self.database, lambda connection: method(self, connection, *args, **kwargs)
        )

    return run
