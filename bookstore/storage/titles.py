"""Titles by their words and places: every question reads one range of one index, and stops.

The SQL is the same on both databases, but for how words are matched: SQLite asks its FTS5
table, Postgres a tsvector. Words were folded by `domain.wording`, so they hold letters and
digits only and can be quoted as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, TextClause, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import (
    MAX_COUNT,
    MAX_SHORTLIST,
    Candidate,
    Place,
    Shortlist,
    Sort,
    Term,
    Wording,
)
from bookstore.domain.ranking import KnownWord
from bookstore.domain.wording import shapes_of, subject_key, words_of
from bookstore.storage.search_tables import (
    PlaceRow,
    ShapeRow,
    SubjectRow,
    TitleWordsRow,
    WordRow,
)
from bookstore.storage.tables import BookRow
from bookstore.storage.title_index import INDEXED_TITLES, SUBJECT_MARK
from bookstore.storage.transactions import Adapter, reading

LAST = "\U0010ffff"  # after every letter: the end of a range of beginnings
MATCHING = {
    "sqlite": text(
        "SELECT rowid AS book_id FROM title_index WHERE title_index MATCH :match LIMIT :most"
    ),
    "postgresql": text(
        "SELECT book_id FROM title_words"
        " WHERE title_index_words @@ CAST(CAST(:match AS text) AS tsquery)"
        " ORDER BY book_id LIMIT :most"
    ),
}
KEYS: Mapping[Sort, InstrumentedAttribute[int] | InstrumentedAttribute[str]] = {
    Sort.BEST: PlaceRow.position,
    Sort.TITLE: PlaceRow.title_key,
    Sort.NEWEST: PlaceRow.recency,
    Sort.PRICE: PlaceRow.price_minor,
}


class SqlTitles(Adapter):
    """The titles on the shelf, as the last import left them."""

    @reading
    async def shortlist(
        self,
        session: AsyncSession,
        wordings: Sequence[Wording],
        *,
        beginning: str,
        subject: str,
    ) -> Shortlist:
        """Titles that begin so, then those of the first wording, then of the next, until full."""
        dialect = session.get_bind().dialect.name
        matches = [_MATCH[dialect](wording, subject) for wording in wordings]
        ids: dict[int, None] = {}
        if beginning:
            ids.update(dict.fromkeys(await _beginning(session, beginning, subject)))
        for match in matches:
            if len(ids) < MAX_SHORTLIST:
                query = MATCHING[dialect].bindparams(match=match, most=MAX_SHORTLIST)
                ids.update(dict.fromkeys(await session.scalars(query)))
        chosen = list(ids)[:MAX_SHORTLIST]
        candidates = await _candidates(session, chosen)
        if len(chosen) < MAX_SHORTLIST:
            return Shortlist(candidates, len(candidates))
        counted = MATCHING[dialect].bindparams(match=matches[-1], most=MAX_COUNT + 1)
        total = await session.scalar(_count(counted))
        return Shortlist(candidates, max(total or 0, len(candidates)))

    @reading
    async def known_words(
        self, session: AsyncSession, words: Iterable[str]
    ) -> Mapping[str, Sequence[KnownWord]]:
        """For each word, the words of the catalogue that share a shape with it, at most 500."""
        asked: dict[str, list[str]] = {}  # by shape
        found: dict[str, dict[str, KnownWord]] = {word: {} for word in words}
        for word in found:
            for shape in shapes_of(word):
                asked.setdefault(shape, []).append(word)
        query = (
            select(ShapeRow.shape, WordRow.word, WordRow.titles)
            .join(WordRow, WordRow.word == ShapeRow.word)
            .where(ShapeRow.shape.in_(sorted(asked)))
            .order_by(func.length(ShapeRow.shape).desc(), WordRow.word)
            .limit(MAX_SHORTLIST * len(found))
        )
        for shape, other, titles in await session.execute(query):
            known = KnownWord(other, titles)
            for word in asked[shape]:
                if len(found[word]) < MAX_SHORTLIST:
                    found[word].setdefault(other, known)
        return {word: list(known.values()) for word, known in found.items()}

    @reading
    async def page(
        self, session: AsyncSession, subject: str, sort: Sort, *, after: int, limit: int
    ) -> Sequence[int]:
        """The ids that follow a title in an order, or the first ones if it has no place there."""
        key = KEYS[sort]
        query = select(PlaceRow.book_id).where(PlaceRow.subject == subject)
        if after:
            here = select(key).where(PlaceRow.subject == subject, PlaceRow.book_id == after)
            start = await session.scalar(here)
            if start is not None:
                query = query.where(tuple_(key, PlaceRow.book_id) > tuple_(start, after))
        found = await session.scalars(query.order_by(key, PlaceRow.book_id).limit(limit))
        return found.all()

    @reading
    async def count(self, session: AsyncSession, subject: str) -> int:
        """How many titles a subject has ("": the shelf), counted to `MAX_COUNT` + 1."""
        listed = select(PlaceRow.book_id).where(PlaceRow.subject == subject)
        return await session.scalar(_count(listed.limit(MAX_COUNT + 1))) or 0

    @reading
    async def find_subject(self, session: AsyncSession, key: str) -> str | None:
        """The name of a subject, or None when no title has it."""
        return await session.scalar(select(SubjectRow.name).where(SubjectRow.key == key))

    @reading
    async def beside(self, session: AsyncSession, book: Book, *, limit: int) -> Sequence[int]:
        """Ids of titles that share an author's word or a subject, at most `limit` of each."""
        dialect = session.get_bind().dialect.name
        ids: dict[int, None] = {}
        for name in book.author.split(","):
            if wording := [[Term(word)] for word in words_of(name)]:
                match = _MATCH[dialect](wording, "")
                query = MATCHING[dialect].bindparams(match=match, most=limit)
                ids.update(dict.fromkeys(await session.scalars(query)))
        for subject in book.subjects:
            listed = select(PlaceRow.book_id).where(PlaceRow.subject == subject_key(subject))
            listed = listed.order_by(PlaceRow.position, PlaceRow.book_id).limit(limit)
            ids.update(dict.fromkeys(await session.scalars(listed)))
        return list(ids)

    @reading
    async def slugs(
        self, session: AsyncSession, *, after: int, limit: int
    ) -> Sequence[tuple[int, str]]:
        """Ids and slugs of the titles that follow an id, in the order of their ids."""
        query = select(BookRow.id, BookRow.slug).where(BookRow.id > after, ~BookRow.is_withdrawn)
        rows = await session.execute(query.order_by(BookRow.id).limit(limit))
        return [(row.id, row.slug) for row in rows]

    @reading
    async def milestones(self, session: AsyncSession, every: int) -> Sequence[int]:
        """The id of every so-manieth title, in the order of their ids, if others follow it."""
        place = func.row_number().over(order_by=BookRow.id).label("place")
        on_sale = select(BookRow.id, place).where(~BookRow.is_withdrawn).subquery()
        last = select(func.max(on_sale.c.id)).scalar_subquery()
        query = select(on_sale.c.id).where(on_sale.c.place % every == 0, on_sale.c.id < last)
        return (await session.scalars(query.order_by(on_sale.c.id))).all()


