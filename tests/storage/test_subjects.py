"""The subjects on sale: as the last import left them, and read no oftener than they may change."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bookstore.domain.catalogue import Book
from bookstore.domain.subjects import Subject, listed
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.titles import SqlTitles
from tests.domain.finding_examples import a_title
from tests.storage.examples import a_catalogue

pytestmark = pytest.mark.anyio

SHELF = (
    a_title(1, "A", "Z", "Maps", "Lives"),
    a_title(2, "B", "Z", "maps", "Art", "!"),
    a_title(3, "C", "Z", "Maps", "Émigrés & Co", "Lives"),
)


async def put_on_shelf(books: SqlBooks, *titles: Book) -> None:
    """Make these the whole shelf."""
    copies = {book.id: 5 for book in titles}
    digest = repr(titles)
    assert await books.import_catalogue(a_catalogue(copies, *titles), digest=digest)


class CountedTitles(SqlTitles):
    """Counts how often subjects are read."""

    read = 0

    async def _read_subjects(self) -> Sequence[Subject]:
        self.read += 1
        return await super()._read_subjects()


async def test_subjects_stand_in_the_order_of_the_file(database: Database, books: SqlBooks) -> None:
    await put_on_shelf(books, *SHELF)

    found = await SqlTitles(database).subjects()

    assert tuple(found) == listed(SHELF)
    assert found[0] == Subject("lives", "Lives")  # two titles; so has the commoner spelling "Maps"
    assert [subject.key for subject in found] == ["lives", "maps", "art", "emigres-co"]


async def test_subjects_follow_an_import_at_once(database: Database, books: SqlBooks) -> None:
    await put_on_shelf(books, *SHELF)
    titles = SqlTitles(database)
    before = await titles.subjects()

    await put_on_shelf(books, a_title(4, "D", "Z", "Seafaring"))

    assert len(before) == 4
    assert await titles.subjects() == [Subject("seafaring", "Seafaring")]


async def test_subjects_are_read_once_while_nothing_is_committed(
    database: Database, books: SqlBooks
) -> None:
    await put_on_shelf(books, *SHELF)
    titles = CountedTitles(database)

    for _ in range(5):
        assert tuple(await titles.subjects()) == listed(SHELF)

    # Postgres is not asked for its commits: there a moment ends by itself after half a second.
    assert titles.read == 1 if database._is_sqlite else titles.read <= 2
