"""The catalogue: the first shelf compiled in, newcomers from the state."""

from __future__ import annotations

import reflex as rx

from bookstore.components.book_card import book_card, newcomer_card
from bookstore.components.finder import finder, found, more_link
from bookstore.components.layout import link
from bookstore.components.spine import spine
from bookstore.components.spine_art import spine_thickness
from bookstore.domain.catalogue import Book, Catalogue
from bookstore.domain.subjects import listed, offer_of
from bookstore.states.finder import FinderState
from bookstore.states.shelf import ShelfState

SPINES = 24  # as many as stand on one board


def home_page(catalogue: Catalogue, shelf_size: int) -> rx.Component:
    """All titles; the first `shelf_size` stand in the HTML itself."""
    return rx.fragment(
        hero(catalogue.books[:SPINES]),
        finder(offer_of(listed(catalogue.books))),
        rx.el.div(
            rx.el.ul(
                *[
                    book_card(
                        book, locale=catalogue.locale, has_stock=catalogue.copies[book.id] > 0
                    )
                    for book in catalogue.books[:shelf_size]
                ],
                rx.foreach(ShelfState.newcomers, newcomer_card),
                class_name="shelf",
            ),
            rx.cond(ShelfState.more != "", more_link(ShelfState.more)),
            hidden=FinderState.is_asked,
        ),
        rx.cond(FinderState.is_asked, found()),
    )


def hero(books: tuple[Book, ...]) -> rx.Component:
    """What kind of house this is, and its books as they stand on a board.

    Each spine leads where the title's card below leads; for the keyboard and for screen
    readers the card is enough.
    """
    row = {"--row": str(sum(map(spine_thickness, books)))}
    return rx.el.div(
        rx.el.h1("Books about making things, and about the people who do"),
        rx.el.p("Prices include tax. Delivery is shown before you pay.", class_name="lede"),
        rx.el.div(
            rx.el.ul(
                *[
                    rx.el.li(link(spine(book), to=f"/books/{book.slug}", tab_index=-1))
                    for book in books
                ],
                custom_attrs={"style": row},
            ),
            aria_hidden=True,
            class_name="spines",
        ),
        class_name="hero bleed",
    )
