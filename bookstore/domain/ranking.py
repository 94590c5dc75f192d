"""Which titles of a shortlist fit a question best, and which known words a typo may mean.

Rapidfuzz compares texts here, and only here: a handful of words, or a shortlist of at most
`MAX_SHORTLIST` titles, so that the cost does not grow with the catalogue. All scores are
whole numbers; a tie is decided by the place on the shelf, so every answer is repeatable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bookstore.domain.finding import Candidate, Search, Sort
from bookstore.domain.wording import typos_forgiven

MAX_MEANINGS = 5  # known words that a mistyped one is taken for
PREFIX_LETTERS = 6  # from here on, a typo is also seen in a word that is still being typed

# What a word counts for by where it stands; a word that only begins there counts less.
IN_TITLE, IN_AUTHOR, ELSEWHERE, BEGINS = 100, 90, 60, 10
OFF_PER_TYPO = 15
EXACT_TITLE, TITLE_BEGINS = 200, 60
LIKE = 70  # percent from which a whole title is like the question; below, all titles are


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word of the catalogue, and how many titles have it."""

    word: str
    titles: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word that a typed one may stand for; nearness is 100 for the word itself."""

    word: str
    nearness: int = 100
    titles: int = 0  # that have it; 0 for a word that was not looked up


Meanings = Sequence[Sequence[Meaning]]  # for each typed word, what it may stand for


def as_typed(words: Iterable[str]) -> list[list[Meaning]]:
    """Every word means itself."""
    return [[Meaning(word)] for word in words]


def nearest(word: str, known: Iterable[KnownWord]) -> list[Meaning]:
    """The known words that a mistyped one may stand for, the likeliest first."""
    others = list(known)
    typos = _typos_between(word, [other.word for other in others])
    found = sorted((typos[at], -others[at].titles, others[at].word) for at in typos)
    return [
        Meaning(other, 100 - OFF_PER_TYPO * distance, -fewer)
        for distance, fewer, other in found[:MAX_MEANINGS]
    ]


def _typos_between(word: str, others: Sequence[str]) -> dict[int, int]:
    """Letters wrong, swapped, missing or too many in each word that is not too far off."""
    typos = _close(word, others)
    if len(word) < PREFIX_LETTERS:
        return typos
    longer = [at for at, other in enumerate(others) if at not in typos and len(other) > len(word)]
    for size in (len(word) - 1, len(word), len(word) + 1):
        close = _close(word, [others[at][:size] for at in longer])
        for place, distance in close.items():
            at = longer[place]
            typos[at] = min(distance, typos.get(at, distance))
    return typos


def _close(word: str, others: Sequence[str]) -> dict[int, int]:
    """The distances of those that are no farther off than is forgiven, by place."""
    within = process.extract_iter(
        word, others, scorer=OSA.distance, processor=None, score_cutoff=typos_forgiven(word)
    )
    return {place: int(distance) for _, distance, place in within}


def rank(search: Search, candidates: Iterable[Candidate], meanings: Meanings) -> list[Candidate]:
    """The candidates in the order that the search asks for, each once."""
    once = {found.book_id: found for found in candidates}.values()
    match search.sort:
        case Sort.BEST:
            text = " ".join(search.words)
            key = {found.book_id: -_score(text, found, meanings) for found in once}
            return sorted(once, key=lambda found: (key[found.book_id], *_on_shelf(found)))
        case Sort.TITLE:
            return sorted(once, key=lambda found: (found.place.title_key, *_on_shelf(found)))
        case Sort.NEWEST:
            return sorted(once, key=lambda found: (found.place.recency, *_on_shelf(found)))
        case Sort.PRICE:
            return sorted(once, key=lambda found: (found.place.price_minor, *_on_shelf(found)))


def _on_shelf(found: Candidate) -> tuple[int, int]:
    return found.place.position, found.book_id


def _score(text: str, found: Candidate, meanings: Meanings) -> int:
    """How well a title fits: its words, and the question as a whole against the whole title."""
    title, author, words = f" {found.title} ", f" {found.author} ", f" {found.words} "
    likeness = fuzz.ratio(text, found.title, score_cutoff=LIKE)
    if found.place.title_key != found.title:  # few titles begin with an article
        likeness = max(likeness, fuzz.ratio(text, found.place.title_key, score_cutoff=LIKE))
    score = round(likeness)
    if text in (found.title, found.place.title_key):
        score += EXACT_TITLE
    elif found.title.startswith(text) or found.place.title_key.startswith(text):
        score += TITLE_BEGINS
    for meant in meanings:
        best = 0
        for meaning in meant:  # the nearest first
            if best >= IN_TITLE * meaning.nearness // 100:
                break
            worth = _worth(meaning.word, title, author, words) * meaning.nearness // 100
            best = max(best, worth)
        score += 2 * best // len(meanings)
    return score


def _worth(word: str, title: str, author: str, words: str) -> int:
    """What a word counts for in texts whose words stand between blanks."""
    beginning = f" {word}"
    if beginning in title:
        return IN_TITLE if f" {word} " in title else IN_TITLE - BEGINS
    if beginning in author:
        return IN_AUTHOR if f" {word} " in author else IN_AUTHOR - BEGINS
    if beginning in words:
        return ELSEWHERE if f" {word} " in words else ELSEWHERE - BEGINS
    return 0


def understood(words: Sequence[str], meanings: Meanings, best: Candidate) -> str:
    """The question with each mistyped word replaced by the one that the best title has."""
    texts = f" {best.words} "
    return " ".join(
        next((meaning.word for meaning in meant if f" {meaning.word}" in texts), word)
        for word, meant in zip(words, meanings, strict=True)
    )
