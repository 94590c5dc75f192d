"""The catalogue: the first shelf compiled in, newcomers from the state."""

from __future__ import annotations

import reflex as rx

from bookstore.components.book_card import book_card, newcomer_card
from bookstore.domain.catalogue import Catalogue
from bookstore.states.shelf import ShelfState


def home_page(catalogue: Catalogue, shelf_size: int) -> rx.Component:
    """All titles; the first `shelf_size` stand in the HTML itself."""
    return rx.fragment(
        rx.el.div(
            rx.el.h1("Books about making things, and about the people who do"),
            rx.el.p("Prices include tax. Delivery is shown before you pay.", class_name="lede"),
            class_name="intro",
        ),
        rx.el.ul(
            *[
                book_card(book, locale=catalogue.locale, has_stock=catalogue.copies[book.id] > 0)
                for book in catalogue.books[:shelf_size]
            ],
            rx.foreach(ShelfState.newcomers, newcomer_card),
            class_name="shelf",
        ),
    )
