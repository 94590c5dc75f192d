"""The subjects that a shelf offers to choose from: those with the most titles, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookstore.domain.catalogue import Book
from bookstore.domain.wording import subject_key

MAX_OFFERED = 12  # at first sight
MAX_LISTED = 100  # in all, for those who ask for more
MORE = "More subjects"
LEAST_ROOM = 60  # letters; about a line at a desk, two on a phone
_GAP = 3  # letters that would stand between two names in a line


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject by the key that addresses it, and the name it is shown by."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The subjects to choose from: `first` at sight, `more` when asked for, each by name."""

    first: tuple[Subject, ...] = ()
    more: tuple[Subject, ...] = ()

    @property
    def size(self) -> int:
        """Letters that it fills, with what asks for more."""
        names = [subject.name for subject in self.first] + [MORE] * bool(self.more)
        return sum(len(name) + _GAP for name in names)


def listed(books: Iterable[Book]) -> tuple[Subject, ...]:
    """The subjects of these books, those with the most titles first, as the database lists them.

    Of two spellings of one subject the one used more is its name.
    """
    counted = Counter(name for book in books for name in book.subjects)
    named: dict[str, str] = {}
    for name in sorted(counted, key=lambda name: (-counted[name], name)):
        named.setdefault(subject_key(name), name)
    named.pop("", None)  # signs alone: no address could name it
    most = sorted(named, key=lambda key: (-counted[named[key]], key))
    return tuple(Subject(key, named[key]) for key in most[:MAX_LISTED])


def offer_of(subjects: Sequence[Subject], *, room: int | None = None) -> Offer:
    """What to offer of subjects of which those with the most titles come first.

    Args:
        subjects: at most `MAX_LISTED` of them.
        room: the size of the offer whose place this one takes, which it keeps to, so that
            nothing moves; one subject is offered at least. None for any.
    """
    most = None if room is None else max(room, LEAST_ROOM)
    for count in range(min(len(subjects), MAX_OFFERED), 1, -1):
        offer = Offer(_by_name(subjects[:count]), _by_name(subjects[count:]))
        if most is None or offer.size <= most:
            return offer
    return Offer(_by_name(subjects[:1]), _by_name(subjects[1:]))


def _by_name(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    return tuple(sorted(subjects, key=lambda subject: subject.key))
