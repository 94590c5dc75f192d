"""Finding titles in memory, as `services/titles.py` says, by looking at every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from anyio.lowlevel import checkpoint

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import (
    MAX_COUNT,
    MAX_SHORTLIST,
    Candidate,
    Place,
    Shortlist,
    Sort,
    Wording,
    place_of,
)
from bookstore.domain.ranking import KnownWord
from bookstore.domain.subjects import Subject, listed
from bookstore.domain.wording import shapes_of, subject_key, words_of
from tests.fake_books import FakeBooks


class FakeTitles:
    """The titles of a shelf in memory; `asked` counts the shortlists that were drawn up."""

    def __init__(self, books: FakeBooks) -> None:
        self.books = books
        self.asked = 0

    def _listed(self, subject: str = "") -> list[tuple[Book, Place]]:
        on_shelf = [book for book in self.books.books.values() if self._is_sold(book)]
        return [
            (book, place_of(book, position))
            for position, book in enumerate(on_shelf)
            if not subject or subject in map(subject_key, book.subjects)
        ]

    def _is_sold(self, book: Book) -> bool:
        return book.id not in self.books.withdrawn

    async def shortlist(
        self, wordings: Sequence[Wording], *, beginning: str, subject: str
    ) -> Shortlist:
        await checkpoint()
        self.asked += 1
        listed = self._listed(subject)
        found = [
            (book, place)
            for book, place in listed
            if beginning and place.title_key.startswith(beginning)
        ]
        for wording in wordings:
            found += [entry for entry in listed if _fits(entry[0], wording)]
        candidates = {book.id: _candidate(book, place) for book, place in found}
        total = min(len(candidates), MAX_COUNT + 1)
        return Shortlist(tuple(candidates.values())[:MAX_SHORTLIST], total)

    async def known_words(self, words: Iterable[str]) -> Mapping[str, Sequence[KnownWord]]:
        await checkpoint()
        known = Counter(word for book, _ in self._listed() for word in set(_words(book)))
        return {
            word: [
                KnownWord(other, titles)
                for other, titles in sorted(known.items())
                if shapes_of(word) & shapes_of(other)
            ]
            for word in words
        }

    async def page(self, subject: str, sort: Sort, *, after: int, limit: int) -> Sequence[int]:
        await checkpoint()
        listed = sorted(self._listed(subject), key=lambda entry: _key(entry, sort))
        ids = [book.id for book, _ in listed]
        start = ids.index(after) + 1 if after in ids else 0
        return ids[start : start + limit]

    async def count(self, subject: str) -> int:
        await checkpoint()
        return min(len(self._listed(subject)), MAX_COUNT + 1)

    async def subjects(self) -> Sequence[Subject]:
        await checkpoint()
        return listed(book for book, _ in self._listed())

    async def find_subject(self, key: str) -> str | None:
        await checkpoint()
        names = {subject_key(name): name for book, _ in self._listed() for name in book.subjects}
        return names.get(key)

    async def beside(self, book: Book, *, limit: int) -> Sequence[int]:
        await checkpoint()
        return [other.id for other, _ in self._listed()][:limit]

    async def slugs(self, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
        await checkpoint()
        named = sorted((book.id, book.slug) for book, _ in self._listed())
        return [one for one in named if one[0] > after][:limit]

    async def milestones(self, every: int) -> Sequence[int]:
        await checkpoint()
        ids = sorted(book.id for book, _ in self._listed())
        return ids[every - 1 : -1 : every]


def _key(entry: tuple[Book, Place], sort: Sort) -> tuple[int | str, int]:
    book, place = entry
    keys: dict[Sort, int | str] = {
        Sort.BEST: place.position,
        Sort.TITLE: place.title_key,
        Sort.NEWEST: place.recency,
        Sort.PRICE: place.price_minor,
    }
    return keys[sort], book.id


def _words(book: Book) -> tuple[str, ...]:
    return words_of(" ".join([book.title, book.author, book.subtitle, *book.subjects]))


def _fits(book: Book, wording: Wording) -> bool:
    words = _words(book)
    return all(
        any(
            word == term.word or (term.begins and word.startswith(term.word))
            for word in words
            for term in group
        )
        for group in wording
    )


def _candidate(book: Book, place: Place) -> Candidate:
    return Candidate(
        book.id,
        " ".join(words_of(book.title)),
        " ".join(words_of(book.author)),
        " ".join(_words(book)),
        place,
    )
