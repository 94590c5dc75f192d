"""A title is looked up by its slug, not looked for among all: each cover and later page asks so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import Engine

from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database

pytestmark = pytest.mark.anyio

Statement = tuple[str, Any]  # and its parameters


@contextmanager
def overheard() -> Iterator[list[Statement]]:
    """What databases are asked in the meantime."""
    asked: list[Statement] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def test_title_is_found_by_its_slug_through_the_index(
    shelf: SqlBooks, database: Database
) -> None:
    with overheard() as asked:
        await shelf.by_slug("book-1")
    ((statement, parameters),) = [each for each in asked if "slug = " in each[0]]

    def explain(connection: Connection) -> list[str]:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:  # of a few rows it would read all, whatever there is
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        return [
            str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]

    plan = await database.read(explain)
    assert any("one_title_per_slug" in line for line in plan), plan
    assert not any("SCAN" in line for line in plan), plan
