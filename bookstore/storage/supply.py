"""Puts titles on the shelf and takes them off, with their stock and what they are found by.

Every function expects a writing connection. Only what differs is written, so bringing the same
in again costs a comparison, and an import that was cut off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from sqlalchemy import Connection, select, update

from bookstore.domain.order import Mode
from bookstore.domain.sources import Owned, Placed
from bookstore.storage.bulk import MANY, Row, batches, upsert_rows
from bookstore.storage.source_table import CatalogueRow
from bookstore.storage.tables import BOOKS, STOCK, BookRow, StockRow
from bookstore.storage.title_index import index_titles, unindex_titles

_TEXTS = [column.name for column in BOOKS.columns if column.name != "id"]


def lock_shelf(connection: Connection) -> None:
    """Let one writer at a time change the shelf, until this transaction ends.

    The counts of words are sums over all titles; two writers would lose each other's.
    """
    connection.execute(select(CatalogueRow.id).with_for_update())


def read_owned(connection: Connection) -> list[Owned]:
    """Every title that there is or was, with its owner."""
    query = select(BookRow.id, BookRow.slug, BookRow.source, BookRow.is_withdrawn)
    return [Owned(*row) for row in connection.execute(query)]


def withdraw_titles(connection: Connection, ids: Iterable[int]) -> None:
    """Take titles off the shelf; orders go on to name them."""
    for some in batches(sorted(ids), MANY):
        off = update(BookRow).where(BookRow.id.in_(some)).values(is_withdrawn=True)
        connection.execute(off)
        unindex_titles(connection, some)


def put_on_shelf(connection: Connection, source: str, titles: Sequence[Placed]) -> tuple[int, int]:
    """Make these titles be on sale as they are listed.

    Returns:
        How many are new (or come back), and how many others have changed.
    """
    kept = _kept_books(connection, [title.book.id for title in titles])
    wanted = {title.book.id: _row(source, title) for title in titles}
    changed = [row for id, row in sorted(wanted.items()) if kept.get(id) != row]
    upsert_rows(connection, BOOKS, changed, changing=_TEXTS)
    supplied = _supply_copies(connection, titles)
    index_titles(connection, [(title.book, title.position) for title in titles])
    new = sum(1 for id in wanted if id not in kept or kept[id]["is_withdrawn"])
    return new, len({*(row["id"] for row in changed), *supplied}) - new


def _kept_books(connection: Connection, ids: Sequence[int]) -> Mapping[int, Row]:
    kept: dict[int, Row] = {}
    for some in batches(ids, MANY):
        rows = connection.execute(select(BOOKS).where(BOOKS.c.id.in_(some)))
        kept |= {row["id"]: dict(row) for row in rows.mappings()}
    return kept


def _row(source: str, title: Placed) -> Row:
    book = title.book
    return {
        "id": book.id,
        "source": source,
        "position": title.position,
        "is_withdrawn": False,
        "slug": book.slug,
        "title": book.title,
        "subtitle": book.subtitle,
        "author": book.author,
        "description": book.description,
        "subjects": list(book.subjects),
        "year": book.year,
        "published": book.published,
        "pages": book.pages,
        "isbn": book.isbn,
        "price_minor": book.price.minor,
        "currency": book.price.currency,
    }


def _supply_copies(connection: Connection, titles: Sequence[Placed]) -> set[int]:
    """Set how many copies were supplied, in every mode; answers whose that changes."""
    wanted = {title.book.id: title.copies for title in titles}
    kept: dict[tuple[str, int], int] = {}
    for some in batches(wanted, MANY):
        query = select(StockRow.mode, StockRow.book_id, StockRow.copies)
        mine = StockRow.mode.in_([mode.value for mode in Mode]), StockRow.book_id.in_(some)
        rows = connection.execute(query.where(*mine))
        kept |= {(mode, book_id): copies for mode, book_id, copies in rows}
    keys = product(sorted(mode.value for mode in Mode), sorted(wanted))  # locked in this order
    changed = [
        {"mode": mode, "book_id": id, "copies": wanted[id], "sold": 0, "held": 0}
        for mode, id in keys
        if kept.get((mode, id)) != wanted[id]
    ]
    upsert_rows(connection, STOCK, changed, changing=["copies"])
    return {row["book_id"] for row in changed if isinstance(row["book_id"], int)}
