"""A book's cover as a value: colours, shapes and lines of type, drawn from its data alone.

The same book is drawn the same way everywhere and always. Nothing here knows Reflex.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from bookstore.components.cover_figures import FIGURES, HEIGHT
from bookstore.components.cover_shapes import Paint, Shape, box, number
from bookstore.components.cover_text import SetText, set_text, width_of
from bookstore.domain.catalogue import Book

COVER_WIDTH = 200
COVER_HEIGHT = 300
MARGIN = 16
TITLE_SIZES = (60, 52, 46, 40, 35, 31, 28, 25.5, 23.5, 21.5, 19.5, 18, 16.5, 15, 13.5, 12, 10.5, 9)
AUTHOR_LEADING = 1.2
TITLE_LEADING = 1.04
AUTHOR_SIZES = (11.5, 10, 8.5, 7, 6)
FIELD = box(0, 0, COVER_WIDTH, COVER_HEIGHT)
SPINE = box(0, 0, 5, COVER_HEIGHT)
SPINE_OPACITY = ".12"
EDGE = box(0.5, 0.5, COVER_WIDTH - 1, COVER_HEIGHT - 1)
EDGE_OPACITY = ".16"  # just enough to tell a dark cover from a dark page
SERIFS = "Newsreader,'Iowan Old Style','Palatino Linotype',Palatino,Georgia,serif"


@dataclass(frozen=True, slots=True)
class Cloth:
    """The colours of a binding; ink on ground has a contrast of at least 4.5 : 1."""

    ground: str
    ink: str
    accent: str

    def of(self, paint: Paint) -> str:
        """The colour that a shape is painted with."""
        return {"ground": self.ground, "ink": self.ink, "accent": self.accent}[paint]


CLOTHS = (
    Cloth("#17253f", "#f3ead7", "#e0a63f"),  # navy
    Cloth("#e9d3a6", "#5b1d16", "#c8502a"),  # sand
    Cloth("#1d4a3a", "#f0e8d2", "#e8805f"),  # bottle green
    Cloth("#c5371f", "#fff3df", "#1b1414"),  # vermilion
    Cloth("#1a1a1c", "#ece5d6", "#79b8b0"),  # black
    Cloth("#c8d6de", "#1c2b3b", "#cf4f37"),  # fog
    Cloth("#86182d", "#f7e6d0", "#f0a057"),  # crimson
    Cloth("#e4a92f", "#1e1912", "#a4361d"),  # ochre
    Cloth("#f1bba5", "#4a1730", "#bb3a4a"),  # salmon
    Cloth("#0e5358", "#f2ebd9", "#f3b63a"),  # teal
    Cloth("#59361f", "#f5e4c6", "#e39047"),  # tobacco
    Cloth("#93c4da", "#11253c", "#fbf6e6"),  # sky
    Cloth("#4b5130", "#f4edd5", "#dba648"),  # olive
    Cloth("#4b2547", "#f6e7de", "#ea8f8c"),  # plum
    Cloth("#ede4cf", "#1f3d2e", "#b4842a"),  # ivory
    Cloth("#ee7f2f", "#23130a", "#fde7bd"),  # orange
    Cloth("#27348c", "#f3f0e6", "#8fd2ea"),  # ultramarine
    Cloth("#bac5ac", "#22311f", "#a3452b"),  # lichen
    Cloth("#9a3c1d", "#f9ecd5", "#f4c554"),  # rust
    Cloth("#cfc2e2", "#2c1d48", "#7c3f92"),  # lilac
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of type from its left end on the baseline."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class CoverArt:
    """Everything on a cover: the figure in a field that begins at `figure_top`, and the type."""

    cloth: Cloth
    figure_top: float
    shapes: tuple[Shape, ...]
    lines: tuple[TextLine, ...]


def cloth_number(book_id: int) -> int:
    """Which of CLOTHS a book is bound in; the stylesheet knows it as `.cloth-<number>`."""
    return (book_id - 1) % len(CLOTHS)


def draw_cover(book: Book) -> CoverArt:
    """Draw the cover of a book."""
    draw_figure, is_at_foot = FIGURES[(book.id - 1) % len(FIGURES)]
    type_height = COVER_HEIGHT - HEIGHT
    return CoverArt(
        cloth=CLOTHS[cloth_number(book.id)],
        figure_top=type_height if is_at_foot else 0,
        shapes=draw_figure(cover_bits(book)),
        lines=_type(book, top=0 if is_at_foot else HEIGHT, height=type_height),
    )


def cover_bits(book: Book) -> int:
    """Bits drawn from what a book is; an edited description or price leaves them alone."""
    digest = hashlib.sha256(f"{book.id}\n{book.title}\n{book.author}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _type(book: Book, *, top: float, height: float) -> tuple[TextLine, ...]:
    """The title from the top of its field down, the author on the foot of it."""
    measure = COVER_WIDTH - 2 * MARGIN
    author = set_text(
        book.author, width=measure, height=23, sizes=AUTHOR_SIZES, leading=AUTHOR_LEADING
    )
    author_height = author.size * (1 + AUTHOR_LEADING * (len(author.lines) - 1))
    room = height - MARGIN - author_height - 8 - 13
    title = set_text(
        book.title, width=measure, height=room, sizes=TITLE_SIZES, leading=TITLE_LEADING
    )
    author_top = top + height - 13 - author_height
    return (
        *_lines(title, top + MARGIN, TITLE_LEADING),
        *_lines(author, author_top, AUTHOR_LEADING),
    )


def _lines(text: SetText, top: float, leading: float) -> list[TextLine]:
    return [
        TextLine(line, MARGIN, top + text.size * (0.76 + leading * n), text.size)
        for n, line in enumerate(text.lines)
    ]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (#rrggbb) from 1 to 21. Source: WCAG 2.2, relative luminance."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def cover_svg(book: Book) -> str:
    """The cover as the text of an SVG file of its own."""
    art = draw_cover(book)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {COVER_WIDTH} {COVER_HEIGHT}" '
        f'role="img" aria-label={quoteattr(f"{book.title}, {book.author}")}>'
        f"{_field(art)}"
        f'<g fill="{art.cloth.ink}" font-family="{SERIFS}">{"".join(map(_text, art.lines))}</g>'
        f"{_binding(art)}</svg>"
    )


def cover_markup(book: Book) -> str:
    """What stands within a cover's svg on a page, which has the serif: one group with an id."""
    art = draw_cover(book)
    letters = lettering(art.lines, art.cloth.ink)
    return f'<g id="cover-{book.id}">{_field(art)}{letters}{_binding(art)}</g>'


