"""What the shelf has now: prices and stock, fresher than the compiled pages.

Nothing here grows with the catalogue: a page asks for the titles that were compiled, and for
the few that may stand between or after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import BookNotFound
from bookstore.domain.finding import PAGE_SIZE, Search, Sort
from bookstore.services.title_search import find_related
from bookstore.states.title_view import (
    MISSING,
    BookRow,
    RelatedRow,
    StockRow,
    TitleRow,
    view_book,
    view_related,
    view_stock,
    view_title,
)


class ShelfState(rx.State):
    """Prices and stock of what a page shows, looked up when it connects."""

    compiled: ClassVar[Mapping[str, int]] = MappingProxyType({})  # slug -> id, of the build

    stock: dict[str, StockRow] = {}  # noqa: RUF012 - Reflex copies defaults; key: the id as text
    newcomers: list[TitleRow] = []  # noqa: RUF012 - among or after the compiled ones
    more: str = ""  # the address of what comes after them; "" for nothing

    book: BookRow = MISSING  # of the dynamic book page
    beside: list[RelatedRow] = []  # noqa: RUF012 - titles beside it
    is_missing: bool = False

    @rx.event
    async def look(self) -> None:
        """The shelf opened: look up the compiled titles and those that came since."""
        await self._look_up(self.compiled.values())
        await self._look_for_newcomers()

    async def _look_up(self, ids: Iterable[int]) -> None:
        shop = wiring.shop()
        found = await shop.books.to_show(ids)
        rows = {str(id): view_stock(each, locale=shop.locale) for id, each in found.items()}
        self.stock = self.stock | rows

    async def _look_for_newcomers(self) -> None:
        shop, known = wiring.shop(), frozenset(self.compiled.values())
        most = len(known) + PAGE_SIZE
        ids = await shop.titles.page("", Sort.BEST, after=0, limit=most + 1)
        shown = [id for id in ids[:most] if id not in known]
        found = await shop.books.to_show(shown)
        self.newcomers = [
            view_title(found[id], locale=shop.locale)
            for id in shown
            if id in found and not found[id].is_withdrawn
        ]
        self.more = Search(after=ids[most - 1]).address if len(ids) > most else ""

    @rx.event
    async def look_at_book(self) -> None:
        """A compiled book page opened: look up its title."""
        if book_id := self.compiled.get(self._slug()):
            await self._look_up([book_id])

    @rx.event
    async def open_book(self) -> None:
        """Look up the title that the dynamic route names, and those to show beside it."""
        shop = wiring.shop()
        try:
            found = await shop.books.by_slug(self._slug())
        except BookNotFound:
            self.book, self.beside, self.is_missing = MISSING, [], True
            return
        self.book, self.is_missing = view_book(found, locale=shop.locale), False
        self.beside = [view_related(book) for book in await find_related(shop, found.book)]

    def _slug(self) -> str:
        return self.router.url.path.strip("/").removeprefix("books/")
