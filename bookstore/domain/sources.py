"""Where titles come from: each source owns its own, and none takes another's.

A source is a file that is brought in again and again: the shop's own catalogue file, and any
other by its name. What it lists is on sale, what it has stopped listing is withdrawn, and
a title that one source has let go may be listed by another: it keeps its id and its sales.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookstore.domain.catalogue import Book

OWN_SOURCE = "catalogue.toml"
MAX_TITLES = 1_000_000  # of one source; its part of the shelf is that long
GIVEN_IDS = range(1_000_000_000, 2_000_000_000)  # to titles that bring no id of their own


@dataclass(frozen=True, slots=True)
class Listing:
    """A title as a source lists it on a line of its file; a book without an id has 0."""

    book: Book
    copies: int
    line: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A title with its id and its place on the shelf."""

    book: Book
    copies: int
    position: int


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one source, by a claim of its own; its part of the shelf begins at `start`."""

    source: str
    claim: str
    start: int


@dataclass(frozen=True, slots=True)
class Owned:
    """A title that the shop has already, and whose it is."""

    id: int
    slug: str
    source: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tells a listed title apart: its slug, its id (0 for none), and its line."""

    id: int
    slug: str
    line: int


@dataclass(frozen=True, slots=True)
class Settled:
    """Who is who.

    Attributes:
        ids: of the listed titles, in their order.
        gone: ids that the source has stopped listing.
        moved: ids on sale whose slug another title of the same source takes over.
        conflicts: line and sentence for each title that belongs to another source.
    """

    ids: Sequence[int]
    gone: Sequence[int]
    moved: Sequence[int]
    conflicts: Sequence[tuple[int, str]]


def settle(source: str, wanted: Sequence[Wanted], owned: Iterable[Owned]) -> Settled:
    """Say which listed title is which of those that the shop has.

    An id that is given counts; without one the slug tells: first among the source's own titles,
    then among those that another source has let go. What is left gets an id that no title
    has ever had.
    """
    has = {title.id: title for title in owned}
    ids = _ids(source, wanted, has)
    on_sale = {title.slug: title for title in has.values() if not title.is_withdrawn}
    conflicts: list[tuple[int, str]] = []
    moved: dict[int, None] = {}
    for title, id in zip(wanted, ids, strict=True):
        holder = has.get(id)
        if holder is not None and holder.source != source and not holder.is_withdrawn:
            conflicts.append((title.line, _taken(title, f"id is {id}", holder, "id")))
            continue
        holder = on_sale.get(title.slug)
        if holder is not None and holder.source != source:
            conflicts.append((title.line, _taken(title, f"slug is {title.slug!r}", holder, "slug")))
        elif holder is not None and holder.id != id:
            moved[holder.id] = None
    mine = set(ids)
    gone = [
        title.id
        for title in has.values()
        if title.source == source and not title.is_withdrawn and title.id not in mine
    ]
    return Settled(ids, gone, [id for id in moved if id in mine], conflicts)


def _ids(source: str, wanted: Sequence[Wanted], has: dict[int, Owned]) -> list[int]:
    given = {title.id for title in wanted if title.id}
    known: dict[str, Owned] = {}
    for title in sorted(has.values(), key=lambda title: _claim(title, source)):
        if title.id not in given and (title.source == source or title.is_withdrawn):
            known[title.slug] = title
    last = max((id for id in (*has, *given) if id in GIVEN_IDS), default=GIVEN_IDS.start - 1)
    ids: list[int] = []
    for title in wanted:
        if title.id:
            ids.append(title.id)
        elif title.slug in known:
            ids.append(known[title.slug].id)
        else:
            last += 1
            ids.append(last)
    return ids


def _claim(title: Owned, source: str) -> tuple[bool, bool, int]:
    """What speaks for a title among several of one slug: its owner, its sale, its youth."""
    return title.source == source, not title.is_withdrawn, title.id


def _taken(title: Wanted, what: str, holder: Owned, field: str) -> str:
    return (
        f'book "{title.slug}": {what}, which a title of {holder.source} has '
        f'("{holder.slug}", {holder.id}); give it {"an" if field == "id" else "a"} {field} of its '
        f"own, or take it out of {holder.source} first."
    )