def lettering(lines: Iterable[TextLine], ink: str, *, turn: int = 0) -> str:
    """Lines of type, in a serif that the page has.

    Args:
        lines: from the top.
        ink: their colour.
        turn: in degrees, clockwise around the origin.
    """
    turned = f' transform="rotate({turn})"' if turn else ""
    return "".join(
        f'<text fill="{ink}" font-size="{number(line.size)}" x="{number(line.x)}" '
        f'y="{number(line.y)}"{turned}>{escape(line.text)}</text>'
        for line in lines
    )


def _field(art: CoverArt) -> str:
    """The ground, and the figure in an svg that cuts off what reaches out of its field."""
    shapes = "".join(_path(shape, art.cloth) for shape in art.shapes)
    return (
        f'<path d="{FIELD}" fill="{art.cloth.ground}"/>'
        f'<svg y="{number(art.figure_top)}" width="{COVER_WIDTH}" height="{HEIGHT}" fill="none">'
        f"{shapes}</svg>"
    )


def _binding(art: CoverArt) -> str:
    """The shade of the spine, and an edge."""
    return (
        f'<path d="{SPINE}" fill-opacity="{SPINE_OPACITY}"/>'
        f'<path d="{EDGE}" fill="none" stroke="{art.cloth.ink}" stroke-opacity="{EDGE_OPACITY}"/>'
    )


def _text(line: TextLine) -> str:
    place = f'x="{number(line.x)}" y="{number(line.y)}" font-size="{number(line.size)}"'
    # Alone, the file may meet any serif: whichever it is, the line keeps its length.
    fit = f'textLength="{number(width_of(line.text, line.size))}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {place} {fit}>{escape(line.text)}</text>"


def _path(shape: Shape, cloth: Cloth) -> str:
    colour = cloth.of(shape.paint)
    if shape.line:
        ends = ' stroke-linecap="round"' if shape.is_round else ""
        return f'<path d="{shape.d}" stroke="{colour}" stroke-width="{number(shape.line)}"{ends}/>'
    return f'<path d="{shape.d}" fill="{colour}"/>'


def cover_uri(book: Book) -> str:
    """The cover as an address that an img tag shows without a request, for a state's rows."""
    return "data:image/svg+xml," + quote(cover_svg(book), safe=" /:=,;'()")
