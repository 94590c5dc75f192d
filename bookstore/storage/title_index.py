"""Keeps what titles are found by in step with the shelf, inside the import's transaction.

Only what has changed is written: an import that changes nothing but a price costs a few rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar

from sqlalchemy import Table, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import Place, place_of
from bookstore.domain.wording import shapes_of, subject_key, words_of
from bookstore.storage.search_tables import (
    PlaceRow,
    ShapeRow,
    SubjectRow,
    TitleWordsRow,
    WordRow,
)
from bookstore.storage.tables import Base

ALL = ""  # the "subject" of the whole shelf
SUBJECT_MARK = "="  # no word that is typed can begin with it
MANY = 500  # rows named in one statement
INDEXED_TITLES = (
    select(
        TitleWordsRow.book_id,
        TitleWordsRow.title,
        TitleWordsRow.author,
        TitleWordsRow.words,
        PlaceRow.position,
        PlaceRow.title_key,
        PlaceRow.price_minor,
        PlaceRow.recency,
    )
    .join(PlaceRow, PlaceRow.book_id == TitleWordsRow.book_id)
    .where(PlaceRow.subject == ALL)
)  # each title's words, and its place on the whole shelf

# As plain tables: many rows at once, without an object for each.
PLACES, TITLE_WORDS, WORDS, SHAPES, SUBJECTS = (
    Base.metadata.tables[row.__tablename__]
    for row in (PlaceRow, TitleWordsRow, WordRow, ShapeRow, SubjectRow)
)

T = TypeVar("T")
Words = tuple[str, str, str]  # title, author, all words


async def index_shelf(session: AsyncSession, books: Sequence[Book]) -> None:
    """Make exactly these books findable, standing in this order."""
    wanted = {book.id: _entry(book, position) for position, book in enumerate(books)}
    kept = await _read_entries(session)
    gone = [id for id in kept if id not in wanted]
    changed = [book for book in books if kept.get(book.id) != wanted[book.id]]
    for table in (PLACES, TITLE_WORDS):
        await _delete(session, table, "book_id", [*gone, *(book.id for book in changed)])
    await _insert(session, TITLE_WORDS, (_words_row(book.id, wanted) for book in changed))
    await _insert(
        session, PLACES, chain.from_iterable(_place_rows(book, wanted) for book in changed)
    )
    if gone or changed:
        await _follow_words(session, (words for words, _ in wanted.values()))
        await _tell_planner(session)
    await _follow_subjects(session, books)


def _entry(book: Book, position: int) -> tuple[Words, Place]:
    title, author = words_of(book.title), words_of(book.author)
    others = words_of(" ".join([book.subtitle, *book.subjects]))
    marks = (f"{SUBJECT_MARK}{subject_key(name)}" for name in book.subjects)
    words = " ".join(dict.fromkeys((*title, *author, *others, *marks)))
    return (" ".join(title), " ".join(author), words), place_of(book, position)


async def _read_entries(session: AsyncSession) -> dict[int, tuple[Words, Place]]:
    rows = (await session.execute(INDEXED_TITLES)).all()
    return {row[0]: ((row[1], row[2], row[3]), Place(*row[4:])) for row in rows}


def _words_row(book_id: int, entries: Mapping[int, tuple[Words, Place]]) -> dict[str, object]:
    title, author, words = entries[book_id][0]
    return {"book_id": book_id, "title": title, "author": author, "words": words}


def _place_rows(
    book: Book, entries: Mapping[int, tuple[Words, Place]]
) -> Iterable[dict[str, object]]:
    place = entries[book.id][1]
    for subject in dict.fromkeys((ALL, *map(subject_key, book.subjects))):
        yield {
            "subject": subject,
            "book_id": book.id,
            "position": place.position,
            "title_key": place.title_key,
            "recency": place.recency,
            "price_minor": place.price_minor,
        }


async def _follow_words(session: AsyncSession, entries: Iterable[Words]) -> None:
    counted = Counter(chain.from_iterable(words.split() for _, _, words in entries))
    wanted = {word: n for word, n in counted.items() if not word.startswith(SUBJECT_MARK)}
    rows = await session.execute(select(WordRow.word, WordRow.titles))
    kept = {row.word: row.titles for row in rows}
    await _delete(session, WORDS, "word", [w for w in kept if kept[w] != wanted.get(w)])
    await _delete(session, SHAPES, "word", [w for w in kept if w not in wanted])
    changed = [word for word in wanted if kept.get(word) != wanted[word]]
    await _insert(session, WORDS, ({"word": w, "titles": wanted[w]} for w in changed))
    new = (word for word in changed if word not in kept)
    shapes = ({"shape": shape, "word": word} for word in new for shape in shapes_of(word))
    await _insert(session, SHAPES, shapes)


async def _tell_planner(session: AsyncSession) -> None:
    """Let Postgres count what has come: without that it reads whole tables for a minute."""
    if session.get_bind().dialect.name == "postgresql":
        for table in (TITLE_WORDS, PLACES, WORDS, SHAPES):
            await session.execute(text(f"ANALYZE {table.name}"))


async def _follow_subjects(session: AsyncSession, books: Sequence[Book]) -> None:
    counted = Counter(chain.from_iterable(dict.fromkeys(book.subjects) for book in books))
    await session.execute(delete(SUBJECTS))
    named: dict[str, dict[str, object]] = {}
    for name, titles in counted.most_common():  # of two spellings the one used more
        named.setdefault(key := subject_key(name), {"key": key, "name": name, "titles": titles})
    await _insert(session, SUBJECTS, named.values())


async def _delete(
    session: AsyncSession, table: Table, column: str, values: Iterable[int] | Iterable[str]
) -> None:
    for some in _batches(values, MANY):
        await session.execute(delete(table).where(table.c[column].in_(some)))


async def _insert(
    session: AsyncSession, table: Table, values: Iterable[Mapping[str, object]]
) -> None:
    for some in _batches(values, MANY * 10):
        await session.execute(insert(table), some)


def _batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(values)
    while some := list(islice(left, size)):
        yield some
