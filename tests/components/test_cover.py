"""Covers are drawn from the data alone: the same every time, legible, inside their edges."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
import reflex as rx
from hypothesis import given
from hypothesis import strategies as st

from bookstore.catalogue_file import read_catalogue
from bookstore.components.cover import cover, cover_image
from bookstore.components.cover_art import (
    CLOTHS,
    COVER_HEIGHT,
    COVER_WIDTH,
    MARGIN,
    Cloth,
    TextLine,
    contrast,
    cover_markup,
    cover_svg,
    cover_uri,
    draw_cover,
)
from bookstore.components.cover_figures import FIGURES, HEIGHT
from bookstore.components.cover_text import set_text, width_of
from bookstore.domain.catalogue import Book
from bookstore.domain.money import Money
from tests.machine import PROJECT

BOOKS = read_catalogue(PROJECT / "bookstore" / "catalogue.toml").books
BOOK = BOOKS[0]
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 3 * 1024  # bytes of a cover within a page
SOME_TEXT = st.text(min_size=1, max_size=200).filter(lambda text: bool(text.strip()))
PRINTABLE = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=200)


@st.composite
def any_book(draw: st.DrawFn) -> Book:
    """A book as an owner may describe it, blanks folded as the catalogue file folds them."""
    title, author = (" ".join(draw(PRINTABLE).split()) or "Untitled" for _ in range(2))
    number = draw(st.integers(1, 2_147_483_647))
    price = Money(2300, "usd")
    return Book(number, "slug", title, author, price, "Text.", ("Science",), 2000)


def parsed(book: Book) -> ElementTree.Element:
    """The cover's file as any XML reader sees it."""
    return ElementTree.fromstring(cover_svg(book))  # noqa: S314 - the text is our own


