"""The cart of one browser: kept there, changed here, priced by the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import (
    MAX_QUANTITY,
    Cart,
    CartLine,
    add_book,
    is_quantity,
    newer,
    read_cart,
    remove_book,
    restore_line,
    set_quantity,
    take_bought,
    write_cart,
)
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.order import Order, OrderStatus
from bookstore.services.quoting import quote_lines
from bookstore.states.quote_view import UNKNOWN, QuoteView, view_quote
from bookstore.states.recent_carts import RecentCarts
from bookstore.states.watching import watched_orders

KEY = re.compile(r"[A-Za-z0-9_-]{22}")
MAX_ID = 2**31 - 1

_recent = RecentCarts()


@dataclass(frozen=True)
class Removed:
    """A line that was just removed, so that it can come back where it stood."""

    line: CartLine
    position: int


def is_book_id(value: object) -> TypeGuard[int]:
    """Say whether a value from a browser can be the id of a book (a bool is not)."""
    return type(value) is int and 0 < value <= MAX_ID


def read_key(value: object) -> str:
    """A checkout key as the browser keeps it, or "" for anything else."""
    return value if isinstance(value, str) and KEY.fullmatch(value) else ""


class CartState(rx.State):
    """The browser's cart, country and checkout key, and what they come to today.

    The three storage vars are the visitor's own input: they are read through
    `read_cart`, `read_key` and the delivery table, and never believed.
    """

    cart: str = rx.LocalStorage("", name="cart", sync=True)
    country: str = rx.LocalStorage("", name="country", sync=True)
    checkout: str = rx.LocalStorage("", name="checkout", sync=True)

    notice: str = ""  # good news, read out politely
    undo_title: str = ""
    redrawn: int = 0  # grows when a quantity field shows what the cart does not hold
    looked_at: int = 0  # grows when prices and stock should be looked up again
    _removed: Removed | None = None

    @rx.var(
        initial_value=UNKNOWN,
        auto_deps=False,
        deps=["cart", "country", "checkout", "looked_at"],
    )
    async def quote(self) -> QuoteView:
        """The cart at today's prices; unknown until the browser's copy has arrived."""
        if not wiring.is_open():
            return UNKNOWN  # while pages are compiled
        shop = wiring.shop()
        cart = read_cart(self.cart)
        shelf = await shop.books.by_ids(line.book_id for line in cart.lines)
        quote = await quote_lines(
            shop,
            cart.lines,
            country=self._country_code(),
            checkout_key=read_key(self.checkout),
        )
        return view_quote(quote, shelf, locale=shop.locale)

    def get_delta(self) -> dict[str, dict[str, Any]]:
        """What goes to the browser; of two tabs' copies that crossed, the later one.

        Each tab writes its own answer into the shared storage. When the earlier answer is
        written last, every tab is told of the earlier cart, and this puts it right.
        """
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
        watched_orders.sign_out(self.router.session.client_token)  # an order page signs in again
        self.looked_at += 1
        self.notice, self.undo_title, self._removed = "", "", None
        cart = read_cart(self.cart)
        if not cart.id:  # from now on, clicks in two tabs are known to be on one cart
            self.cart = write_cart(replace(cart, id=wiring.shop().ids.secret()))
        key = read_key(self.checkout)
        order = await wiring.shop().orders.find_by_key(key) if key else None
        if order is not None:
            self._take_bought(order)

    @rx.event
    async def add_book(self, book_id: int, carried: str) -> None:
        """Put one more copy of a book into the cart as the browser had it at the click."""
        found = await self._on_shelf(book_id)
        if found is None:
            return
        title, before = found.book.title, self._latest(carried).quantity_of(book_id)
        cart = self._change(
            carried, lambda cart: add_book(cart, book_id, available=found.available)
        )
        quantity = cart.quantity_of(book_id)
        if quantity > before:
            self.notice = f"{title} is in your cart: {_copies(quantity)}."
        else:
            self.notice = self._limit_in_words(found)

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
            book_id: whose line.
            typed: a number, as Reflex reads a number field (an empty one is 0).
            carried: the browser's cart at that moment.
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
        most = max(1, min(MAX_QUANTITY, found.available + await self._held(book_id)))
        quantity = min(max(wanted, 1), most)
        if is_quantity(quantity):
            self._change(carried, lambda cart: set_quantity(cart, book_id, quantity))
            self.notice = (
                self._limit_in_words(found)
                if wanted > most
                else f"{found.book.title}: {_copies(quantity)}."
            )

    @rx.event
    async def remove_book(self, book_id: int, carried: str) -> None:
        """Take a line out; `undo` brings it back."""
        found = await self._on_shelf(book_id)
        cart = self._latest(carried)
        quantity = cart.quantity_of(book_id)
        if found is None or not quantity:
            return
        ids = [line.book_id for line in cart.lines]
        self._change(carried, lambda cart: remove_book(cart, book_id))
        self._removed = Removed(CartLine(book_id, quantity), ids.index(book_id))
        self.undo_title = found.book.title
        self.notice = f"{found.book.title} was removed."

    @rx.event
    async def undo(self, carried: str) -> None:
        """Bring the line that was removed last back to where it stood."""
        removed = self._removed
        if removed is None:
            return
        title = self.undo_title
        self._change(carried, lambda cart: restore_line(cart, removed.line, removed.position))
        self.notice = f"{title} is back in your cart."

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
        return (await wiring.shop().books.by_ids([book_id])).get(book_id)

    async def _held(self, book_id: int) -> int:
        held = await wiring.shop().orders.held_by(read_key(self.checkout))
        return held.get(book_id, 0)

    def _latest(self, carried: object) -> Cart:
        return _recent.latest(newer(read_cart(carried), read_cart(self.cart)))

    def _change(self, carried: object, change: Callable[[Cart], Cart]) -> Cart:
        base = self._latest(carried)
        cart = change(base if base.id else replace(base, id=wiring.shop().ids.secret()))
        self.undo_title, self._removed = "", None
        self._write(cart)
        return cart

    def _write(self, cart: Cart) -> None:
        _recent.remember(cart)
        self.cart = write_cart(cart)

    def _take_bought(self, order: Order) -> None:
        """Exactly the lines that a paid (or processing) order bought leave; its key goes."""
        if not (order.was_paid or order.status is OrderStatus.PROCESSING):
            return
        if order.is_from_cart:
            cart = _recent.latest(read_cart(self.cart))
            self._write(take_bought(cart, order.terms.cart_lines(), order.number))
        if order.checkout_key == self.checkout:
            self.checkout = ""

    @staticmethod
    def _limit_in_words(found: ShelfBook) -> str:
        if found.is_withdrawn:
            return f"{found.book.title} is no longer sold."
        if found.available < 1:
            return f"{found.book.title} is sold out."
        if found.available < MAX_QUANTITY:
            return f"Only {_copies(found.available)} of {found.book.title} left."
        return f"One order holds at most {MAX_QUANTITY} copies of a book."


def _copies(count: int) -> str:
    return f"{count} copy" if count == 1 else f"{count} copies"
