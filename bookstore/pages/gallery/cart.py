"""Lines and totals, the drawer, undo, and carts that were sent."""

from __future__ import annotations

from dataclasses import replace

import reflex as rx

from bookstore.components.drawer import drawer_content, ways_on
from bookstore.components.layout import notice
from bookstore.components.line_items import cart_line, delivery_hint, looking_up, totals
from bookstore.components.sent_cart import send_cart, sent_cart
from bookstore.components.undo import undo_offer
from bookstore.pages.cart import empty_cart, new_prices
from bookstore.pages.gallery.exhibit import Exhibit
from bookstore.pages.gallery.pose import pose
from bookstore.pages.gallery.shelf import ARABIC, ARABIC_AUTHOR, LONG
from bookstore.states.cart import CartState
from bookstore.states.quote_view import LOST, UNKNOWN, LineRow, QuoteView
from bookstore.states.sending import SentCartState


def a_line(id: int, title: str, author: str = "Ada Reader", *, quantity: int = 1) -> LineRow:
    """A line for exhibits."""
    return LineRow(
        book_id=id,
        slug=f"line-{id}",
        title=title,
        author=author,
        quantity=quantity,
        most=20,
        price="$23.00",
        total=f"${23 * quantity}.00",
        problem="",
    )


def a_quote(*rows: LineRow) -> QuoteView:
    """A priced cart for exhibits."""
    return QuoteView(
        is_known=True,
        is_sellable=True,
        count=len(rows),
        country="US",
        rows=list(rows),
        subtotal="$23.00",
        subtotal_minor=2300,
        delivery="$5.00",
        total="$28.00",
        total_minor=2800,
    )


def lines_of_the_cart() -> rx.Component:
    """One copy, several, too many, none left, another price, a long title, right to left."""
    rows = [
        a_line(1, "One Copy"),
        a_line(2, "Three Copies", quantity=3),
        replace(
            a_line(3, "Too Many", quantity=3),
            most=2,
            problem="Only 2 copies of Too Many left.",
            fix="Take 2",
        ),
        replace(a_line(4, "None Left"), quantity=0, total="", problem="None Left is sold out."),
        replace(a_line(5, "Another Price"), was="$21.00"),
        a_line(6, LONG),
        a_line(7, ARABIC, ARABIC_AUTHOR),
    ]
    lines = rx.el.ul(rx.foreach(CartState.quote.rows, cart_line), class_name="lines")
    return pose(lines, [(CartState.quote, a_quote(*rows))])


def prices_that_have_changed() -> rx.Component:
    """Said above the lines until it was seen."""
    return new_prices()


def what_it_comes_to() -> rx.Component:
    """Total, and the way to free delivery."""
    quote = replace(
        a_quote(a_line(8, "One Copy")),
        delivery_hint="$52.00 more and delivery is free.",
        free_from_minor=7500,
    )
    shown = rx.el.div(totals(CartState.quote), delivery_hint(CartState.quote), class_name="summary")
    return pose(shown, [(CartState.quote, quote)])


def cart_that_is_empty() -> rx.Component:
    """Nothing yet."""
    return empty_cart()


def cart_that_is_looked_up() -> rx.Component:
    """The browser's copy has not arrived."""
    return pose(looking_up(CartState.quote), [(CartState.quote, UNKNOWN)])


def cart_that_cannot_be_looked_up() -> rx.Component:
    """The database does not answer."""
    return pose(looking_up(CartState.quote), [(CartState.quote, LOST)])


def inside_of_the_drawer() -> rx.Component:
    """A full cart beside the page."""
    return pose(
        rx.el.div(drawer_content(), class_name="drawer-sheet"),
        [(CartState.quote, a_quote(a_line(9, "One Copy"), a_line(10, ARABIC)))],
    )


def inside_of_an_empty_drawer() -> rx.Component:
    """An empty cart beside the page."""
    return pose(
        rx.el.div(drawer_content(), class_name="drawer-sheet"), [(CartState.quote, a_quote())]
    )


def what_follows_add_to_cart() -> rx.Component:
    """The total and two ways on."""
    return pose(
        ways_on(),
        [(CartState.added_title, "A Book"), (CartState.quote, a_quote(a_line(11, "A Book")))],
    )


def good_news() -> rx.Component:
    """Said politely at the lower edge; it fades."""
    return pose(notice(), [(CartState.notice, f"{LONG} is in your cart: 1 copy.")])


def undo() -> rx.Component:
    """Offered for ten seconds."""
    return pose(undo_offer(), [(CartState.undo_title, LONG), (CartState.undo_round, 1)])


def cart_to_send() -> rx.Component:
    """Before its link is made."""
    return pose(send_cart(), [(SentCartState.link, "")])


def cart_whose_link_is_made() -> rx.Component:
    """The link, to be copied."""
    return pose(
        send_cart(),
        [
            (SentCartState.link, "http://localhost:3000/cart?shared=1.1x1.AAAAAAAAAAAAAAAAAAAAAA"),
            (SentCartState.linked_cart, "same"),
            (CartState.cart, "same"),
        ],
    )


def cart_that_was_sent() -> rx.Component:
    """What a friend sent, while the own cart holds something."""
    return pose(
        sent_cart(),
        [(SentCartState.sent, a_quote(a_line(12, "Sent"))), (SentCartState.sent_count, "1 book")],
    )


def link_that_was_changed_on_its_way() -> rx.Component:
    """Refused politely."""
    return pose(
        sent_cart(),
        [(SentCartState.sent_refused, "This link has been cut off or changed on its way.")],
    )


EXHIBITS: tuple[Exhibit, ...] = (
    lines_of_the_cart,
    prices_that_have_changed,
    what_it_comes_to,
    cart_that_is_empty,
    cart_that_is_looked_up,
    cart_that_cannot_be_looked_up,
    inside_of_the_drawer,
    inside_of_an_empty_drawer,
    what_follows_add_to_cart,
    good_news,
    undo,
    cart_to_send,
    cart_whose_link_is_made,
    cart_that_was_sent,
    link_that_was_changed_on_its_way,
)
