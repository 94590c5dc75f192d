"""A book on the shelf: cover, title, author, price, and the button."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import BROWSER_CART
from bookstore.components.cover import cover
from bookstore.components.layout import link
from bookstore.components.spine import cloth_class
from bookstore.domain.catalogue import Book
from bookstore.domain.money import format_money
from bookstore.states.cart import CartState
from bookstore.states.shelf import ShelfState, StockRow


def book_card(book: Book, *, locale: str, has_stock: bool) -> rx.Component:
    """A card compiled from the catalogue; price and stock follow the state once it is there.

    Args:
        book: the title.
        locale: how its price is written.
        has_stock: whether the catalogue file gives it any copies.
    """
    name = f"title-{book.id}"
    return rx.cond(
        ShelfState.is_known & ~ShelfState.stock.contains(str(book.id)),
        rx.fragment(),
        rx.el.li(
            link(
                cover(book),
                to=f"/books/{book.slug}",
                class_name="cover-link",
                aria_hidden=True,
                tab_index=-1,
            ),
            rx.el.h2(link(book.title, to=f"/books/{book.slug}"), id=name),
            rx.el.p(book.author, class_name="author"),
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
        ShelfState.is_known,
        ShelfState.stock[str(book.id)].price,
        format_money(book.price, locale),
    )


def buy_button(book: Book, *, described_by: str, has_stock: bool) -> rx.Component:
    """`Add to cart`, or the words that say why not."""
    row = ShelfState.stock[str(book.id)]
    return rx.cond(
        rx.cond(ShelfState.is_known, row.can_buy, has_stock),
        rx.fragment(
            add_button(book.id, described_by=described_by),
            rx.el.p(rx.cond(ShelfState.is_known, row.stock_words, ""), class_name="stock"),
        ),
        rx.el.p(
            rx.cond(ShelfState.is_known, row.stock_words, "Sold out"), class_name="stock sold-out"
        ),
    )


def add_button(book_id: rx.Var[int] | int, *, described_by: rx.Var[str] | str) -> rx.Component:
    """The button that puts one copy into the cart."""
    return rx.el.button(
        "Add to cart",
        type="button",
        aria_describedby=described_by,
        on_click=CartState.add_book(book_id, BROWSER_CART),
    )


def newcomer_card(row: rx.Var[StockRow]) -> rx.Component:
    """A card for a title that came after the build, or beyond the compiled shelf."""
    return rx.el.li(
        link(
            plain_cover(row),
            to="/books/" + row.slug,
            class_name="cover-link",
            aria_hidden=True,
            tab_index=-1,
        ),
        rx.el.h2(link(row.title, to="/books/" + row.slug)),
        rx.el.p(row.author, class_name="author"),
        rx.el.div(
            rx.el.p(row.price, class_name="price"),
            rx.cond(row.can_buy, add_button(row.book_id, described_by="")),
            rx.cond(row.stock_words != "", rx.el.p(row.stock_words, class_name="stock")),
            class_name="buy",
        ),
        key=row.slug,
        class_name="book-card",
    )


def plain_cover(row: rx.Var[StockRow]) -> rx.Component:
    """A cover set in the browser, for titles that no cover was compiled for."""
    return rx.el.span(
        rx.el.span(row.title),
        rx.el.small(row.author),
        class_name="cover plain-cover " + cloth_class(row.book_id),
    )