def title_and_author(book: Book) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of type of each, told apart by what they say."""
    lines = draw_cover(book).lines
    for count in range(1, len(lines)):
        if " ".join(line.text for line in lines[:count]) == book.title:
            return list(lines[:count]), list(lines[count:])
    raise AssertionError(f"the title of {book.slug} is not on its cover")


@given(any_book())
def test_the_same_book_is_always_drawn_the_same(book: Book) -> None:
    assert draw_cover(book) == draw_cover(replace(book))
    assert cover_svg(book) == cover_svg(replace(book))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_the_title_and_the_author_are_on_the_cover_in_full(book: Book) -> None:
    _, author = title_and_author(book)

    assert " ".join(line.text for line in author) == book.author


def test_no_two_shipped_covers_share_a_figure_or_a_cloth() -> None:
    drawn = [draw_cover(book) for book in BOOKS]

    for one, other in combinations(drawn, 2):
        assert one.cloth != other.cloth
        assert [shape.d for shape in one.shapes] != [shape.d for shape in other.shapes]


@pytest.mark.parametrize("figure", range(len(FIGURES)))
def test_two_books_with_one_figure_do_not_share_the_picture(figure: int) -> None:
    books = [replace(BOOK, id=figure + 1 + len(FIGURES) * lap) for lap in range(8)]

    pictures = {tuple(shape.d for shape in draw_cover(book).shapes) for book in books}

    assert len(pictures) > 1


@pytest.mark.parametrize("cloth", CLOTHS, ids=lambda cloth: cloth.ground)
def test_every_cloth_is_legible(cloth: Cloth) -> None:
    assert contrast(cloth.ground, cloth.ink) >= 4.5


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_every_shipped_title_is_legible(book: Book) -> None:
    root = parsed(book)
    ground = root.findall(f"{SVG}path")[0].attrib["fill"]
    ink = next(group.attrib["fill"] for group in root.iter(f"{SVG}g"))

    assert contrast(ground, ink) >= 4.5


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@given(any_book())
def test_type_never_leaves_its_field(book: Book) -> None:
    art = draw_cover(book)
    top = 0 if art.figure_top else HEIGHT

    for line in art.lines:
        assert line.x + width_of(line.text, line.size) <= COVER_WIDTH - MARGIN + 0.01
        assert top + MARGIN <= line.y - line.size * 0.7
        assert line.y + line.size * 0.25 <= top + COVER_HEIGHT - HEIGHT


@given(any_book())
def test_lines_of_type_never_touch(book: Book) -> None:
    for above, below in zip(draw_cover(book).lines, draw_cover(book).lines[1:], strict=False):
        assert below.y - above.y >= below.size


@given(SOME_TEXT, st.integers(20, 300), st.integers(10, 100))
def test_a_set_text_fits_its_box(text: str, width: int, height: int) -> None:
    size_and_lines = set_text(text, width=width, height=height, sizes=(40, 20, 9), leading=1.1)

    size, lines = size_and_lines.size, size_and_lines.lines
    assert lines
    assert all(width_of(line, size) <= width for line in lines)
    assert size * (1 + 1.1 * (len(lines) - 1)) <= height


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Boom", ("Boom",)),
        ("Working in Public", ("Working", "in Public")),
        ("The Making of Prince of Persia", ("The Making of", "Prince of Persia")),
        (
            "The Art of Doing Science and Engineering",
            ("The Art of", "Doing Science", "and Engineering"),
        ),
        ("Donaudampfschifffahrtsgesellschaft", ("Donaudampfschifffahrtsgesellschaft",)),
        (
            "Donaudampf" * 5,
            ("DonaudampfDonauda", "mpfDonaudampfDona", "udampfDonaudampf"),
        ),
        ("吾輩は猫である名前はまだ無い", ("吾輩は猫である", "名前はまだ無い")),
    ],
)
def test_titles_break_where_a_typesetter_would(text: str, lines: tuple[str, ...]) -> None:
    found = set_text(text, width=168, height=73, sizes=(46, 28, 23, 19, 16, 12, 9), leading=1.1)

    assert found.lines == lines


def test_a_text_that_fits_at_no_size_is_cut_with_an_ellipsis() -> None:
    found = set_text("W" * 200, width=100, height=20, sizes=(20, 9), leading=1.1)

    assert found.size == 9
    assert found.lines[-1].endswith("W…")
    assert len(found.lines) == 2


def test_width_counts_marks_with_their_letter_and_unknown_glyphs_as_wide() -> None:
    assert width_of("e\u0301", 10) == width_of("é", 10) == width_of("e", 10)
    assert width_of("語") >= 1


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_a_shipped_cover_is_small_in_the_page(book: Book) -> None:
    assert len(str(cover(book)).encode()) < LARGEST
    assert len(cover_svg(book).encode()) < LARGEST


@given(any_book())
def test_any_cover_file_is_small_and_whole(book: Book) -> None:
    assert parsed(book).attrib["viewBox"] == "0 0 200 300"
    assert len(cover_svg(book)) < LARGEST + 12 * (len(book.title) + len(book.author))


def test_markup_in_a_title_stays_text() -> None:
    title = "\"/><script>alert('&')</script>"

    root = parsed(replace(BOOK, title=title, author="<b>&</b>"))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg",
        "path",
        "g",
        "text",
    }
    assert root.attrib["aria-label"] == f"{title}, <b>&</b>"


def test_the_address_of_a_cover_holds_the_whole_file() -> None:
    uri = cover_uri(replace(BOOK, title='50% of "#1" & more'))

    kind, _, text = uri.partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(text) == cover_svg(replace(BOOK, title='50% of "#1" & more'))
    assert not re.search(r"[\"#<>]", text)


def test_a_cover_beside_its_title_is_silent() -> None:
    drawn = str(cover(BOOK))

    assert '"aria-hidden":"true"' in drawn
    assert 'role:"img"' not in drawn
    assert 'className:"cover"' in drawn
    assert 'viewBox:"0 0 200 300"' in drawn


def test_a_cover_that_stands_alone_says_what_it_is() -> None:
    drawn = str(cover(BOOK, label="Cover of a book"))

    assert 'role:"img"' in drawn
    assert '"aria-label":"Cover of a book"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_the_component_draws_what_the_file_draws(book: Book) -> None:
    drawn, root = str(cover(book)), parsed(book)
    page = ElementTree.fromstring(cover_markup(book))  # noqa: S314 - the text is our own

    paths = [path.attrib["d"] for path in root.iter(f"{SVG}path")]
    assert [path.attrib["d"] for path in page.iter("path")] == paths
    assert [span.text for span in page.iter("text")] == [
        line.text for line in draw_cover(book).lines
    ]
    assert json.dumps(cover_markup(book), ensure_ascii=False) in drawn
    assert "css:" not in drawn


@given(any_book())
def test_markup_in_a_page_is_whole_whatever_the_title(book: Book) -> None:
    page = ElementTree.fromstring(cover_markup(book))  # noqa: S314 - the text is our own

    assert "".join(span.text or "" for span in page.iter("text")) == "".join(
        line.text for line in draw_cover(book).lines
    )


def test_markup_in_a_title_stays_text_in_a_page() -> None:
    title = "\"/><script>alert('&')</script>"

    page = cover_markup(replace(BOOK, title=title, author="<b>&</b>"))

    tags = {element.tag for element in ElementTree.fromstring(page).iter()}  # noqa: S314 - ours
    assert tags == {"g", "path", "svg", "text"}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_type_of_a_file_that_travels_alone_keeps_its_length_in_any_serif(book: Book) -> None:
    texts = list(parsed(book).iter(f"{SVG}text"))

    assert texts
    for text in texts:
        start, length = float(text.attrib["x"]), float(text.attrib["textLength"])
        assert start + length <= COVER_WIDTH - MARGIN + 0.1


def test_an_image_of_a_cover_takes_its_address_from_a_state() -> None:
    drawn = str(cover_image(rx.Var("row.cover")))

    assert "src:row.cover" in drawn
    assert 'alt:""' in drawn
    assert 'className:"cover"' in drawn
