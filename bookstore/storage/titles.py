"""Titles by their words and places: every question reads one range of one index, and stops.

The SQL is the same on both databases, but for how words are matched (`storage.matching`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Select, func, select, tuple_
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
from bookstore.storage.matching import (
    LAST,
    candidates_query,
    count_query,
    match_query,
    match_text,
    spell_out,
)
from bookstore.storage.search_tables import (
    PlaceRow,
    ShapeRow,
    SubjectRow,
    WordRow,
)
from bookstore.storage.subjects import SqlSubjects
from bookstore.storage.tables import BookRow
from bookstore.storage.transactions import looking_up, reading

KEYS: Mapping[Sort, InstrumentedAttribute[int] | InstrumentedAttribute[str]] = {
    Sort.BEST: PlaceRow.position,
    Sort.TITLE: PlaceRow.title_key,
    Sort.NEWEST: PlaceRow.recency,
    Sort.PRICE: PlaceRow.price_minor,
}


class SqlTitles(SqlSubjects):
    """The titles on the shelf, as the last import left them."""

    @reading
    def shortlist(
        self,
        connection: Connection,
        wordings: Sequence[Wording],
        *,
        beginning: str,
        subject: str,
    ) -> Shortlist:
        """Titles that begin so, then those of the first wording, then of the next, until full."""
        possible = spell_out(connection, wordings)
        if wordings and not possible:  # no title begins so, either: it would have these words
            return Shortlist((), 0)
        dialect = connection.dialect.name
        matches = [match_text(dialect, wording, subject) for wording in possible]
        query = candidates_query(dialect, len(matches), begins=bool(beginning))
        asked = {f"match{at}": match for at, match in enumerate(matches)}
        if beginning:
            asked |= {"subject": subject, "beginning": beginning, "beyond": beginning + LAST}
        rows = connection.execute(query, asked).all()
        candidates = tuple(Candidate(*row[:4], place=Place(*row[4:])) for row in rows)
        if len(candidates) < MAX_SHORTLIST:
            return Shortlist(candidates, len(candidates))
        total = connection.scalar(count_query(dialect), {"match": matches[-1]})
        return Shortlist(candidates, max(total or 0, len(candidates)))

    @reading
    def known_words(
        self, connection: Connection, words: Iterable[str]
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
        for shape, other, titles in connection.execute(query):
            known = KnownWord(other, titles)
            for word in asked[shape]:
                if len(found[word]) < MAX_SHORTLIST:
                    found[word].setdefault(other, known)
        return {word: list(known.values()) for word, known in found.items()}

    @looking_up
    def page(
        self, connection: Connection, subject: str, sort: Sort, *, after: int, limit: int
    ) -> Sequence[int]:
        """The ids that follow a title in an order, or the first ones if it has no place there."""
        key = KEYS[sort]
        query = select(PlaceRow.book_id).where(PlaceRow.subject == subject)
        if after:
            here = select(key).where(PlaceRow.subject == subject, PlaceRow.book_id == after)
            start = connection.scalar(here)
            if start is not None:
                query = query.where(tuple_(key, PlaceRow.book_id) > tuple_(start, after))
        found = connection.scalars(query.order_by(key, PlaceRow.book_id).limit(limit))
        return found.all()

    @reading
    def count(self, connection: Connection, subject: str) -> int:
        """How many titles a subject has ("": the shelf), counted to `MAX_COUNT` + 1."""
        listed = select(PlaceRow.book_id).where(PlaceRow.subject == subject)
        return connection.scalar(_count(listed.limit(MAX_COUNT + 1))) or 0

    @looking_up
    def find_subject(self, connection: Connection, key: str) -> str | None:
        """The name of a subject, or None when no title has it."""
        return connection.scalar(select(SubjectRow.name).where(SubjectRow.key == key))

    @reading
    def beside(self, connection: Connection, book: Book, *, limit: int) -> Sequence[int]:
        """Ids of titles that share an author's word or a subject, at most `limit` of each."""
        dialect = connection.dialect.name
        ids: dict[int, None] = {}
        for name in book.author.split(","):
            if wording := [[Term(word)] for word in words_of(name)]:
                query = match_query(dialect, most=limit)
                found = connection.scalars(query, {"match": match_text(dialect, wording, "")})
                ids.update(dict.fromkeys(found))
        for subject in book.subjects:
            listed = select(PlaceRow.book_id).where(PlaceRow.subject == subject_key(subject))
            listed = listed.order_by(PlaceRow.position, PlaceRow.book_id).limit(limit)
            ids.update(dict.fromkeys(connection.scalars(listed)))
        return list(ids)

    @reading
    def slugs(self, connection: Connection, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Ids and slugs of the titles that follow an id, in the order of their ids."""
        query = select(BookRow.id, BookRow.slug).where(BookRow.id > after, ~BookRow.is_withdrawn)
        rows = connection.execute(query.order_by(BookRow.id).limit(limit))
        return [(row.id, row.slug) for row in rows]

    @reading
    def milestones(self, connection: Connection, every: int) -> Sequence[int]:
        """The id of every so-manieth title, in the order of their ids, if others follow it."""
        place = func.row_number().over(order_by=BookRow.id).label("place")
        on_sale = select(BookRow.id, place).where(~BookRow.is_withdrawn).subquery()
        last = select(func.max(on_sale.c.id)).scalar_subquery()
        query = select(on_sale.c.id).where(on_sale.c.place % every == 0, on_sale.c.id < last)
        return connection.scalars(query.order_by(on_sale.c.id)).all()


def _count(listed: Select[int]) -> Select[int]:
    return select(func.count()).select_from(listed.subquery())
