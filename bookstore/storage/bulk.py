"""Many rows at once, without an object for each.

A hundred thousand titles are some million rows: written as objects they take minutes, and
in one go a server may take the silence before them for a client that is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Table, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Row = Mapping[str, object]

MANY = 500  # rows named in one statement
ROWS_AT_ONCE = 5000
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in lists of at most a size."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Write new rows of numbers and plain texts: handed to the driver as they are."""
    compiled = insert(table).compile(dialect=connection.dialect)
    names = compiled.positiontup or []
    for some in batches(rows, ROWS_AT_ONCE):
        values = [tuple(row[name] for name in names) for row in some]
        connection.exec_driver_sql(str(compiled), values)


def upsert_rows(
    connection: Connection, table: Table, rows: Iterable[Row], *, changing: Sequence[str]
) -> None:
    """Write rows, and in those that are there already these columns only."""
    new = _INSERT[connection.dialect.name](table)
    statement = new.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: new.excluded[name] for name in changing},
    )
    for some in batches(rows, ROWS_AT_ONCE):
        connection.execute(statement, some)


def delete_rows(
    connection: Connection, table: Table, column: str, values: Iterable[int] | Iterable[str]
) -> None:
    """Remove the rows that have one of these values."""
    for some in batches(values, MANY):
        connection.execute(delete(table).where(table.c[column].in_(some)))
