"""The picture that stands for a page where its address is shared: a cover and its title, wide.

Drawn as SVG from the data alone, like the covers; 1200 by 630 is what networks ask for.
"""

from __future__ import annotations

from itertools import accumulate
from xml.sax.saxutils import escape

from bookstore.components.cover_art import (
    CLOTHS,
    COVER_HEIGHT,
    COVER_WIDTH,
    cloth_number,
    cover_svg,
)
from bookstore.components.cover_shapes import box, number
from bookstore.components.cover_text import SetText, set_text
from bookstore.components.spine_art import SpineArt, draw_spine
from bookstore.components.theme import LIGHT
from bookstore.domain.catalogue import Book

SHARE_WIDTH, SHARE_HEIGHT = 1200, 630
FAMILY = "Newsreader"  # the file assets/fonts/newsreader.ttf
MARGIN = 72
COVER_SCALE = 1.72
GAP = 56
TITLE_SIZES = (132, 116, 102, 90, 80, 72, 64, 56, 48, 40, 32)
LEADING = 1.04
FOOT = 618  # where the board is
BOARD = 24  # books on it


def share_svg(book: Book, *, shop_name: str) -> str:
    """The picture of one title, in its own cloth."""
    cloth = CLOTHS[cloth_number(book.id)]
    cover_x = SHARE_WIDTH - MARGIN - COVER_WIDTH * COVER_SCALE
    cover_y = (SHARE_HEIGHT - COVER_HEIGHT * COVER_SCALE) / 2
    place = f"translate({number(cover_x)} {number(cover_y)}) scale({COVER_SCALE})"
    shade = box(6, 8, COVER_WIDTH, COVER_HEIGHT)
    return _picture(
        cloth.ground,
        cloth.ink,
        _words(book.title, book.author, shop_name, width=cover_x - MARGIN - GAP),
        f'<g transform="{place}"><path d="{shade}" fill="#000" fill-opacity=".28"/>'
        f'<svg width="{COVER_WIDTH}" height="{COVER_HEIGHT}">{cover_svg(book)}</svg></g>',
    )


def shelf_svg(books: tuple[Book, ...], *, shop_name: str, words: str) -> str:
    """The picture of the shop itself: its name, and its first books on a board."""
    arts = [draw_spine(book) for book in books[:BOARD]]
    across = sum(art.thickness for art in arts) or 1
    scale = min(1.4, (SHARE_WIDTH - MARGIN) / across)
    starts = accumulate((art.thickness for art in arts), initial=0)
    spines = [_standing(art, start) for art, start in zip(arts, starts, strict=False)]
    row = f"translate({MARGIN} {FOOT}) scale({number(scale * 100)}e-2)"
    board = box(MARGIN, FOOT, SHARE_WIDTH - MARGIN, 5)
    title = set_text(
        words, width=SHARE_WIDTH - 2 * MARGIN, height=150, sizes=(62,), leading=LEADING
    )
    return _picture(
        LIGHT.paper,
        LIGHT.ink,
        _line(shop_name, MARGIN + 18, 30) + _lines(title, MARGIN + 54),
        f'<path d="{board}" fill="{LIGHT.ink}"/><g transform="{row}">{"".join(spines)}</g>',
    )


def _picture(ground: str, ink: str, words: str, art: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SHARE_WIDTH}" height="{SHARE_HEIGHT}" '
        f'viewBox="0 0 {SHARE_WIDTH} {SHARE_HEIGHT}">'
        f'<path d="{box(0, 0, SHARE_WIDTH, SHARE_HEIGHT)}" fill="{ground}"/>'
        f'<g fill="{ink}" font-family="{FAMILY}">{words}</g>{art}</svg>'
    )


def _words(title: str, author: str, shop_name: str, *, width: float) -> str:
    found = set_text(title, width=width, height=330, sizes=TITLE_SIZES, leading=LEADING)
    by = set_text(author, width=width, height=76, sizes=(34, 28, 24), leading=1.2)
    author_top = MARGIN + found.size * (1 + LEADING * (len(found.lines) - 1)) + 22
    return (
        _lines(found, MARGIN) + _lines(by, author_top) + _line(shop_name, SHARE_HEIGHT - MARGIN, 30)
    )


def _lines(text: SetText, top: float) -> str:
    return "".join(
        _line(line, top + text.size * (0.76 + LEADING * n), text.size)
        for n, line in enumerate(text.lines)
    )


def _line(text: str, y: float, size: float) -> str:
    place = f'x="{MARGIN}" y="{number(y)}" font-size="{number(size)}"'
    return f"<text {place}>{escape(text)}</text>"


def _standing(art: SpineArt, x: float) -> str:
    """A spine with its foot on the board."""
    shapes = "".join(f'<path d="{s.d}" fill="{art.cloth.of(s.paint)}"/>' for s in art.shapes)
    lines = "".join(
        f'<text transform="rotate(90)" x="{number(line.x)}" y="{number(line.y)}" '
        f'font-size="{number(line.size)}" font-family="{FAMILY}" fill="{art.cloth.ink}">'
        f"{escape(line.text)}</text>"
        for line in art.lines
    )
    field = box(0, 0, art.thickness, art.height)
    return (
        f'<g transform="translate({number(x)} {-art.height})">'
        f'<path d="{field}" fill="{art.cloth.ground}"/>{shapes}{lines}</g>'
    )
