"""The cart of one browser: kept there, changed here, priced by the server."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import (
    MAX_QUANTITY,
    Cart,
    accept_prices,
    add_book,
    is_quantity,
    newer,
    note_price,
    read_cart,
    remove_book,
    restore_line,
    set_quantity,
    take_bought,
    write_cart,
)
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.errors import BookstoreError
from bookstore.domain.order import Order
from bookstore.states.browser_values import is_book_id, read_key
from bookstore.states.cart_words import copies_in_words, limit_in_words
from bookstore.states.quote_view import UNKNOWN, QuoteView
from bookstore.states.recent_carts import RecentCarts
from bookstore.states.removals import Removed, find_line, still_out
from bookstore.states.todays_quote import quote_today
from bookstore.states.watching import watched_orders

log = logging.getLogger("bookstore.cart")

_recent = RecentCarts()


class CartState(rx.State):
    """The browser's cart, country and checkout key, and what they come to today.

    The three storage vars are the visitor's own input: they are read through
    `read_cart`, `read_key` and the delivery table, and never believed.
    """

    cart: str = rx.LocalStorage("", name="cart", sync=True)
    country: str = rx.LocalStorage("", name="country", sync=True)
    checkout: str = rx.LocalStorage("", name="checkout", sync=True)

    notice: str = ""  # good news, read out politely
    notice_round: int = 0  # grows with each notice, also with one that says the same again
    added_title: str = ""  # what was added just now: the page offers ways on
    is_drawer_open: bool = False
    undo_title: str = ""
    undo_round: int = 0  # which offer to undo this is; its page counts the ten seconds
    restored_id: int = 0  # the line that came back last, which takes the focus
    redrawn: int = 0  # grows when a quantity field shows what the cart does not hold
    looked_at: int = 0  # grows when prices and stock should be looked up again
    _removed: tuple[Removed, ...] = ()  # the last one last

    @rx.var(
        initial_value=UNKNOWN,
        auto_deps=False,
        deps=["cart", "country", "checkout", "looked_at"],
    )
    async def quote(self) -> QuoteView:
        """The cart at today's prices; unknown until the browser's copy has arrived."""
        if not wiring.is_open():
            return UNKNOWN  # while pages are compiled
        return await quote_today(
            read_cart(self.cart).lines,
            country=self._country_code(),
            checkout_key=read_key(self.checkout),
        )

    def get_delta(self) -> dict[str, dict[str, Any]]:
        """What goes to the browser; of two tabs' copies that crossed, the later one.

        Each tab writes its own answer into the shared storage. When the earlier answer is
        written last, every tab is told of the earlier cart, and this puts it right. A
        notice is counted, so that the same words are shown and read out once more.
        """
        if "notice" in self.dirty_vars:
            self.notice_round += 1
        if "cart" in self.dirty_vars:
            arrived = read_cart(self.cart)
            latest = _recent.latest(arrived)
            if latest is not arrived:
                self.cart = write_cart(latest)
        return super().get_delta()

    # Reflex's own mark: without it every public method can be called by any browser.
    get_delta.__override_base_method__ = True  # pyright: ignore[reportFunctionMemberAccess]

    def _country_code(self) -> str:
        country: object = self.country
        delivery = wiring.shop().delivery
        if isinstance(country, str) and delivery.zone_of(country):
            return country
        return delivery.default_country

    @rx.event
    async def connect(self) -> None:
        """A page has connected: take out what was bought, look prices and stock up again."""
        await self._connect()

    async def _connect(self) -> None:
        watched_orders.sign_out(self.router.session.client_token)  # an order page signs in again
        self.looked_at += 1
        self.notice, self.added_title, self.restored_id = "", "", 0
        self.is_drawer_open = False
        self._offer_undo(())
        cart = read_cart(self.cart)
        if not cart.id:  # from now on, clicks in two tabs are known to be on one cart
            self.cart = write_cart(replace(cart, id=wiring.shop().ids.secret()))
        try:
            key = read_key(self.checkout)
            order = await wiring.shop().orders.find_by_key(key) if key else None
        except BookstoreError:  # the quote says it; what was bought leaves the next time
            log.exception("A cart's order could not be looked up.")
            return
        if order is not None:
            self._take_bought(order)

    @rx.event
    def look_again(self) -> None:
        """Look prices and stock up again, because that failed before; the page stays as it is."""
        self.looked_at += 1

    @rx.event
    def open_drawer(self) -> None:
        """Show the cart beside the page, with prices and stock looked up again."""
        self.looked_at += 1
        self.notice, self.added_title, self.is_drawer_open = "", "", True

    @rx.event
    def close_drawer(self) -> None:
        """Put the drawer away."""
        self.is_drawer_open = False

    @rx.event
    async def add_book(self, book_id: int, carried: str) -> None:
        """Put one more copy of a book into the cart as the browser had it at the click."""
        found = await self._on_shelf(book_id)
        if found is None:
            return
        title, before = found.book.title, self._latest(carried).quantity_of(book_id)
        price, available = found.book.price.minor, found.available
        cart = self._change(
            carried,
            lambda cart: note_price(add_book(cart, book_id, available=available), book_id, price),
        )
        quantity = cart.quantity_of(book_id)
        if quantity > before:
            self.added_title = title
            self.notice = f"{title} is in your cart: {copies_in_words(quantity)}."
        else:
            self.added_title, self.notice = "", limit_in_words(found)

    @rx.event
    async def step_quantity(self, book_id: int, step: int, carried: str) -> None:
        """One copy more or one less of a line, by its buttons."""
        if step not in (1, -1) or type(step) is not int:
            return
        await self._want(book_id, carried, lambda present: present + step)

    @rx.event
    async def change_quantity(self, book_id: int, typed: int, carried: str) -> None:
        """A quantity was typed; what is no whole number from 1 on changes nothing.

        Args:
            typed: a number, as Reflex reads a number field (an empty one is 0).
        """
        if type(typed) is not int or typed < 1:
            self.notice = f"A line holds 1 to {MAX_QUANTITY} copies."
            return
        await self._want(book_id, carried, lambda _present: typed)

    @rx.event
    def leave_quantity(self, book_id: int, typed: int) -> None:
        """The field was left: if what stands in it was not taken, it is drawn anew."""
        if not is_book_id(book_id) or typed != read_cart(self.cart).quantity_of(book_id):
            self.redrawn += 1

    async def _want(self, book_id: int, carried: str, wish: Callable[[int], int]) -> None:
        found = await self._on_shelf(book_id)
        present = self._latest(carried).quantity_of(book_id) if found else 0
        if found is None or not present:
            return
        wanted = wish(present)
        if wanted < 1:
            self.notice = "A line holds at least 1 copy. To take it out, press Remove."
            return
        most = max(1, min(MAX_QUANTITY, found.available + await self._held(book_id)))
        quantity, price = min(wanted, most), found.book.price.minor
        if is_quantity(quantity):
            self._change(
                carried,
                lambda cart: note_price(set_quantity(cart, book_id, quantity), book_id, price),
            )
            self.notice = (
                limit_in_words(found)
                if wanted > most
                else f"{found.book.title}: {copies_in_words(quantity)}."
            )

    @rx.event
    async def remove_book(self, book_id: int, carried: str) -> None:
        """Take a line out; `undo` brings it back."""
        found = await self._on_shelf(book_id)
        removed = found and find_line(self._latest(carried), book_id, found.book.title)
        if not removed:
            return
        self._change(carried, lambda cart: remove_book(cart, book_id))
        self._offer_undo((*self._removed, removed))
        self.notice = f"{removed.title} was removed."

    @rx.event
    async def undo(self, carried: str) -> None:
        """Bring the line that was removed last back to where it stood; offer the one before."""
        if not self._removed:
            return
        *earlier, last = self._removed
        self._change(carried, lambda cart: restore_line(cart, last.line, last.position))
        self._offer_undo(tuple(earlier))
        self.restored_id = last.line.book_id
        self.notice = f"{last.title} is back in your cart."

    @rx.event
    def forget_removed(self, undo_round: int) -> None:
        """The ten seconds of an offer to undo are over, if no later offer was made since."""
        if type(undo_round) is int and undo_round == self.undo_round:
            self._offer_undo(())

    def _offer_undo(self, removed: tuple[Removed, ...]) -> None:
        self._removed = removed
        self.undo_title = removed[-1].title if removed else ""
        self.undo_round += 1 if removed else 0

    @rx.event
    async def accept_prices(self, carried: str) -> None:
        """The shopper has seen what changed: from now on these are the prices they know."""
        cart = self._latest(carried)
        shelf = await wiring.shop().books.to_show(line.book_id for line in cart.lines)
        prices = {book_id: found.book.price.minor for book_id, found in shelf.items()}
        self._change(carried, lambda cart: accept_prices(cart, prices))
        self.notice = "Thank you. The cart shows today's prices."

    @rx.event
    async def choose_country(self, country: str) -> None:
        """Deliver to another country; the total may change, and says so."""
        if not isinstance(country, str) or not wiring.shop().delivery.zone_of(country):
            return
        if country == self._country_code():
            return
        before = await self.quote
        self.country = country
        after = await self.quote
        if after.total != before.total and after.rows:
            self.notice = f"Delivery is now {after.delivery}; the total is {after.total}."

    async def _on_shelf(self, book_id: object) -> ShelfBook | None:
        if not is_book_id(book_id):
            return None
        return (await wiring.shop().books.to_show([book_id])).get(book_id)

    async def _held(self, book_id: int) -> int:
        key = read_key(self.checkout)
        return (await wiring.shop().orders.held_by(key)).get(book_id, 0) if key else 0

    def _latest(self, carried: object) -> Cart:
        return _recent.latest(newer(read_cart(carried), read_cart(self.cart)))

    def _change(self, carried: object, change: Callable[[Cart], Cart]) -> Cart:
        base = self._latest(carried)
        cart = change(base if base.id else replace(base, id=wiring.shop().ids.secret()))
        self.restored_id = 0
        if (left := still_out(self._removed, cart)) != self._removed:
            self._offer_undo(left)
        self._write(cart)
        return cart

    def _write(self, cart: Cart) -> None:
        _recent.remember(cart)
        self.cart = write_cart(cart)

    def _take_bought(self, order: Order) -> None:
        """Exactly the lines that a paid (or processing) order bought leave; its key goes."""
        if not order.is_bought:
            return
        if order.is_from_cart:
            cart = _recent.latest(read_cart(self.cart))
            self._write(take_bought(cart, order.terms.cart_lines(), order.number))
        if order.checkout_key == self.checkout:
            self.checkout = ""
