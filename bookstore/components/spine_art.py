"""A book's spine as a value: as thick as its pages, lettered along its length.

It wears the cloth of its cover. The same book has the same spine everywhere and always;
nothing here knows Reflex.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookstore.components.cover_art import (
    CLOTHS,
    Cloth,
    TextLine,
    cloth_number,
    cover_bits,
    lettering,
)
from bookstore.components.cover_shapes import Paint, Shape, box, circle, polygon
from bookstore.components.cover_text import set_text
from bookstore.domain.catalogue import Book

SPINE_HEIGHT = 300  # the tallest, in the units of covers
THINNEST, THICKEST = 40, 70
HEAD, FOOT = 44, 50  # above and below the lettering, where the bands are
LETTERING = (25, 22, 19.5, 17.5, 15.5, 13.5, 12, 10.5, 9)
CAP_HEIGHT = 0.66  # of the type size
LEADING = 1.05
PAGES_A_UNIT = 8


@dataclass(frozen=True, slots=True)
class SpineArt:
    """A spine that stands on its foot; its lines, turned by a quarter, run from head to foot."""

    cloth: Cloth
    thickness: int
    height: int
    shapes: tuple[Shape, ...]
    lines: tuple[TextLine, ...]  # x from the head down, y (negative) from the left edge


def draw_spine(book: Book, *, height: int | None = None) -> SpineArt:
    """Draw the spine of a book, as tall as the book itself or as asked."""
    thickness = spine_thickness(book)
    height = height or SPINE_HEIGHT - 6 * (cover_bits(book) % 6)
    return SpineArt(
        cloth=CLOTHS[cloth_number(book.id)],
        thickness=thickness,
        height=height,
        shapes=_bands(book.id, thickness, height),
        lines=_lettering(book.title, thickness, height - HEAD - FOOT),
    )


def spine_markup(art: SpineArt) -> str:
    """What stands within a spine's svg on a page, which has the serif."""
    field = box(0, 0, art.thickness, art.height)
    shapes = "".join(f'<path d="{s.d}" fill="{art.cloth.of(s.paint)}"/>' for s in art.shapes)
    letters = lettering(art.lines, art.cloth.ink, turn=90)
    return f'<path d="{field}" fill="{art.cloth.ground}"/>{shapes}{letters}'


def _lettering(title: str, thickness: int, room: int) -> tuple[TextLine, ...]:
    """The title in the middle of the spine, in one line or, on a thick book, in more."""
    sizes = tuple(size for size in LETTERING if size <= thickness * 0.52)
    found = set_text(title, width=room, height=thickness * 0.7, sizes=sizes, leading=LEADING)
    block = found.size * (CAP_HEIGHT + LEADING * (len(found.lines) - 1))
    first = -(thickness + block) / 2 + found.size * CAP_HEIGHT
    return tuple(
        TextLine(line, HEAD, first + n * found.size * LEADING, found.size)
        for n, line in enumerate(found.lines)
    )


def spine_thickness(book: Book) -> int:
    """How thick a book is; one whose pages nobody has counted gets a likely thickness."""
    pages = book.pages or 190 + 24 * (cover_bits(book) >> 8 & 7)
    return max(THINNEST, min(THICKEST, 18 + pages // PAGES_A_UNIT))


def _bands(book_id: int, t: int, height: int) -> tuple[Shape, ...]:
    """What is blocked at head and foot: one of seven, by the id."""
    foot = height - FOOT
    middle = t / 2
    r = t * 0.2
    head_mark, foot_mark = (circle(middle, 22, r), circle(middle, foot + 26, r))
    lines = "".join(box(0, y, t, 2.5) for y in (12, 18, 24))
    choices: tuple[tuple[tuple[Paint, str], ...], ...] = (
        (("accent", box(0, 12, t, 16)), ("ink", box(0, foot + 20, t, 3))),
        (("ink", lines), ("accent", foot_mark)),
        (("accent", head_mark), ("ink", box(0, foot + 14, t, 2.5) + box(0, foot + 38, t, 2.5))),
        (("ink", polygon(((0, 10), (t, 10), (middle, 34)))), ("accent", box(0, foot + 22, t, 8))),
        (("accent", box(0, 0, t, 30)), ("accent", box(0, foot + 12, t, FOOT - 12))),
        (("ink", head_mark), ("accent", lines), ("ink", box(0, foot + 24, t, 2.5))),
        (("ink", box(0, foot + 8, t, FOOT - 8)), ("accent", circle(middle, foot + 29, r * 0.8))),
    )
    return tuple(Shape(d, paint) for paint, d in choices[book_id % len(choices)])
