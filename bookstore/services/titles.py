"""What finding a title needs from outside: bounded look-ups, whatever the size of the shelf.

The adapter is `storage.titles.SqlTitles`. What is found there is kept up by
`Books.import_catalogue`, in the transaction that changes the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import Shortlist, Sort, Wording
from bookstore.domain.ranking import KnownWord
from bookstore.domain.subjects import Subject


class Titles(Protocol):
    """The titles on the shelf (none that is withdrawn), by their words, subjects and places."""

    async def shortlist(
        self, wordings: Sequence[Wording], *, beginning: str, subject: str
    ) -> Shortlist:
        """Titles that begin so, then those of the first wording, then of the next, until full.

        Args:
            wordings: from the strictest to the widest; the total is that of the widest.
            beginning: the folded words of the widest wording, as a text that titles may
                begin with; "" for none.
            subject: the key of a subject that they must have; "" for any.
        """
        ...

    async def known_words(self, words: Iterable[str]) -> Mapping[str, Sequence[KnownWord]]:
        """For each word, the words of the catalogue that share a shape with it, at most 500."""
        ...

    async def page(self, subject: str, sort: Sort, *, after: int, limit: int) -> Sequence[int]:
        """The ids that follow a title in an order, or the first ones if it has no place there."""
        ...

    async def count(self, subject: str) -> int:
        """How many titles a subject has ("": the shelf), counted to `MAX_COUNT` + 1."""
        ...

    async def subjects(self) -> Sequence[Subject]:
        """The subjects of the shelf, those with the most titles first, at most `MAX_LISTED`."""
        ...

    async def find_subject(self, key: str) -> str | None:
        """The name of a subject, or None when no title has it."""
        ...

    async def beside(self, book: Book, *, limit: int) -> Sequence[int]:
        """Ids of titles that share an author's word or a subject, at most `limit` of each."""
        ...

    async def slugs(self, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Ids and slugs of the titles that follow an id, in the order of their ids."""
        ...

    async def milestones(self, every: int) -> Sequence[int]:
        """The id of every so-manieth title, in the order of their ids, if others follow it."""
        ...
