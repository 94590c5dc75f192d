"""The shelf in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from bookstore.domain.cart import MAX_NUMBER
from bookstore.domain.catalogue import Book, Catalogue, ShelfBook
from bookstore.domain.errors import BookNotFound, CatalogueInvalid
from bookstore.domain.money import Money
from bookstore.domain.order import Mode
from bookstore.domain.sources import OWN_SOURCE, Placed, Wanted, settle
from bookstore.storage.bulk import batches
from bookstore.storage.database import Database
from bookstore.storage.kept_titles import KeptTitles
from bookstore.storage.source_table import CatalogueRow
from bookstore.storage.stock import free_copies
from bookstore.storage.supply import put_on_shelf, read_owned, withdraw_titles
from bookstore.storage.tables import BOOKS, ON_SHELF, STOCK, AnyRow
from bookstore.storage.title_index import finish_index
from bookstore.storage.transactions import Adapter, writing_much

TITLES_AT_ONCE = 2000


class SqlBooks(Adapter):
    """The titles of the shop, with the copies that one mode's orders have left."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database; the mode is that of the orders that count as sold."""
        super().__init__(database)
        counts = STOCK.c.copies, STOCK.c.sold, STOCK.c.held
        shelf = select(BOOKS, *counts).join(STOCK, STOCK.c.book_id == BOOKS.c.id)
        mine = shelf.where(STOCK.c.mode == mode.value)
        self._by_ids = mine.where(BOOKS.c.id.in_(bindparam("ids", expanding=True)))
        self._by_slug = mine.where(BOOKS.c.slug == bindparam("slug"), ON_SHELF)
        self._kept = KeptTitles(self._find, database.moment)

    @writing_much
    def import_catalogue(
        self, connection: Connection, catalogue: Catalogue, *, digest: str
    ) -> bool:
        """Bring the shelf to what the file says, unless this digest was imported last."""
        if not _claim_import(connection, digest):
            return False
        books = catalogue.books
        wanted = [Wanted(book.id, book.slug, catalogue.lines.get(book.id, 1)) for book in books]
        settled = settle(OWN_SOURCE, wanted, read_owned(connection))
        if settled.conflicts:
            raise CatalogueInvalid(
                tuple(f"{OWN_SOURCE}:{line}: {text}" for line, text in settled.conflicts)
            )
        # First those titles leave the shelf whose slug another one takes over.
        withdraw_titles(connection, (*settled.gone, *settled.moved))
        placed = (
            Placed(book, catalogue.copies[book.id], position) for position, book in enumerate(books)
        )
        for some in batches(placed, TITLES_AT_ONCE):
            put_on_shelf(connection, OWN_SOURCE, some)
        finish_index(connection)
        return True

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        """The titles with these ids, withdrawn ones included; unknown ids are left out."""
        wanted = list(ids)
        found = await self._find(wanted)
        self._kept.forget(wanted)  # so that nothing older than this is shown
        return found

    async def to_show(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        """As `by_ids`, for what is only shown."""
        return await self._kept.by_ids(ids)

    async def _find(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        known = [id for id in ids if 0 < id <= MAX_NUMBER]  # a database counts only so far
        found = await self._read(self._by_ids, {"ids": known}, rows=len(known))
        return {shelf_book.book.id: shelf_book for shelf_book in found}

    async def by_slug(self, slug: str) -> ShelfBook:
        """One title by slug, unless withdrawn."""
        found = await self._read(self._by_slug, {"slug": slug}, rows=1)
        if not found:
            raise BookNotFound(f"No title on the shelf has the slug {slug!r}.")
        return found[0]

    async def _read(
        self, query: Select[*tuple[Any, ...]], named: Mapping[str, object], *, rows: int
    ) -> list[ShelfBook]:
        found = await self.database.look_up(
            lambda connection: connection.execute(query, named).all(), rows=rows
        )
        return [ShelfBook(_book_of(row), free_copies(row), row.is_withdrawn) for row in found]


def _claim_import(connection: Connection, digest: str) -> bool:
    """Let one importer through per digest; another one waits here until it is done."""
    claim = update(CatalogueRow).where(CatalogueRow.digest != digest).values(digest=digest)
    claimed = connection.execute(claim.returning(CatalogueRow.id))
    return claimed.first() is not None


def _book_of(row: AnyRow) -> Book:
    return Book(
        id=row.id,
        slug=row.slug,
        title=row.title,
        author=row.author,
        price=Money(row.price_minor, row.currency),
        description=row.description,
        subjects=tuple(row.subjects),
        year=row.year,
        subtitle=row.subtitle,
        pages=row.pages,
        isbn=row.isbn,
        published=row.published,
    )
