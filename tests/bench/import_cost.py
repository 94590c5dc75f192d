"""What bringing titles in costs: first, again unchanged, and with every price changed.

    python -m tests.bench.import_cost [--sizes 1000,10000,100000] [--database URL]

Each size is a CSV file of synthetic books, brought in as `make import` does it: checked,
settled, written in parts, all by `services.supplying`. Prints titles a second, seconds of this
process's CPU, the longest write (for which a shopper may wait), and the memory at most.
A Postgres database must be empty, and is left with the last size in it.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bookstore.catalogue_file.titles import read_titles
from bookstore.domain.money import Money
from bookstore.domain.sources import Placed, Run
from bookstore.services.supplying import Intake, Supplied, bring_in
from bookstore.storage.database import open_database
from bookstore.storage.sources import SqlSources
from tests.bench.books_csv import write_books
from tests.bench.search_cost import make_books, make_words, tell
from tests.fakes import FakeClock


class ClockedSources(SqlSources):
    """Sources that remember how long their longest write took."""

    longest = 0.0

    async def put(self, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        """Write and take the time."""
        start = time.perf_counter()
        try:
            return await super().put(run, titles)
        finally:
            self.longest = max(self.longest, time.perf_counter() - start)


async def measure(size: int, url: str, folder: Path) -> None:
    """Print what each of three imports of a size costs."""
    database = open_database(url)
    await database.migrate()
    books = make_books(size, make_words())
    dearer = [replace(book, price=book.price + Money(100, "usd")) for book in books]
    for kind, listed in (("new", books), ("the same again", books), ("all prices", dearer)):
        file = folder / "books.csv"
        write_books(file, listed)
        sources = ClockedSources(database)
        start, worked = time.perf_counter(), time.process_time()
        supplied = await _bring(sources, file, kind)
        took, cpu = time.perf_counter() - start, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        tell(
            f"{size:7} {kind:16}{took:7.1f} s {size / took:8.0f} a second {cpu:7.1f} s CPU "
            f"{sources.longest:6.2f} s longest write {memory:5} MB   {supplied}"
        )
    await database.close()


async def _bring(sources: SqlSources, file: Path, claim: str) -> Supplied:
    listings = read_titles(file, locale="en_US", currency="usd")
    intake = Intake(file.name, claim)
    return await bring_in(
        sources, intake, listings, clock=FakeClock(), tell=lambda _done, _all: None
    )


async def measure_all(sizes: Sequence[int], url: str) -> None:
    """Measure one size after the other."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            await measure(size, url or f"sqlite:///{place}/shop.db", place)


def main() -> None:
    """Read the command line and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="1000,10000,100000")
    options.add_argument("--database", default="", help="the URL of an empty Postgres database")
    chosen = options.parse_args()
    asyncio.run(measure_all([int(size) for size in chosen.sizes.split(",")], chosen.database))


if __name__ == "__main__":
    main()
