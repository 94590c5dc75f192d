"""The shelf in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

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
from bookstore.storage.supply import put_on_shelf, read_owned, withdraw_titles
from bookstore.storage.tables import ON_SHELF, BookRow, StockRow
from bookstore.storage.title_index import finish_index
from bookstore.storage.transactions import Adapter, writing_much

TITLES_AT_ONCE = 2000


class SqlBooks(Adapter):
    """The titles of the shop, with the copies that one mode's orders have left."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database; the mode is that of the orders that count as sold."""
        super().__init__(database)
        mine = select(BookRow, StockRow).join(StockRow, StockRow.book_id == BookRow.id)
        self._shelf = mine.where(StockRow.mode == mode.value)
        self._kept = KeptTitles(self._find, database.moment)

    @writing_much
    def import_catalogue(self, session: Session, catalogue: Catalogue, *, digest: str) -> bool:
        """Bring the shelf to what the file says, unless this digest was imported last."""
        if not _claim_import(session, digest):
            return False
        books = catalogue.books
        wanted = [Wanted(book.id, book.slug, catalogue.lines.get(book.id, 1)) for book in books]
        settled = settle(OWN_SOURCE, wanted, read_owned(session))
        if settled.conflicts:
            raise CatalogueInvalid(
                tuple(f"{OWN_SOURCE}:{line}: {text}" for line, text in settled.conflicts)
            )
        # First those titles leave the shelf whose slug another one takes over.
        withdraw_titles(session, (*settled.gone, *settled.moved))
        placed = (
            Placed(book, catalogue.copies[book.id], position) for position, book in enumerate(books)
        )
        for some in batches(placed, TITLES_AT_ONCE):
            put_on_shelf(session, OWN_SOURCE, some)
        finish_index(session)
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
        query = self._shelf.where(BookRow.id.in_(known))
        found = await self._read(query, rows=len(known))
        return {shelf_book.book.id: shelf_book for shelf_book in found}

    async def by_slug(self, slug: str) -> ShelfBook:
        """One title by slug, unless withdrawn."""
        found = await self._read(self._shelf.where(BookRow.slug == slug, ON_SHELF), rows=1)
        if not found:
            raise BookNotFound(f"No title on the shelf has the slug {slug!r}.")
        return found[0]

    async def _read(self, query: Select[BookRow, StockRow], *, rows: int) -> list[ShelfBook]:
        found = await self.database.look_up(lambda session: session.execute(query).all(), rows=rows)
        return [ShelfBook(_book_of(row), stock.free, row.is_withdrawn) for row, stock in found]


def _claim_import(session: Session, digest: str) -> bool:
    """Let one importer through per digest; another one waits here until it is done."""
    claim = update(CatalogueRow).where(CatalogueRow.digest != digest).values(digest=digest)
    claimed = session.execute(claim.returning(CatalogueRow.id))
    return claimed.first() is not None


def _book_of(row: BookRow) -> Book:
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
