"""A book's spine on a page: lettered on the shelf, as a small mark beside a line."""

from __future__ import annotations

import reflex as rx

from bookstore.components.cover import drawing
from bookstore.components.cover_art import CLOTHS, cloth_number
from bookstore.components.spine_art import draw_spine, spine_markup
from bookstore.domain.catalogue import Book


def cloth_class(book_id: rx.Var[int] | int) -> rx.Var[str] | str:
    """The class that gives an element a book's colours as --ground, --cloth-ink, --cloth-accent."""
    if isinstance(book_id, int):
        return f"cloth-{cloth_number(book_id)}"
    return "cloth-" + ((book_id - 1) % len(CLOTHS)).to_string()


def spine(book: Book, *, height: int | None = None) -> rx.Component:
    """The spine, drawn in place; decoration, so a title must stand beside it.

    Books on a shelf differ in height; another height makes the spine fit a cover.
    """
    art = draw_spine(book, height=height)
    return drawing(
        spine_markup(art),
        view_box=f"0 0 {art.thickness} {art.height}",
        class_name="spine",
        custom_attrs={
            "aria-hidden": "true",
            "style": {"--t": str(art.thickness), "--h": str(art.height)},
        },
    )


def spine_mark(book_id: rx.Var[int] | int) -> rx.Component:
    """A small spine in a book's colours, to find its line by; it needs no more than the id."""
    if isinstance(book_id, int):
        return rx.el.span(class_name=f"spine-mark {cloth_class(book_id)}", aria_hidden=True)
    return rx.el.span(class_name="spine-mark " + cloth_class(book_id), aria_hidden=True)


def gap_on_the_shelf() -> rx.Component:
    """A few books on a board, and a gap where one more should stand."""
    before, after = (1, 2, 3, 7), (9, 10, 4)
    return rx.el.div(
        *map(spine_mark, before),
        rx.el.span(class_name="gap"),
        *map(spine_mark, after),
        aria_hidden=True,
        class_name="shelf-gap",
    )
