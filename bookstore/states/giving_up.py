"""The page of a payment that was given up: how it stands, before anything is canceled."""

from __future__ import annotations

import reflex as rx

from bookstore import wiring
from bookstore.domain.order import Order
from bookstore.domain.story import is_looked_into
from bookstore.states.browser_values import read_key
from bookstore.states.checkout import CheckoutState


class GivingUpState(CheckoutState):
    """What this browser has not paid. Opening the page cancels nothing and asks nobody."""

    is_known: bool = False

    @rx.event
    async def look(self) -> rx.event.EventSpec | None:
        """The page opened: see how the order of this browser stands in our own books.

        To be called before `connect`, which lets the key of a paid order go. An order that
        was paid after all, or is with the bank, is shown on its own page; so is one whose
        payment does not fit, of which nobody may say that nothing was charged.
        """
        self._forget()
        self.visit, self.is_known = wiring.shop().ids.secret(), True
        order = await self._order_begun()
        if order is None:
            return None
        self._note(order)
        if order.is_bought or is_looked_into(await wiring.shop().orders.timeline(order.number)):
            return self._show_order(order)
        return None

    async def _order_begun(self) -> Order | None:
        """What this tab was about to pay: as its address says, else as it did last."""
        if {"item", "order"} & self.router.url.query_parameters.keys():
            await self._read_address()
        order, key = await self._order_of_key(), read_key(self.checkout_item)
        if order is not None or self.item_id or self._owed is not None or not key:
            return order
        order = await wiring.shop().orders.find_by_key(key)
        if order is not None:  # a single item, and the server has forgotten which
            (line,) = order.terms.cart_lines()
            self.item_id, self.item_quantity = line.book_id, line.quantity
        return order
