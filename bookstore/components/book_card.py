"""A book on the shelf: cover, title, author, price, and the button."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import BROWSER_CART
from bookstore.components.cover import cover, cover_image, cover_of
from bookstore.components.layout import link
from bookstore.domain.catalogue import Book
from bookstore.domain.money import format_money
from bookstore.states.cart import CartState
from bookstore.states.shelf import ShelfState
from bookstore.states.title_view import RelatedRow, TitleRow


def book_card(book: Book, *, locale: str, has_stock: bool) -> rx.Component:
    """A card compiled from the catalogue; price and stock follow the state once it is there.

    Args:
        book: the title.
        locale: how its price is written.
        has_stock: whether the catalogue file gives it any copies.
    """
    name = f"title-{book.id}"
    return rx.cond(
        _is_known(book) & ShelfState.stock[str(book.id)].is_withdrawn,
        rx.fragment(),
        rx.el.li(
            link(
                cover(book),
                to=f"/books/{book.slug}",
                class_name="cover-link",
                aria_hidden=True,
                tab_index=-1,
            ),
            rx.el.h3(link(book.title, to=f"/books/{book.slug}"), id=name, dir="auto"),
            rx.el.p(book.author, class_name="author", dir="auto"),
            rx.el.div(
                rx.el.p(live_price(book, locale=locale), class_name="price"),
                buy_button(book, described_by=name, has_stock=has_stock),
                class_name="buy",
            ),
            class_name="book-card",
        ),
    )


def live_price(book: Book, *, locale: str) -> rx.Component | rx.Var:
    """The price as compiled, then as the shelf has it now."""
    return rx.cond(
        _is_known(book),
        ShelfState.stock[str(book.id)].price,
        format_money(book.price, locale),
    )


def _is_known(book: Book) -> rx.Var[bool]:
    return ShelfState.stock.contains(str(book.id))


def buy_button(book: Book, *, described_by: str, has_stock: bool) -> rx.Component:
    """`Add to cart`, or the words that say why not."""
    row = ShelfState.stock[str(book.id)]
    return rx.cond(
        rx.cond(_is_known(book), row.can_buy, has_stock),
        rx.fragment(
            add_button(book.id, described_by=described_by),
            rx.el.p(rx.cond(_is_known(book), row.stock_words, ""), class_name="stock"),
        ),
        rx.el.p(rx.cond(_is_known(book), row.stock_words, "Sold out"), class_name="stock sold-out"),
    )


def add_button(book_id: rx.Var[int] | int, *, described_by: rx.Var[str] | str) -> rx.Component:
    """The button that puts one copy into the cart."""
    return rx.el.button(
        "Add to cart",
        type="button",
        aria_describedby=described_by,
        on_click=CartState.add_book(book_id, BROWSER_CART),
    )


def newcomer_card(row: rx.Var[TitleRow]) -> rx.Component:
    """A card set in the browser: for what was found, and for titles that the build has not."""
    name = "found-" + row.book_id.to_string()
    return rx.el.li(
        link(
            cover_of(row.cover),
            to="/books/" + row.slug,
            class_name="cover-link",
            aria_hidden=True,
            tab_index=-1,
        ),
        rx.el.h3(link(row.title, to="/books/" + row.slug), id=name, dir="auto"),
        rx.el.p(row.author, class_name="author", dir="auto"),
        rx.el.div(
            rx.el.p(row.price, class_name="price"),
            rx.cond(row.can_buy, add_button(row.book_id, described_by=name)),
            rx.cond(
                row.stock_words != "",
                rx.el.p(
                    row.stock_words, class_name=rx.cond(row.can_buy, "stock", "stock sold-out")
                ),
            ),
            class_name="buy",
        ),
        key=row.slug,
        class_name="book-card",
    )


def related_card(
    picture: rx.Component,
    *,
    title: rx.Var[str] | str,
    author: rx.Var[str] | str,
    slug: rx.Var[str] | str,
) -> rx.Component:
    """A title beside another: nothing to buy, only the way to its page."""
    return rx.el.li(
        link(
            picture,
            to="/books/" + slug,
            class_name="cover-link",
            aria_hidden=True,
            tab_index=-1,
        ),
        rx.el.h3(link(title, to="/books/" + slug), dir="auto"),
        rx.el.p(author, class_name="author", dir="auto"),
        key=slug,
        class_name="book-card",
    )


def related_titles(*cards: rx.Component) -> rx.Component:
    """The titles beside one, at the end of its page."""
    return rx.el.section(
        rx.el.h2("Read on", id="related"),
        rx.el.ul(*cards, class_name="shelf"),
        aria_labelledby="related",
        class_name="related bleed",
    )


def related_row(row: rx.Var[RelatedRow]) -> rx.Component:
    """A title beside one that the build has not."""
    return related_card(cover_image(row.cover), title=row.title, author=row.author, slug=row.slug)
