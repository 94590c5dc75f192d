"""Bringing a source of titles in: all of the file is checked first, then it is written in parts.

One transaction for a hundred thousand titles would keep a running shop from selling for its
whole length. So nothing is written before every line, id and slug is known to be right;
then a thousand titles at a time are, each with its stock and its words in one
transaction, and between two of them shoppers have their turn. Whatever cuts an import off, each
title is as it was or as it is listed, and the same command goes on where it stopped, since
only what differs is written.
"""

from __future__ import annotations

import asyncio
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Protocol

from bookstore.domain.errors import CatalogueInvalid, TooManyWithdrawn
from bookstore.domain.sources import Listing, Owned, Placed, Run, Settled, Wanted, settle
from bookstore.services.ports import Clock

TITLES_AT_ONCE = 1000
BREATH_MS = 120  # a waiting SQLite writer looks every 100 ms whether it is its turn
FEW = 20  # titles that may always be withdrawn together


class Sources(Protocol):
    """Sources and what they own; every write is a transaction.

    Each write raises ImportOvertaken when another import of the source has begun since.
    """

    async def owned(self) -> Sequence[Owned]:
        """Every title that there is or was."""
        ...

    async def begin(self, source: str, claim: str) -> Run:
        """Open an import; another one of this source that is under way stops at its next write."""
        ...

    async def withdraw(self, run: Run, ids: Sequence[int]) -> None:
        """Take titles off the shelf."""
        ...

    async def put(self, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        """Put titles on the shelf; answers how many are new there and how many have changed."""
        ...

    async def finish(self, run: Run, *, at: datetime) -> None:
        """Count what titles are found by, and remember that all is brought in."""
        ...


@dataclass(frozen=True, slots=True)
class Supplied:
    """What an import came to."""

    listed: int
    new: int = 0
    changed: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Intake:
    """A file on its way in.

    Attributes:
        source: its name, which owns the titles.
        claim: what no other run has.
        even_most: whether most of the source's titles may be withdrawn.
    """

    source: str
    claim: str
    even_most: bool = False


async def bring_in(
    sources: Sources,
    intake: Intake,
    listings: Iterable[Listing],
    *,
    clock: Clock,
    tell: Callable[[int, int], None],
) -> Supplied:
    """Make the shelf have of this source what is listed, and nothing else.

    Args:
        sources: where titles are kept.
        intake: what comes, and from where.
        listings: read once, to the end, before anything is written.
        clock: tells when it was done.
        tell: is told how many titles are written, of how many.

    Raises:
        CatalogueInvalid: the file is wrong, or lists what another source owns.
        TooManyWithdrawn: more than half of the source's titles would go.
        ImportOvertaken: another import has changed the same titles meanwhile.
    """
    with tempfile.TemporaryFile(prefix="bookstore-") as spool:
        wanted = list(_keep(listings, spool))
        owned = await sources.owned()
        settled = settle(intake.source, wanted, owned)
        _check(intake, settled, sum(map(_is_of(intake.source), owned)))
        run = await sources.begin(intake.source, intake.claim)
        await _take_off(sources, run, [*settled.gone, *settled.moved])
        spool.seek(0)
        titles = _placed(spool, settled.ids, run)
        new, changed = await _put(sources, run, titles, lambda done: tell(done, len(wanted)))
        await sources.finish(run, at=clock.now())
    return Supplied(len(wanted), new, changed, len(settled.gone))


def _keep(listings: Iterable[Listing], spool: BinaryIO) -> Iterator[Wanted]:
    """Put what is listed aside on the disk, and hold only what tells the titles apart."""
    for listing in listings:
        pickle.dump(listing, spool, pickle.HIGHEST_PROTOCOL)
        yield Wanted(listing.book.id, listing.book.slug, listing.line)


def _is_of(source: str) -> Callable[[Owned], bool]:
    return lambda title: title.source == source and not title.is_withdrawn


def _check(intake: Intake, settled: Settled, had: int) -> None:
    if settled.conflicts:
        sentences = (f"{intake.source}:{line}: {text}" for line, text in settled.conflicts)
        raise CatalogueInvalid(tuple(sentences))
    gone = len(settled.gone)
    if gone > FEW and 2 * gone > had and not intake.even_most:
        raise TooManyWithdrawn(
            f"{intake.source} no longer lists {gone} of its {had} titles, which would all be "
            "withdrawn. If the file is whole and that is meant, repeat with --even-most."
        )


def _placed(spool: BinaryIO, ids: Sequence[int], run: Run) -> Iterator[Placed]:
    for index, id in enumerate(ids):
        listing: Listing = pickle.load(spool)  # noqa: S301 - we wrote it, into a file without a name
        yield Placed(replace(listing.book, id=id), listing.copies, run.start + index)


async def _take_off(sources: Sources, run: Run, ids: Sequence[int]) -> None:
    left = iter(ids)
    while some := list(islice(left, TITLES_AT_ONCE)):
        await sources.withdraw(run, some)
        await asyncio.sleep(BREATH_MS / 1000)


async def _put(
    sources: Sources, run: Run, titles: Iterator[Placed], tell: Callable[[int], None]
) -> tuple[int, int]:
    new = changed = done = 0
    while some := list(islice(titles, TITLES_AT_ONCE)):
        if done:
            await asyncio.sleep(BREATH_MS / 1000)
        came, differed = await sources.put(run, some)
        new, changed, done = new + came, changed + differed, done + len(some)
        tell(done)
    return new, changed
