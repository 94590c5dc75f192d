"""Cards, books, and what is found."""

from __future__ import annotations

import reflex as rx

from bookstore.components.book_card import book_card, newcomer_card, related_card
from bookstore.components.cover import cover
from bookstore.components.finder import finder, found
from bookstore.components.spine import gap_on_the_shelf, spine
from bookstore.components.volume import volume
from bookstore.domain.catalogue import Book
from bookstore.domain.money import Money
from bookstore.domain.subjects import Subject, listed, offer_of
from bookstore.pages.book import book_page, later_book_page
from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import pose
from bookstore.states.finder import FinderState
from bookstore.states.found_words import Advice
from bookstore.states.shelf import ShelfState
from bookstore.states.title_view import BookRow, Covers, TitleRow

LONG = (
    "An Inquiry into the Keeping, Mending, Lending, Losing and Finding Again of Books, with Some "
    "Account of Donaudampfschifffahrtsgesellschaftskapitäne"
)
ARABIC, ARABIC_AUTHOR = "كتاب المناظر", "الحسن بن الهيثم"


def a_book(id: int, title: str, author: str = "Ada Reader", subtitle: str = "") -> Book:
    """A title for exhibits."""
    return Book(
        id=id,
        slug=f"exhibit-{id}",
        title=title,
        author=author,
        price=Money(2300, "usd"),
        description="What this book is about, in a sentence that is long enough to break.",
        subjects=("Science", "Engineering"),
        year=2020,
        subtitle=subtitle,
        pages=320,
    )


def a_row(id: int, title: str, *, can_buy: bool = True, stock_words: str = "") -> TitleRow:
    """A title as the browser gets it."""
    return TitleRow(
        id, f"exhibit-{id}", title, "Ada Reader", _picture(), "$23.00", can_buy, stock_words
    )


def _picture() -> str:
    return f"{Covers.origin}/covers/the-dream-machine.svg"


def book_cards() -> rx.Component:
    """Compiled: one to buy, one sold out, one with a long title, one from right to left."""
    return rx.el.ul(
        book_card(a_book(901, "A Book"), locale="en_US", has_stock=True),
        book_card(a_book(902, "Sold Out"), locale="en_US", has_stock=False),
        book_card(a_book(903, LONG), locale="en_US", has_stock=True),
        book_card(a_book(904, ARABIC, ARABIC_AUTHOR), locale="en_US", has_stock=True),
        class_name="shelf",
    )


def cards_from_the_state() -> rx.Component:
    """Set in the browser: with few copies, with none, long, and from right to left."""
    rows = [
        a_row(911, "A Newcomer", stock_words="Only 2 left"),
        a_row(912, "A Newcomer Sold Out", can_buy=False, stock_words="Sold out"),
        a_row(913, f"Found: {LONG}"),
        a_row(914, ARABIC),
    ]
    card = rx.el.ul(rx.foreach(ShelfState.newcomers, newcomer_card), class_name="shelf")
    return pose(card, [(ShelfState.newcomers, rows)])


def related_cards() -> rx.Component:
    """Only the way to a title's page."""
    book = a_book(921, "A Related Title")
    return rx.el.ul(
        related_card(cover(book), title=book.title, author=book.author, slug=book.slug),
        class_name="shelf",
    )


def cover_and_spine() -> rx.Component:
    """Both drawn from a title's data, flat and as they lie in the hand."""
    book = a_book(931, "Cover and Spine", subtitle="Drawn from Data")
    return rx.el.div(
        rx.el.div(cover(book, label="Cover and Spine by Ada Reader"), style={"width": "12rem"}),
        rx.el.div(spine(book), style={"--u": "1px"}),
        volume(a_book(932, "In the Hand")),
        style={"display": "flex", "gap": "2rem", "flexWrap": "wrap"},
    )


def empty_place_on_the_shelf() -> rx.Component:
    """What stands above "not found"."""
    return gap_on_the_shelf()


def finder_that_found_nothing() -> rx.Component:
    """The field, the order, other subjects than at the build, and more of them on demand."""
    return pose(
        finder(offer_of(listed([a_book(935, "Of Two Subjects")]))),
        [
            (FinderState.is_asked, True),
            (FinderState.has_words, True),
            (FinderState.heading, "“xyzzy”"),
            (FinderState.subject, "lives"),
            (FinderState.subjects, [Subject("maps", "Maps"), Subject("poetry", "Poetry")]),
            (FinderState.has_more_subjects, True),
            (FinderState.more_subjects, [Subject("lives", "Lives")]),
            (FinderState.other_subject, "Lives"),
            (FinderState.summary, "No books found for “xyzzy” in Lives."),
            (FinderState.advice, Advice("Try fewer words.", "Show all books", "/")),
        ],
    )


def what_was_found() -> rx.Component:
    """A page of results that is neither the first nor the last."""
    return pose(
        found(),
        [
            (FinderState.rows, [a_row(941, "One of Many"), a_row(942, "Another of Many")]),
            (FinderState.more, "/?q=many&after=942"),
            (FinderState.start, "/?q=many"),
        ],
    )


def book_that_is_looked_for() -> rx.Component:
    """A title that the build has not, before the answer."""
    return later_book_page()


def book_with_a_long_title() -> rx.Component:
    """As compiled, sold out, with another beside it."""
    return book_page(
        a_book(951, LONG, subtitle="With a Subtitle"),
        locale="en_US",
        has_stock=False,
        delivery="Delivery, United States: $5.00.",
        beside=(a_book(952, "Beside It"),),
    )


def book_from_the_state() -> rx.Component:
    """As set in the browser, from right to left, the last copies left."""
    row = BookRow(
        953,
        "exhibit-953",
        ARABIC,
        ARABIC_AUTHOR,
        _picture(),
        "$23.00",
        True,
        "Only 2 left",
        subtitle="",
        description="Light comes to the eye; it does not leave it.",
        facts="Science",
    )
    return pose(later_book_page(), [(ShelfState.book, row), (ShelfState.beside, [])])


EXHIBITS: tuple[Exhibit, ...] = (
    book_cards,
    cards_from_the_state,
    related_cards,
    cover_and_spine,
    empty_place_on_the_shelf,
    finder_that_found_nothing,
    what_was_found,
    book_that_is_looked_for,
    book_with_a_long_title,
    book_from_the_state,
)
