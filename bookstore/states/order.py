"""The order page: what our own database says about the order behind a token."""

from __future__ import annotations

import re

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import OrderNotFound
from bookstore.states.orders_view import NO_ORDER, OrderView, view_order
from bookstore.states.watching import watched_orders

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


class OrderState(rx.State):
    """One order, shown to whoever holds its token; nothing else opens it."""

    order: OrderView = NO_ORDER
    is_known: bool = False
    is_missing: bool = False

    _token: str = ""

    @rx.event
    async def open(self) -> None:
        """Show the order that the URL's token names, or that there is none; then watch it."""
        self.order, self.is_known, self.is_missing = NO_ORDER, False, False
        token = self.router.url.query_parameters.get("order", "")
        self._token = token if isinstance(token, str) and _TOKEN.fullmatch(token) else ""
        page = self.router.session.client_token
        watched_orders.sign_out(page)
        number = await self._read_again()
        if number:
            # Counted first, read once more after: what happens in between is not missed.
            seen = (await wiring.shop().orders.event_counts([number])).get(number, 0)
            watched_orders.sign_in(page, number, seen=seen)
            await self._read_again()

    async def _read_again(self) -> str:
        """Show the order as it stands now; its number, or "" when the token opens none."""
        try:
            order = await wiring.shop().orders.by_token(self._token)
        except OrderNotFound:
            self.is_missing = True
            return ""
        shop = wiring.shop()
        self.order = view_order(order, locale=shop.locale, sends_mail=shop.sends_mail)
        self.is_known = True
        return order.number
