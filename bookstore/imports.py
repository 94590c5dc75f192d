"""Brings a file of titles in: the command behind `make import FILE=...`.

    python -m bookstore.imports FILE [--source NAME] [--even-most]

FILE is CSV or TOML (`catalogue_file/titles.py`), of any size. Its name is the source that owns
its titles: the next file of that name replaces it, what it no longer lists is withdrawn. It
works on the database that the environment names, beside a running shop, which sells the
titles at once.

Exit codes: 0 done, also when there was nothing to do; 1 refused, and nothing was written, or
another import came between; 2 a command that does not exist; 3 the database could not be used.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from bookstore import wiring
from bookstore.catalogue_file.titles import read_titles
from bookstore.domain.errors import BookstoreError
from bookstore.domain.sources import OWN_SOURCE, Listing
from bookstore.services.ports import Shop
from bookstore.services.supplying import Intake, bring_in
from bookstore.settings import load_settings
from bookstore.storage.addresses import DatabaseUnusable
from bookstore.storage.sources import SqlSources

UNUSABLE = 3  # exit code
BAR = 30  # characters
SHOWN_EVERY_SECONDS = 0.1


class Progress:
    """A line that fills up, where somebody looks; into a file nothing is drawn."""

    def __init__(self, *, is_shown: bool, now: Callable[[], float] = time.monotonic) -> None:
        """Begin now."""
        self._is_shown = is_shown
        self._now = now
        self._began = now()
        self._drawn = 0.0

    def reading(self, listings: Iterator[Listing]) -> Iterator[Listing]:
        """The same listings, counted as they are checked."""
        for count, listing in enumerate(listings, 1):
            self._draw(f"checked {count:,} {'title' if count == 1 else 'titles'}")
            yield listing
        self._began = self._now()  # the rate is that of writing

    def written(self, done: int, total: int) -> None:
        """Draw how many titles of how many are written."""
        full = BAR * done // total
        rate = done / max(self._now() - self._began, 0.001)
        bar = f"[{'#' * full}{'.' * (BAR - full)}]"
        self._draw(
            f"{bar} {done:,} of {total:,} titles, {rate:,.0f} a second", is_last=done == total
        )

    def end(self) -> None:
        """Leave the line."""
        if self._is_shown and self._drawn:
            print(file=sys.stderr)

    def _draw(self, line: str, *, is_last: bool = False) -> None:
        now = self._now()
        if self._is_shown and (is_last or now - self._drawn >= SHOWN_EVERY_SECONDS):
            self._drawn = now
            print(f"\r{line:<70}", end="", file=sys.stderr, flush=True)


async def bring_file(shop: Shop, asked: argparse.Namespace) -> None:
    """Bring the file in and say what that came to.

    Raises:
        BookstoreError: it is wrong, or cannot be brought in now.
    """
    file: Path = asked.file
    source = asked.source or file.name
    if source == OWN_SOURCE:
        raise SystemExit(
            f"bookstore: {OWN_SOURCE} is what the shop itself reads when it changes. Give the "
            "file another name, or another --source."
        )
    progress = Progress(is_shown=sys.stderr.isatty())
    listings = read_titles(file, locale=shop.locale, currency=shop.currency)
    try:
        supplied = await bring_in(
            SqlSources(wiring.premises().database),
            Intake(source, secrets.token_urlsafe(16), even_most=asked.even_most),
            progress.reading(listings),
            clock=shop.clock,
            tell=progress.written,
        )
    finally:
        progress.end()
    print(
        f"{source}: {supplied.listed:,} listed; {supplied.new:,} new, {supplied.changed:,} "
        f"changed, {supplied.withdrawn:,} withdrawn."
    )


def _give_up(sentence: str) -> NoReturn:
    print(f"bookstore: {sentence}", file=sys.stderr)
    raise SystemExit(UNUSABLE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bookstore.imports", description="Bring a file of titles in."
    )
    parser.add_argument("file", type=Path, help="CSV or TOML, of any size")
    parser.add_argument("--source", help="who owns the titles, if not the file's name")
    parser.add_argument(
        "--even-most", action="store_true", help="also when most of its titles would be withdrawn"
    )
    return parser


async def run(arguments: Sequence[str] | None = None) -> None:
    """Open the shop without its background work, and bring the file in.

    Raises:
        SystemExit: it cannot be brought in; the sentences say why.
    """
    asked = _parser().parse_args(arguments)
    try:
        async with wiring.open_shop(load_settings(), with_upkeep=False) as shop:
            await bring_file(shop, asked)
    except DatabaseUnusable as error:
        _give_up(str(error))
    except BookstoreError as error:
        raise SystemExit(f"bookstore: nothing more is brought in.\n{error}") from error


if __name__ == "__main__":
    asyncio.run(run())
