"""Words as the search compares them: without case, accents and punctuation.

The same functions read what is stored and what is asked, so that a database compares
nothing but letters and digits, and both kinds of database answer alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import combinations

LONGEST_WORD = 40
SHAPED = 7  # letters of a long word in which a typo is looked for
_ARTICLES = frozenset({"the", "a", "an"})  # as an English shelf is sorted
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u02b9\u2032`\u00b4")
_NO_DECOMPOSITION = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "ŧ": "t",
    }
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text in small letters, without accents and apostrophes."""
    if text.isascii():  # nothing in it to take apart
        return text.translate(_APOSTROPHES).lower()
    apart = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    apart = unicodedata.normalize("NFKD", apart)
    bare = "".join(mark for mark in apart if unicodedata.category(mark) != "Mn")
    return bare.translate(_APOSTROPHES).translate(_NO_DECOMPOSITION)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text in their order; letters and digits only."""
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(fold(text)))


def title_key(title: str) -> str:
    """A title as a shelf sorted by title has it: folded, and without its first article."""
    words = words_of(title)
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


@lru_cache(maxsize=1000)  # a catalogue names the same few again and again
def subject_key(name: str) -> str:
    """A subject as an address names it: "Computer Science" is "computer-science"."""
    return "-".join(words_of(name))


def typos_forgiven(word: str) -> int:
    """How many letters may be wrong: none up to three letters, one up to seven, else two."""
    if len(word) < 4:
        return 0
    return 1 if len(word) <= SHAPED else 2


def shapes_of(word: str) -> frozenset[str]:
    """The word's beginning as it is, and with one letter (of a long word two) left out.

    Two words that differ by a typo share a shape (symmetric deletion), so that a database
    finds the one by the other with plain look-ups in an index, whatever its size.
    """
    start = word[:SHAPED]
    most = 1 if len(word) <= SHAPED else 2
    kept = range(max(len(start) - most, 2), len(start) + 1)
    return frozenset("".join(letters) for size in kept for letters in combinations(start, size))
