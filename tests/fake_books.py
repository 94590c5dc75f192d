"""The shelf in memory, as `services/ports.py` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from anyio.lowlevel import checkpoint

from bookstore.domain.catalogue import Book, Catalogue, ShelfBook
from bookstore.domain.errors import BookNotFound


class FakeBooks:
    """The shelf; `supplied`, `sold` and `held` count copies by book id."""

    def __init__(self, books: Iterable[Book], *, copies: int = 10) -> None:
        self.books = {book.id: book for book in books}
        self.supplied = dict.fromkeys(self.books, copies)
        self.sold: dict[int, int] = defaultdict(int)
        self.held: dict[int, int] = defaultdict(int)
        self.withdrawn: set[int] = set()
        self.digest = ""

    def free(self, book_id: int) -> int:
        """The copies neither sold nor held."""
        return max(0, self.supplied.get(book_id, 0) - self.sold[book_id] - self.held[book_id])

    def shown(self, book: Book) -> ShelfBook:
        """The title as the shelf has it now."""
        return ShelfBook(book, self.free(book.id), book.id in self.withdrawn)

    async def import_catalogue(self, catalogue: Catalogue, *, digest: str) -> bool:
        await checkpoint()
        if digest == self.digest:
            return False
        named = {book.id: book for book in catalogue.books}
        self.withdrawn = set(self.books) - set(named)
        self.books = named | {id_: self.books[id_] for id_ in self.withdrawn}
        self.supplied |= catalogue.copies
        self.digest = digest
        return True

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        await checkpoint()
        return {id_: self.shown(self.books[id_]) for id_ in ids if id_ in self.books}

    async def to_show(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        return await self.by_ids(ids)

    async def by_slug(self, slug: str) -> ShelfBook:
        await checkpoint()
        for book in self.books.values():
            if book.slug == slug and book.id not in self.withdrawn:
                return self.shown(book)
        raise BookNotFound(f"No book has the slug {slug!r}.")
