"""Type set by arithmetic: how wide a line is, and how a title breaks into lines that fit.

The widths are those of the shop's own serif (assets/fonts). Where a picture travels alone and
another serif must stand in for it, the file says how wide each line is, and it is fitted in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Advance widths in em, rounded up to a fiftieth. Source: the hmtx table of
# assets/fonts/newsreader.woff2 (Newsreader, optical size 40, weight 480), read 2026-11-25.
_WIDTHS = {
    glyph: width
    for width, glyphs in {
        0.2: "'",
        0.24: " ,.|\u2018\u2019",
        0.28: "!();:jil\u00b7",
        0.34: "-[]{}",
        0.36: '"Ift',
        0.42: "*/\\_rs\u201c\u201d",
        0.46: "?Jcz",
        0.5: "ae`g\u00ab\u00bb",
        0.54: "+<=>^ovxy~\u00d7\u2013\u2212",
        0.56: "Sbkqu\u00a7",
        0.58: "dhnp",
        0.6: "#$0123456789F\u00a3\u00a5\u20ac",
        0.64: "LP\u00df",
        0.68: "BERZ\u2014\u2026",
        0.72: "ACTVY",
        0.76: "&GKXw",
        0.8: "%DNOQU",
        0.82: "H",
        0.9: "@m\u00a9",
        1.0: "MW",
    }.items()
    for glyph in glyphs
}
_UNKNOWN = 1.1  # another script: at least a full square
# A word with the blanks after it; between the signs of East Asia a line may always end.
_EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_WORD = re.compile(rf"(?:[{_EAST_ASIAN}]|[^\s{_EAST_ASIAN}]+)\s*")
_BROKEN_AT_MOST = 18  # the largest size at which words may be broken
_ELLIPSIS = "\u2026"
_SMALL_WORDS = frozenset(["a", "an", "and", "for", "from", "in", "is", "of", "on", "the", "to"])


@dataclass(frozen=True, slots=True)
class SetText:
    """Lines of one size, in units of the drawing."""

    size: float
    lines: tuple[str, ...]


def width_of(text: str, size: float = 1) -> float:
    """At most how wide a line is when set at this size."""
    return sum(_advance(glyph) for glyph in text) * size


@cache
def _advance(glyph: str) -> float:
    if unicodedata.combining(glyph):
        return 0
    base = unicodedata.normalize("NFD", glyph)[0]
    return _WIDTHS.get(glyph) or _WIDTHS.get(base) or _UNKNOWN


def set_text(
    text: str, *, width: float, height: float, sizes: tuple[float, ...], leading: float
) -> SetText:
    """Set a text as large as its box allows, but rather smaller than in ragged lines.

    Only a word that is too wide at the smallest size is broken, and the text is cut only if
    even so it is too long. The sizes are given largest first; the leading, from baseline to
    baseline, is a multiple of the size.
    """
    words = tuple(_WORD.findall(text))
    candidates: list[tuple[float, SetText]] = []
    for size in sizes:
        raggedness, lines = _balanced(words, width / size, _rows(height, size, leading))
        if lines:
            candidates.append((size / (1 + raggedness), SetText(size, lines)))
    if candidates:
        return max(candidates, key=lambda candidate: candidate[0])[1]
    for size in (size for size in sizes if size <= _BROKEN_AT_MOST):
        broken = tuple(_broken(text, width / size))
        if len(broken) <= _rows(height, size, leading):
            return SetText(size, broken)
    size = sizes[-1]
    return SetText(size, _cut(text, width / size, max(1, _rows(height, size, leading))))


def _rows(height: float, size: float, leading: float) -> int:
    return 1 + int((height - size) / (size * leading)) if size <= height else 0


def _balanced(words: tuple[str, ...], measure: float, rows: int) -> tuple[float, tuple[str, ...]]:
    """The words in the lines that are least ragged, and how ragged; no lines if none fit."""

    @cache
    def rest_from(start: int, rows_left: int) -> tuple[float, tuple[str, ...]] | None:
        if start == len(words):
            return (0, ()) if rows_left == 0 else None
        found: tuple[float, tuple[str, ...]] | None = None
        for end in range(start + 1, len(words) + 1 if rows_left else start + 1):
            line = "".join(words[start:end]).rstrip()
            if width_of(line) > measure:
                break
            if (rest := rest_from(end, rows_left - 1)) is not None:
                cost = _cost(line, words[end - 1], measure, is_last=end == len(words)) + rest[0]
                if found is None or cost < found[0]:
                    found = (cost, (line, *rest[1]))
        return found

    for count in range(1, min(rows, len(words)) + 1):
        if (answer := rest_from(0, count)) is not None:
            return answer[0] / count, answer[1]
    return 0, ()


def _cost(line: str, last_word: str, measure: float, *, is_last: bool) -> float:
    slack = (measure - width_of(line)) / measure
    dangling = 0.06 if not is_last and last_word.strip().lower() in _SMALL_WORDS else 0
    return slack * slack + dangling


def _cut(text: str, measure: float, rows: int) -> tuple[str, ...]:
    lines = list(_broken(text, measure))
    last = lines[rows - 1]
    while last and width_of(last + _ELLIPSIS) > measure:
        last = last[:-1]
    return (*lines[: rows - 1], last.rstrip() + _ELLIPSIS)


def _broken(text: str, measure: float) -> Iterator[str]:
    """Lines filled one after the other, a word broken where it must be."""
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= measure:
            line = joined
            continue
        if line:
            yield line
        line = ""
        for glyph in word:
            if line and width_of(line + glyph) > measure:
                yield line
                line = ""
            line += glyph
    if line:
        yield line
