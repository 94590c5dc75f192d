"""Keeps what titles are found by in step with the shelf, inside the transaction that changes it.

Only what has changed is written: an import that changes nothing but a price costs a few rows.
What is counted over all titles (words, subjects) is kept by what comes and goes; whoever
writes has locked the shelf.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from sqlalchemy import ColumnElement, Connection, Text, and_, cast, delete, func, select, text

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import Place, place_of
from bookstore.domain.wording import shapes_of, subject_key, words_of
from bookstore.storage.bulk import MANY, batches, delete_rows, insert_rows
from bookstore.storage.search_tables import (
    PlaceRow,
    ShapeRow,
    SubjectRow,
    TitleWordsRow,
    WordRow,
)
from bookstore.storage.tables import Base, BookRow

ALL = ""  # the "subject" of the whole shelf
SUBJECT_MARK = "="  # no word that is typed can begin with it
_PLACE = ("position", "title_key", "price_minor", "recency")
_IN_PLACE = and_(
    PlaceRow.book_id == TitleWordsRow.book_id,
    PlaceRow.subject == ALL,
    *(getattr(PlaceRow, name) == getattr(TitleWordsRow, name) for name in _PLACE),
)
_ENTRIES = select(  # the last column is None where the place on the shelf is another, or lost
    TitleWordsRow.book_id,
    TitleWordsRow.title,
    TitleWordsRow.author,
    TitleWordsRow.words,
    *(getattr(TitleWordsRow, name) for name in _PLACE),
    PlaceRow.book_id,
).outerjoin(PlaceRow, _IN_PLACE)

# As plain tables: many rows at once, without an object for each.
PLACES, TITLE_WORDS, WORDS, SHAPES, SUBJECTS = (
    Base.metadata.tables[row.__tablename__]
    for row in (PlaceRow, TitleWordsRow, WordRow, ShapeRow, SubjectRow)
)

_SUBJECTS = cast(BookRow.subjects, Text)
SUBJECTS_ON_SALE = (
    select(_SUBJECTS, func.count()).where(~BookRow.is_withdrawn).group_by(_SUBJECTS)
)  # lists as JSON texts, of which there are few

Words = tuple[str, str, str]  # title, author, all words
Entry = tuple[Words, Place]
Kept = tuple[Words, Place | None]


def index_titles(connection: Connection, titles: Sequence[tuple[Book, int]]) -> None:
    """Make these books findable, each standing at its position on the shelf."""
    wanted = {book.id: _entry(book, position) for book, position in titles}
    kept = _read_entries(connection, wanted)
    changed = [book for book, _ in titles if kept.get(book.id) != wanted[book.id]]
    for table in (PLACES, TITLE_WORDS):
        delete_rows(connection, table, "book_id", [book.id for book in changed])
    insert_rows(connection, TITLE_WORDS, (_words_row(book.id, wanted) for book in changed))
    places = chain.from_iterable(_place_rows(book, wanted) for book in changed)
    insert_rows(connection, PLACES, places)
    counts = _count_words(wanted[book.id] for book in changed)
    counts.subtract(_count_words(kept[book.id] for book in changed if book.id in kept))
    _follow_words(connection, counts)


def unindex_titles(connection: Connection, ids: Sequence[int]) -> None:
    """Let these titles be found no more."""
    kept = _read_entries(connection, ids)
    for table in (PLACES, TITLE_WORDS):
        delete_rows(connection, table, "book_id", kept)
    counts = Counter[str]()
    counts.subtract(_count_words(kept.values()))
    _follow_words(connection, counts)


def finish_index(connection: Connection) -> None:
    """Count subjects, and let Postgres count what has come.

    Without that it reads whole tables for a minute, until it has counted by itself.
    """
    _follow_subjects(connection)
    if connection.dialect.name == "postgresql":
        for table in (TITLE_WORDS, PLACES, WORDS, SHAPES):
            connection.execute(text(f"ANALYZE {table.name}"))


def _entry(book: Book, position: int) -> Entry:
    title, author = words_of(book.title), words_of(book.author)
    others = words_of(" ".join([book.subtitle, *book.subjects]))
    marks = (f"{SUBJECT_MARK}{subject_key(name)}" for name in book.subjects)
    words = " ".join(dict.fromkeys((*title, *author, *others, *marks)))
    return (" ".join(title), " ".join(author), words), place_of(book, position)


def _read_entries(connection: Connection, ids: Iterable[int]) -> dict[int, Kept]:
    kept: dict[int, Kept] = {}
    for some in batches(ids, MANY):
        rows = connection.execute(_ENTRIES.where(TitleWordsRow.book_id.in_(some)))
        for book_id, title, author, words, *place, in_place in rows:
            kept[book_id] = (title, author, words), Place(*place) if in_place is not None else None
    return kept


def _words_row(book_id: int, entries: Mapping[int, Entry]) -> dict[str, object]:
    (title, author, words), place = entries[book_id]
    texts = {"book_id": book_id, "title": title, "author": author, "words": words}
    return texts | _place_of(place)


def _place_rows(book: Book, entries: Mapping[int, Entry]) -> Iterable[dict[str, object]]:
    place = entries[book.id][1]
    for subject in dict.fromkeys((ALL, *map(subject_key, book.subjects))):
        yield {"subject": subject, "book_id": book.id} | _place_of(place)


def _place_of(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in _PLACE}


def _count_words(entries: Iterable[Kept]) -> Counter[str]:
    words = chain.from_iterable(words.split() for (_, _, words), _ in entries)
    return Counter(word for word in words if not word.startswith(SUBJECT_MARK))


def _follow_words(connection: Connection, counts: Counter[str]) -> None:
    """Add to how many titles have each word; one that none has any more is forgotten."""
    for some in batches(sorted(word for word in counts if counts[word]), MANY):
        rows = connection.execute(select(WordRow.word, WordRow.titles).where(_is_of(some)))
        had = {row.word: row.titles for row in rows}
        has = {word: had.get(word, 0) + counts[word] for word in some}
        connection.execute(delete(WORDS).where(_is_of(some)))
        kept = [{"word": word, "titles": titles} for word, titles in has.items() if titles > 0]
        insert_rows(connection, WORDS, kept)
        for word in some:
            if has[word] <= 0:
                mine = ShapeRow.shape.in_(shapes_of(word)), ShapeRow.word == word
                connection.execute(delete(SHAPES).where(*mine))
        new = (word for word in some if word not in had and has[word] > 0)
        shapes = ({"shape": shape, "word": word} for word in new for shape in shapes_of(word))
        insert_rows(connection, SHAPES, shapes)


def _is_of(words: Sequence[str]) -> ColumnElement[bool]:
    return WordRow.word.in_(words)


def _follow_subjects(connection: Connection) -> None:
    counted = Counter[str]()
    for subjects, titles in connection.execute(SUBJECTS_ON_SALE):
        counted.update(dict.fromkeys(json.loads(subjects), titles))
    connection.execute(delete(SUBJECTS))
    named: dict[str, dict[str, object]] = {}
    for name in sorted(counted, key=lambda name: (-counted[name], name)):
        key = subject_key(name)  # of two spellings the one used more
        named.setdefault(key, {"key": key, "name": name, "titles": counted[name]})
    insert_rows(connection, SUBJECTS, named.values())