def _count(listed: Select[int] | TextClause) -> Select[int]:
    inner = listed.columns() if isinstance(listed, TextClause) else listed
    return select(func.count()).select_from(inner.subquery())


async def _beginning(session: AsyncSession, beginning: str, subject: str) -> Sequence[int]:
    query = (
        select(PlaceRow.book_id)
        .where(PlaceRow.subject == subject)
        .where(PlaceRow.title_key >= beginning, PlaceRow.title_key < beginning + LAST)
        .order_by(PlaceRow.title_key, PlaceRow.book_id)
        .limit(MAX_SHORTLIST)
    )
    return (await session.scalars(query)).all()


async def _candidates(session: AsyncSession, ids: Sequence[int]) -> tuple[Candidate, ...]:
    if not ids:
        return ()
    query = INDEXED_TITLES.where(TitleWordsRow.book_id.in_(ids))
    rows = (await session.execute(query)).all()
    return tuple(Candidate(*row[:4], place=Place(*row[4:])) for row in rows)


def _match_sqlite(wording: Wording, subject: str) -> str:
    """The wording in the language of FTS5."""
    groups = [
        " OR ".join(f'"{term.word}"{"*" if term.begins else ""}' for term in group)
        for group in wording
    ]
    if subject:
        groups.append(f'"{SUBJECT_MARK}{subject}"')
    return " AND ".join(f"({group})" for group in groups)


def _match_postgres(wording: Wording, subject: str) -> str:
    """The wording as a tsquery."""
    groups = [
        " | ".join(f"'{term.word}'{':*' if term.begins else ''}" for term in group)
        for group in wording
    ]
    if subject:
        groups.append(f"'{SUBJECT_MARK}{subject}'")
    return " & ".join(f"({group})" for group in groups)


_MATCH = {"sqlite": _match_sqlite, "postgresql": _match_postgres}
