"""Sources that bring titles in, as tests of the storage use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bookstore.domain.sources import Listing, Placed, Run
from bookstore.services.supplying import Intake, Supplied, bring_in
from bookstore.storage.sources import SqlSources
from tests.fakes import FakeClock
from tests.storage.examples import a_book

FEED = "feed.csv"


def listed(slug: str, *, id_: int = 0, copies: int = 5, title: str = "") -> Listing:
    """A title as a file lists it, without an id unless one is given."""
    book = replace(a_book(1), id=id_, slug=slug, title=title or slug.title())
    return Listing(book, copies, 2)


@dataclass
class Supplies:
    """Brings sources in, and counts the runs."""

    sources: SqlSources
    runs: int = field(default=0)

    async def bring(
        self, *listings: Listing, source: str = FEED, even_most: bool = False
    ) -> Supplied:
        """Bring a source in."""
        self.runs += 1
        intake = Intake(source, f"run {self.runs}", even_most)
        clock = FakeClock()
        return await bring_in(
            self.sources, intake, listings, clock=clock, tell=lambda _done, _all: None
        )

    async def on_sale(self) -> Mapping[str, tuple[int, str]]:
        """Id and owner of every title on sale, by slug."""
        owned = await self.sources.owned()
        return {title.slug: (title.id, title.source) for title in owned if not title.is_withdrawn}


class MortalSources(SqlSources):
    """Sources whose process is killed before a write."""

    lives = 1

    async def put(self, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        """Write, or die."""
        if not self.lives:
            raise SystemExit("killed")
        self.lives -= 1
        return await super().put(run, titles)
