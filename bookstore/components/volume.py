"""A book as it lies in the hand: the cover turned a little, the spine beside it."""

from __future__ import annotations

import reflex as rx

from bookstore.components.cover import cover
from bookstore.components.cover_art import COVER_HEIGHT
from bookstore.components.spine import spine
from bookstore.domain.catalogue import Book


def volume(book: Book) -> rx.Component:
    """Cover and spine at their angle; decoration, so the title must stand beside it."""
    return rx.el.div(
        rx.el.div(cover(book), spine(book, height=COVER_HEIGHT), class_name="volume-body"),
        aria_hidden=True,
        class_name="volume",
    )
