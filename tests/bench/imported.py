"""A catalogue brought into a shop that runs, by the program behind `make import`."""

from __future__ import annotations

import re
import resource
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bookstore.domain.catalogue import Book
from tests.bench.books_csv import write_books
from tests.bench.shop_site import ShopSite

PATIENCE_SECONDS = 600
SAID = re.compile(r"([\d,]+) listed; ([\d,]+) new, ([\d,]+) changed, ([\d,]+) withdrawn")


def bring_in(shop: ShopSite, books: Sequence[Book]) -> dict[str, float]:
    """Bring books in as the one source of the bench; the file of the last time is replaced.

    Returns:
        Titles a second of the clock and of the program's own processor time, its start
        included, and the seconds that it took.
    """
    file = shop.folder / "synthetic.csv"
    write_books(file, books)
    start, worked = perf_counter(), _children()
    said = _run(shop, file)
    took, cpu = perf_counter() - start, _children() - worked
    check_report(said, len(books))
    return {"per second": len(books) / took, "per CPU second": len(books) / cpu, "seconds": took}


def check_report(said: str, size: int) -> None:
    """See that every title of the file was written, so that the rate is what it says.

    Raises:
        ValueError: the program says something else.
    """
    found = SAID.search(said)
    counts = [int(each.replace(",", "")) for each in found.groups()] if found else [0, 0, 0, 0]
    listed, new, changed, _ = counts
    if listed != size or new + changed != size:
        raise ValueError(f"Not all of {size} titles were written: {said!r}.")


def _run(shop: ShopSite, file: Path) -> str:
    return shop.commands(str(file), module="imports", patience_seconds=PATIENCE_SECONDS)


def _children() -> float:
    """The processor time of the programs that have ended; servers count when they do."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
