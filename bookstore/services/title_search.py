"""Finding a title: from what was typed to a page of books, by one path for every size.

The database gives a shortlist of at most 500 titles, `domain.ranking` puts it in order. Words
that no title has are taken for typos; if that finds nothing either, the closest titles are
those with the rarest of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookstore.domain.catalogue import Book, ShelfBook
from bookstore.domain.finding import PAGE_SIZE, Candidate, Search, Shortlist, Term, Wording
from bookstore.domain.ranking import Meaning, Meanings, nearest, rank, understood
from bookstore.domain.related import related
from bookstore.services.ports import Shop

SHORTEST_BEGINNING = 3  # letters from which a word may be the beginning of another
BESIDE = 50  # titles that are compared with one, per subject


class Match(StrEnum):
    """How what was found fits what was asked."""

    ALL = "all"  # every word, as typed
    CORRECTED = "corrected"  # with typos forgiven
    CLOSEST = "closest"  # not every word; nothing has them all


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found.

    Attributes:
        total: how many titles there are in all; above `MAX_COUNT` it is only known to be more.
        next_after: the id to go on after, or 0 when this is the end.
        is_cut: the end of the shortlist, although there are more titles than it holds.
        understood: the words that were searched for, where they are not those typed: typos
            forgiven, or of the closest only those that each of them has.
        subject: the subject's name; None when no title has the subject asked for.
        elsewhere: how many titles fit better beyond that subject.
    """

    books: tuple[ShelfBook, ...]
    total: int
    next_after: int = 0
    is_cut: bool = False
    match: Match = Match.ALL
    understood: str = ""
    subject: str | None = ""
    elsewhere: int = 0


async def find_books(shop: Shop, search: Search) -> Found:
    """Answer a search with one page of books."""
    subject = await shop.titles.find_subject(search.subject) if search.subject else ""
    if subject is None:
        return Found((), 0, subject=None)
    if search.words:
        return await _find_words(shop, search, subject)
    if search.text:  # signs alone are in no title
        return Found((), 0, subject=subject)
    return await _leaf_through(shop, search, subject)


async def _leaf_through(shop: Shop, search: Search, subject: str) -> Found:
    ids = await shop.titles.page(
        search.subject, search.sort, after=search.after, limit=PAGE_SIZE + 1
    )
    shown = ids[:PAGE_SIZE]
    return Found(
        await _on_shelf(shop, shown),
        await shop.titles.count(search.subject),
        next_after=shown[-1] if len(ids) > PAGE_SIZE else 0,
        subject=subject,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    match: Match
    short: Shortlist
    meanings: Meanings
    kept: str = ""  # the words that each of the closest has

    def understood(self, words: Sequence[str], ranked: Sequence[Candidate]) -> str:
        """The words that were searched for, "" for those typed."""
        is_corrected = self.match is Match.CORRECTED
        return understood(words, self.meanings, ranked[0]) if is_corrected else self.kept


async def _find_words(shop: Shop, search: Search, subject: str) -> Found:
    answer = await _answer(shop, search.words, search.subject)
    ranked = rank(search, answer.short.candidates, answer.meanings)
    start = _index_after(search.after, [found.book_id for found in ranked])
    ids = [found.book_id for found in ranked[start : start + PAGE_SIZE]]
    is_last = start + PAGE_SIZE >= len(ranked)
    return Found(
        await _on_shelf(shop, ids),
        answer.short.total,
        next_after=0 if is_last else ids[-1],
        is_cut=is_last and answer.short.total > len(ranked),
        match=answer.match,
        understood=answer.understood(search.words, ranked),
        subject=subject,
        elsewhere=await _count_elsewhere(shop, search, answer),
    )


async def _answer(shop: Shop, words: Sequence[str], subject: str) -> _Answer:
    """The words as typed; if no title has them, with typos forgiven; if none, the closest."""
    titles = shop.titles
    meanings: Meanings = [[Meaning(word)] for word in words]
    short = await titles.shortlist(_wordings(words), beginning=" ".join(words), subject=subject)
    if short.candidates:
        return _Answer(Match.ALL, short, meanings)
    known = await titles.known_words(words)
    meanings = [[Meaning(word), *nearest(word, known[word])] for word in words]
    short = await titles.shortlist([_forgiving(meanings)], beginning="", subject=subject)
    if short.candidates:
        return _Answer(Match.CORRECTED, short, meanings)
    return await _closest(shop, meanings, subject)


async def _count_elsewhere(shop: Shop, search: Search, answer: _Answer) -> int:
    """How many titles fit better beyond the subject that the search keeps to."""
    if not search.subject or answer.match is Match.ALL:
        return 0
    anywhere = await _answer(shop, search.words, "")
    fits_better = anywhere.match is Match.ALL or not answer.short.candidates
    return anywhere.short.total if fits_better else 0


def _wordings(words: Sequence[str]) -> list[Wording]:
    """As typed; then with every word as a possible beginning, a very short last one left out."""
    whole = [[Term(word)] for word in words]
    begun = [[Term(word, begins=len(word) >= SHORTEST_BEGINNING)] for word in words]
    if len(words) > 1 and len(words[-1]) < SHORTEST_BEGINNING:
        begun.pop()
    return [whole, begun]


def _forgiving(meanings: Meanings) -> Wording:
    """Every word, or one that it may have been meant for."""
    return [
        [
            Term(meant[0].word, begins=len(meant[0].word) >= SHORTEST_BEGINNING),
            *(Term(meaning.word) for meaning in meant[1:]),
        ]
        for meant in meanings
    ]


async def _closest(shop: Shop, meanings: Meanings, subject: str) -> _Answer:
    """Leave out one word after the other, the commonest first, until some title has the rest."""
    known = sorted((meant[1] for meant in meanings if meant[1:]), key=lambda one: one.titles)
    for count in range(len(known), 0, -1):
        kept = {meaning.word: None for meaning in known[:count]}
        wording = [[Term(word)] for word in kept]
        short = await shop.titles.shortlist([wording], beginning="", subject=subject)
        if short.candidates:
            in_order = (meant[1].word for meant in meanings if meant[1:])
            words = " ".join(dict.fromkeys(word for word in in_order if word in kept))
            return _Answer(Match.CLOSEST, short, meanings, words)
    return _Answer(Match.CLOSEST, Shortlist((), 0), meanings)


def _index_after(book_id: int, ids: list[int]) -> int:
    return ids.index(book_id) + 1 if book_id in ids else 0


async def _on_shelf(shop: Shop, ids: Iterable[int]) -> tuple[ShelfBook, ...]:
    """The books with these ids, in this order, unless one was withdrawn meanwhile."""
    wanted = list(ids)
    return _in_order(wanted, await shop.books.by_ids(wanted))


def _in_order(ids: Iterable[int], found: Mapping[int, ShelfBook]) -> tuple[ShelfBook, ...]:
    return tuple(found[id] for id in ids if id in found and not found[id].is_withdrawn)


async def find_related(shop: Shop, book: Book) -> tuple[Book, ...]:
    """The titles to show beside one on its page."""
    ids = await shop.titles.beside(book, limit=BESIDE)
    found = await shop.books.to_show(ids)  # all titles of a subject are compared with the same
    return related(book, (each.book for each in _in_order(ids, found)))
