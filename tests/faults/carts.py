"""Watches each browser's cart: lines leave it by the shopper, or by an own order that is paid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bookstore.domain.cart import read_cart
from bookstore.states import cart as cart_states

EVENTS = "SELECT kind FROM order_events WHERE order_number = ?"
ONCE_SETTLED = {"paid", "processing"}  # an order may have moved on since it was looked at

if TYPE_CHECKING:
    from tests.faults.browser import Browser
    from tests.faults.world import World


class CartWatch:
    """Compares each version of a cart with the one before."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._newest: dict[str, tuple[int, int]] = {}  # browser -> revision, seen in which run
        self._browsers: dict[str, Browser] = {}

    def see(self, browser: Browser, before: str, after: str) -> None:
        """A cart is written."""
        old, new = read_cart(before), read_cart(after)
        if old.id and new.id != old.id:
            self._world.fail(f"{browser.name}'s cart became another cart")
        self._browsers[browser.name] = browser
        newest, _ = self._newest.get(browser.name, (0, 0))
        if new.revision > newest:
            self._newest[browser.name] = (new.revision, self._world.runs)
        if new.revision <= old.revision:
            return  # answers to two tabs have crossed: that is put right when the tabs hear of it
        settled = [number for number in new.settled if number not in old.settled]
        bought: dict[int, int] = {}
        for number in settled:
            for book, count in self._bought_by(browser, number).items():
                bought[book] = bought.get(book, 0) + count
        for line in old.lines:
            lost = line.quantity - new.quantity_of(line.book_id)
            if lost > bought.get(line.book_id, 0) and not self._may_lose(browser, line.book_id):
                self._world.fail(
                    f"{browser.name}'s cart lost {lost} copies of book {line.book_id}, "
                    f"{bought.get(line.book_id, 0)} of them bought"
                )

    def check_at_rest(self) -> None:
        """What crossed has been put right, or is when the shopper comes back.

        Unless the process that knew has died: only its memory can tell.
        """
        for name, (revision, run) in self._newest.items():
            stored = read_cart(self._browsers[name].storage["cart"])
            kept = cart_states._recent.latest(stored).revision
            if kept < revision and run == self._world.runs:
                self._world.fail(f"{name}'s cart fell back from revision {revision} to {kept}")

    def _may_lose(self, browser: Browser, book: int) -> bool:
        """Whether the shopper has touched this line: then what is lost is theirs to say."""
        return book in browser.touched

    def _bought_by(self, browser: Browser, number: str) -> dict[int, int]:
        world = self._world
        rows = world.ask(
            "SELECT o.status, o.is_from_cart, r.items, r.contact FROM orders o "
            "JOIN order_revisions r ON r.order_number = o.number AND r.revision = o.revision "
            "WHERE o.number = ?",
            number,
        )
        if not rows:
            world.fail(f"{browser.name}'s cart was emptied by an unknown order {number}")
            return {}
        status, is_from_cart, items, contact = rows[0]
        told = {kind for (kind,) in world.ask(EVENTS, number)}
        if not told & ONCE_SETTLED:
            world.fail(f"{browser.name}'s cart was emptied by order {number}, which is {status}")
        if not is_from_cart:
            world.fail(f"{browser.name}'s cart was emptied by order {number} of a single item")
        if browser.email not in contact and "erased" not in contact:
            world.fail(f"{browser.name}'s cart was emptied by somebody else's order {number}")

        return {item["book_id"]: item["quantity"] for item in json.loads(items)}
