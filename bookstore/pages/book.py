"""One book: compiled for titles of the build, from the state for later ones."""

from __future__ import annotations

import reflex as rx

from bookstore.components.book_card import (
    add_button,
    buy_button,
    live_price,
    related_card,
    related_row,
    related_titles,
)
from bookstore.components.cover import cover, cover_image
from bookstore.components.spine import cloth_class
from bookstore.components.volume import volume
from bookstore.domain.catalogue import Book
from bookstore.pages.not_found import not_found_page
from bookstore.states.shelf import ShelfState

SHORT = 14  # letters; a title of no more is set larger


def book_page(
    book: Book, *, locale: str, has_stock: bool, delivery: str, beside: tuple[Book, ...]
) -> rx.Component:
    """A title as a page of a catalogue, readable without JavaScript.

    Args:
        book: the title.
        locale: how its price is written.
        has_stock: whether the catalogue file gives it any copies.
        delivery: a sentence on what delivery costs.
        beside: the titles that stand beside it.
    """
    page = rx.el.article(
        rx.el.div(
            volume(book),
            rx.el.div(
                title_block(book),
                rx.el.div(
                    rx.el.p(live_price(book, locale=locale), class_name="price"),
                    buy_button(book, described_by="book-title", has_stock=has_stock),
                    class_name="buy",
                ),
                rx.el.p("Price includes tax. ", delivery, class_name="hint"),
                class_name="plate-words",
            ),
            class_name=f"plate {cloth_class(book.id)}",
        ),
        rx.el.div(
            rx.el.p(book.description, class_name="description", dir="auto"),
            book_facts(book),
            class_name="book-text",
        ),
        class_name="book bleed",
    )
    if not beside:
        return page
    cards = [
        related_card(cover(other), title=other.title, author=other.author, slug=other.slug)
        for other in beside
    ]
    return rx.fragment(page, related_titles(*cards))


def title_block(book: Book) -> rx.Component:
    """Title, subtitle, author, in the order of a title page."""
    return rx.el.div(
        rx.el.h1(
            book.title,
            id="book-title",
            dir="auto",
            class_name="short" if len(book.title) <= SHORT else "",
        ),
        rx.el.p(book.subtitle, class_name="subtitle", dir="auto")
        if book.subtitle
        else rx.fragment(),
        rx.el.p(book.author, class_name="author", dir="auto"),
        class_name="title-block",
    )


def book_facts(book: Book) -> rx.Component:
    """Year, pages, ISBN and subjects, where they are known."""
    facts = [
        ("Published", str(book.year)),
        ("Pages", str(book.pages) if book.pages else ""),
        ("ISBN", book.isbn or ""),
        ("Subjects", ", ".join(book.subjects)),
    ]
    return rx.el.dl(
        *[rx.el.div(rx.el.dt(name), rx.el.dd(text)) for name, text in facts if text],
        class_name="facts",
    )


def later_book_page(shop_name: str = "") -> rx.Component:
    """A title that the build has no page for, looked up when the page connects.

    Args:
        shop_name: ends the title of the window; "" leaves that as it is.
    """
    return rx.cond(
        ShelfState.is_missing,
        rx.fragment(window_title("Page not found", shop_name), not_found_page()),
        rx.cond(
            ShelfState.book.title != "",
            rx.fragment(
                window_title(ShelfState.book.title + " by " + ShelfState.book.author, shop_name),
                later_book(),
                rx.cond(
                    ShelfState.beside.length() > 0,
                    related_titles(rx.foreach(ShelfState.beside, related_row)),
                ),
            ),
            rx.el.p("Looking for this book…", class_name="lede", aria_busy=True),
        ),
    )


def window_title(what: rx.Var[str] | str, shop_name: str) -> rx.Component:
    """What the window is called, as a page of the build has it from the start."""
    return rx.el.title(what + f" · {shop_name}") if shop_name else rx.fragment()


def later_book() -> rx.Component:
    """The same page of a catalogue, set in the browser."""
    row = ShelfState.book
    return rx.el.article(
        rx.el.div(
            rx.el.div(cover_image(row.cover), aria_hidden=True, class_name="volume"),
            rx.el.div(
                rx.el.div(
                    rx.el.h1(row.title, id="book-title", dir="auto"),
                    rx.cond(
                        row.subtitle != "", rx.el.p(row.subtitle, class_name="subtitle", dir="auto")
                    ),
                    rx.el.p(row.author, class_name="author", dir="auto"),
                    class_name="title-block",
                ),
                rx.el.div(
                    rx.el.p(row.price, class_name="price"),
                    rx.cond(row.can_buy, add_button(row.book_id, described_by="book-title")),
                    rx.el.p(row.stock_words, class_name="stock"),
                    class_name="buy",
                ),
                class_name="plate-words",
            ),
            class_name="plate " + cloth_class(row.book_id),
        ),
        rx.el.div(
            rx.el.p(row.description, class_name="description", dir="auto"),
            rx.el.p(row.facts, class_name="hint"),
            class_name="book-text",
        ),
        class_name="book bleed",
    )
