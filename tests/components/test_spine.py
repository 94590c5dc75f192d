"""Spines are drawn from the data alone: the same every time, legible, inside their edges."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
import reflex as rx
from hypothesis import given

from bookstore.catalogue_file import read_catalogue
from bookstore.components.cover_art import CLOTHS, draw_cover
from bookstore.components.cover_text import width_of
from bookstore.components.spine import cloth_class, spine, spine_mark
from bookstore.components.spine_art import (
    FOOT,
    HEAD,
    SPINE_HEIGHT,
    THICKEST,
    THINNEST,
    draw_spine,
    spine_thickness,
)
from bookstore.domain.catalogue import Book
from tests.components.test_cover import any_book
from tests.machine import PROJECT

BOOKS = read_catalogue(PROJECT / "bookstore" / "catalogue.toml").books
LARGEST = 1024  # bytes of a spine within a page


@given(any_book())
def test_the_same_book_always_has_the_same_spine(book: Book) -> None:
    assert draw_spine(book) == draw_spine(replace(book, description="Edited."))


@given(any_book())
def test_spine_wears_the_cloth_of_its_cover(book: Book) -> None:
    assert draw_spine(book).cloth == draw_cover(book).cloth


@given(any_book())
def test_lettering_stays_between_head_and_foot_and_inside_the_edges(book: Book) -> None:
    art = draw_spine(book)

    for line in art.lines:
        assert line.x + width_of(line.text, line.size) <= art.height - FOOT + 0.01
        assert line.x == HEAD
        assert -art.thickness <= line.y - line.size * 0.66
        assert line.y <= 0


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_shipped_title_is_on_its_spine_in_full(book: Book) -> None:
    assert " ".join(line.text for line in draw_spine(book).lines) == book.title


def test_no_two_shipped_spines_look_alike() -> None:
    drawn = [draw_spine(book) for book in BOOKS]

    for one, other in combinations(drawn, 2):
        assert one.cloth != other.cloth


def test_thick_books_have_thick_spines() -> None:
    slim, fat = replace(BOOKS[0], pages=160), replace(BOOKS[0], pages=400)

    assert spine_thickness(slim) < spine_thickness(fat)
    assert spine_thickness(replace(slim, pages=1)) == THINNEST
    assert spine_thickness(replace(slim, pages=9000)) == THICKEST
    assert THINNEST <= spine_thickness(replace(slim, pages=None)) <= THICKEST


def test_spine_beside_a_cover_is_as_tall_as_the_cover() -> None:
    assert draw_spine(BOOKS[1], height=SPINE_HEIGHT).height == SPINE_HEIGHT


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_spine_is_small_in_the_page_and_silent(book: Book) -> None:
    drawn = str(spine(book))

    assert len(drawn.encode()) < LARGEST
    assert '"aria-hidden":"true"' in drawn


def test_mark_beside_a_line_has_the_cloth_of_its_book_also_from_a_state() -> None:
    last = len(CLOTHS)

    assert [cloth_class(number) for number in (1, last, last + 1)] == [
        "cloth-0",
        f"cloth-{last - 1}",
        "cloth-0",
    ]
    assert f"(row.book_id - 1) % {last}" in str(spine_mark(rx.Var("row.book_id").to(int)))
