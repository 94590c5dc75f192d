"""A cart sent to a friend: the link that this cart makes, and the cart that a link brought."""

from __future__ import annotations

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import CartLine, read_cart
from bookstore.domain.errors import SentCartRefused
from bookstore.domain.sent_cart import MAX_SENT, put_in, replace_lines
from bookstore.services.sending import open_sent_cart, send_cart
from bookstore.states.cart import CartState
from bookstore.states.cart_words import books_in_words
from bookstore.states.quote_view import UNKNOWN, QuoteView
from bookstore.states.todays_quote import quote_today

COPIED = "The link is copied. Paste it into a message to your friend."
NOT_COPIED = "Please copy the link from the field."


class SentCartState(CartState):
    """What goes out by a link and what came in by one.

    A cart that came is never put into one that holds something without asking.
    """

    link: str = ""
    linked_cart: str = ""  # the cart that the link was made of; of a changed one it is no more

    sent: QuoteView = UNKNOWN  # what came, while the shopper has not decided
    sent_count: str = ""
    sent_words: str = ""  # what became of it
    sent_refused: str = ""
    _sent_lines: tuple[CartLine, ...] = ()
    _arrived: str = ""

    @rx.event
    async def open_link(self) -> rx.event.EventSpec | None:
        """The cart's page opened: take a sent cart out of its address, then look at it.

        The address is cleaned first, so that a reload or a bookmark brings nothing twice.
        """
        carried: object = self.router.url.query_parameters.get("shared")
        if isinstance(carried, str):
            self._arrived = carried[: MAX_SENT + 1]
            return rx.redirect("/cart", replace=True)
        arrived, self._arrived = self._arrived, ""
        self.link, self.sent_words, self.sent_refused = "", "", ""
        self._put_away()
        if arrived:
            await self._look_at(arrived)
        return None

    async def _look_at(self, arrived: str) -> None:
        try:
            lines = await open_sent_cart(wiring.shop(), arrived)
        except SentCartRefused as error:
            self.sent_refused = error.user_message
            return
        self._sent_lines = lines
        sent = await quote_today(lines, country=self._country_code())
        count = sum(min(row.quantity, row.most) for row in sent.rows)
        if not read_cart(self.cart).lines or count == 0:
            await self._take(self.cart, instead=False)
        else:
            self.sent, self.sent_count = sent, books_in_words(count)

    @rx.event
    async def add_sent(self, carried: str) -> None:
        """Put what was sent beside what the cart holds."""
        await self._take(carried, instead=False)

    @rx.event
    async def replace_with_sent(self, carried: str) -> None:
        """Put what was sent in the place of what the cart holds."""
        await self._take(carried, instead=True)

    @rx.event
    def decline_sent(self) -> None:
        """Leave the cart as it is."""
        if self._sent_lines:
            self._put_away()
            self.notice = "Your cart is as it was."

    async def _take(self, carried: str, *, instead: bool) -> None:
        lines = self._sent_lines
        if not lines:
            return
        shelf = await wiring.shop().books.by_ids(line.book_id for line in lines)
        fill = replace_lines if instead else put_in
        before = 0 if instead else self._latest(carried).copies()
        cart = self._change(carried, lambda cart: fill(cart, lines, shelf))
        today = await quote_today(lines, country=self._country_code())
        problems = [row.problem for row in today.rows if row.problem]
        taken = books_in_words(cart.copies() - before)
        self.notice = f"From the link, {taken} went into your cart, at today's prices."
        self.sent_words = " ".join([self.notice, *problems])
        self._put_away()

    def _put_away(self) -> None:
        self.sent, self.sent_count, self._sent_lines = UNKNOWN, "", ()

    @rx.event
    async def make_link(self, carried: str) -> None:
        """Make the link that sends the cart as the browser has it."""
        cart = self._latest(carried)
        text = await send_cart(wiring.shop(), cart.lines)
        self.link = f"{wiring.premises().settings.site_url}/cart?shared={text}" if text else ""
        self.linked_cart = self.cart

    @rx.event
    def link_copied(self, is_copied: bool) -> None:
        """The browser has put the link where it can be pasted from, or may not."""
        self.notice = COPIED if is_copied is True else NOT_COPIED
