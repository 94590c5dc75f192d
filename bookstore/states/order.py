"""The order page: what our own database says about the order behind a token."""

from __future__ import annotations

import re

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import OrderNotFound
from bookstore.states.orders_view import NO_ORDER, OrderView, view_order

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


class OrderState(rx.State):
    """One order, shown to whoever holds its token; nothing else opens it."""

    order: OrderView = NO_ORDER
    is_known: bool = False
    is_missing: bool = False

    @rx.event
    async def open(self) -> None:
        """Show the order that the URL's token names, or that there is none."""
        self.order, self.is_known, self.is_missing = NO_ORDER, False, False
        token = self.router.url.query_parameters.get("order", "")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            self.is_missing = True
            return
        try:
            order = await wiring.shop().orders.by_token(token)
        except OrderNotFound:
            self.is_missing = True
            return
        self.order, self.is_known = view_order(order, locale=wiring.shop().locale), True
