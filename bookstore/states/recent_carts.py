"""The latest copy of each cart that this process has written, for clicks that cross.

A click carries the browser's cart as it was at the click. When two clicks follow each
other faster than answers come back, from one tab or from two, the second carries a copy
that lacks the first. This memory knows the later one. It is no store: forgetting a cart
only loses that protection.
"""

from __future__ import annotations

from collections import OrderedDict

from bookstore.domain.cart import Cart, newer

CAPACITY = 20_000


class RecentCarts:
    """Cart id -> the latest cart, the least recently used ones forgotten first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Remember up to `capacity` carts."""
        self._capacity = capacity
        self._carts: OrderedDict[str, Cart] = OrderedDict()

    def latest(self, carried: Cart) -> Cart:
        """The carried cart, or the later copy of it that is remembered."""
        return newer(carried, self._carts.get(carried.id))

    def remember(self, cart: Cart) -> None:
        """Keep a cart as the latest copy of itself."""
        if not cart.id:
            return
        self._carts[cart.id] = cart
        self._carts.move_to_end(cart.id)
        while len(self._carts) > self._capacity:
            self._carts.popitem(last=False)
