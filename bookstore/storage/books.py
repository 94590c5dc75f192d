"""The shelf in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.domain.cart import MAX_NUMBER
from bookstore.domain.catalogue import Book, Catalogue, ShelfBook
from bookstore.domain.errors import BookNotFound
from bookstore.domain.money import Money
from bookstore.domain.order import Mode
from bookstore.storage.database import Database
from bookstore.storage.tables import BookRow, CatalogueRow, StockRow
from bookstore.storage.title_index import index_shelf
from bookstore.storage.transactions import Adapter, reading, writing


class SqlBooks(Adapter):
    """The titles of the shop, with the copies that one mode's orders have left."""

    def __init__(self, database: Database, mode: Mode) -> None:
        """Keep the database; the mode is that of the orders that count as sold."""
        super().__init__(database)
        mine = select(BookRow, StockRow).join(StockRow, StockRow.book_id == BookRow.id)
        self._shelf = mine.where(StockRow.mode == mode.value)

    @writing
    async def import_catalogue(
        self, session: AsyncSession, catalogue: Catalogue, *, digest: str
    ) -> bool:
        """Bring the shelf to what the file says, unless this digest was imported last."""
        if not await _claim_import(session, digest):
            return False
        # First no title is on the shelf, so that two of them may exchange their slugs.
        await session.execute(update(BookRow).values(is_withdrawn=True))
        await _write_books(session, catalogue)
        await _write_copies(session, catalogue)
        await index_shelf(session, catalogue.books)
        return True

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        """The titles with these ids, withdrawn ones included; unknown ids are left out."""
        known = [id for id in ids if 0 < id <= MAX_NUMBER]  # a database counts only so far
        found = await self._read(self._shelf.where(BookRow.id.in_(known)))
        return {shelf_book.book.id: shelf_book for shelf_book in found}

    async def by_slug(self, slug: str) -> ShelfBook:
        """One title by slug, unless withdrawn."""
        query = self._shelf.where(BookRow.slug == slug, BookRow.is_withdrawn.is_(False))
        found = await self._read(query)
        if not found:
            raise BookNotFound(f"No title on the shelf has the slug {slug!r}.")
        return found[0]

    @reading
    async def _read(
        self, session: AsyncSession, query: Select[BookRow, StockRow]
    ) -> list[ShelfBook]:
        rows = (await session.execute(query)).all()
        return [ShelfBook(_book_of(row), stock.free, row.is_withdrawn) for row, stock in rows]


async def _claim_import(session: AsyncSession, digest: str) -> bool:
    """Let one importer through per digest; another one waits here until it is done."""
    claim = update(CatalogueRow).where(CatalogueRow.digest != digest).values(digest=digest)
    claimed = await session.execute(claim.returning(CatalogueRow.id))
    return claimed.first() is not None


async def _write_books(session: AsyncSession, catalogue: Catalogue) -> None:
    known = {row.id: row for row in await session.scalars(select(BookRow))}
    for position, book in enumerate(catalogue.books):
        row = known.get(book.id) or BookRow(id=book.id)
        _fill_row(row, book, position)
        session.add(row)
    await session.flush()


def _fill_row(row: BookRow, book: Book, position: int) -> None:
    row.position, row.is_withdrawn = position, False
    row.slug, row.title, row.subtitle, row.author = (
        book.slug,
        book.title,
        book.subtitle,
        book.author,
    )
    row.description, row.subjects = book.description, list(book.subjects)
    row.year, row.pages, row.isbn = book.year, book.pages, book.isbn
    row.published = book.published
    row.price_minor, row.currency = book.price.minor, book.price.currency


async def _write_copies(session: AsyncSession, catalogue: Catalogue) -> None:
    locked = select(StockRow).order_by(StockRow.mode, StockRow.book_id).with_for_update()
    known = {(row.mode, row.book_id): row for row in await session.scalars(locked)}
    for mode, book in product(Mode, catalogue.books):
        row = known.get((mode.value, book.id))
        if row is None:
            row = StockRow(mode=mode.value, book_id=book.id, sold=0, held=0)
            session.add(row)
        row.copies = catalogue.copies[book.id]


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
