"""What a shopper looks for on the shelf, as an address says it, and what is found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from bookstore.domain.cart import MAX_NUMBER
from bookstore.domain.catalogue import Book
from bookstore.domain.wording import subject_key, title_key, words_of

MAX_TEXT = 100  # characters of a question that are read
MAX_WORDS = 8
MAX_SHORTLIST = 500  # titles that are ranked, whatever the size of the catalogue
MAX_COUNT = 10_000  # titles that are counted; beyond that it is "10,000+"
PAGE_SIZE = 24
MAX_SUBJECT = 80  # letters of its key
NUMBER = re.compile("[0-9]{1,16}")


class Sort(StrEnum):
    """In which order titles stand; BEST is the best match, or the shelf's own order."""

    BEST = ""
    TITLE = "title"
    NEWEST = "newest"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for: words, a subject's key, an order, and after which title to go on."""

    text: str = ""
    subject: str = ""
    sort: Sort = Sort.BEST
    after: int = 0

    @property
    def is_asked(self) -> bool:
        """Say whether anything is asked; if not, the shelf stands as it is."""
        return self != Search()

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words of the text, at most eight."""
        return words_of(self.text)[:MAX_WORDS]

    @property
    def address(self) -> str:
        """The address that asks for this."""
        fields = {
            "q": self.text,
            "subject": self.subject,
            "sort": self.sort.value,
            "after": str(self.after or ""),
        }
        query = urlencode({name: text for name, text in fields.items() if text})
        return f"/?{query}" if query else "/"


def read_search(query: Mapping[str, object]) -> Search:
    """Read the query of an address as the hostile input it is; what makes no sense is left out."""
    sort = query.get("sort")
    after = query.get("after")
    number = int(after) if isinstance(after, str) and NUMBER.fullmatch(after) else 0
    return Search(
        text=" ".join(_printable(query.get("q")).split()),
        subject=subject_key(_printable(query.get("subject")))[:MAX_SUBJECT],
        sort=Sort(sort) if isinstance(sort, str) and sort in set(Sort) else Sort.BEST,
        after=number if number <= MAX_NUMBER else 0,
    )


def _printable(value: object) -> str:
    text = value[:MAX_TEXT] if isinstance(value, str) else ""
    return "".join(mark if mark.isprintable() else " " for mark in text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a title stands in each order; less is earlier."""

    position: int
    title_key: str
    price_minor: int
    recency: int


def place_of(book: Book, position: int) -> Place:
    """Where a title stands in each order."""
    return Place(position, title_key(book.title), book.price.minor, -_published_on(book))


def _published_on(book: Book) -> int:
    """The day as 20260120; a book of which only the year is known comes before dated ones."""
    day: date | None = book.published
    return book.year * 10_000 if day is None else (day.year * 100 + day.month) * 100 + day.day


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title of the shortlist: its folded texts, and its place on the shelf."""

    book_id: int
    title: str
    author: str
    words: str  # of all fields that are searched
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word that a title has; or, if it `begins`, the beginning of one."""

    word: str
    begins: bool = False


Wording = Sequence[Sequence[Term]]  # a title must have one term of each group


@dataclass(frozen=True, slots=True)
class Shortlist:
    """At most `MAX_SHORTLIST` candidates, and how many titles match, counted to `MAX_COUNT` + 1."""

    candidates: tuple[Candidate, ...]
    total: int
