"""Which titles stand beside one on its page: by the same people, or about the same things."""

from __future__ import annotations

from collections.abc import Iterable

from bookstore.domain.catalogue import Book
from bookstore.domain.wording import words_of

MAX_RELATED = 4


def related(book: Book, others: Iterable[Book]) -> tuple[Book, ...]:
    """At most four titles that share an author or a subject, the closest first.

    An author in common counts more than any number of subjects; then the most subjects
    count, then how many of the other's own are not shared, then the order given.
    """
    names, subjects = _names(book), frozenset(book.subjects)
    ranked: list[tuple[int, int, int, int, Book]] = []
    for order, other in enumerate(others):
        shared = len(subjects.intersection(other.subjects))
        is_by_the_same = not names.isdisjoint(_names(other))
        if other.id != book.id and (is_by_the_same or shared):
            foreign = len(other.subjects) - shared
            ranked.append((0 if is_by_the_same else 1, -shared, foreign, order, other))
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1])[:MAX_RELATED])


def _names(book: Book) -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(name) for name in book.author.split(",")) - {()}
