"""The order page: what our own database says about the order behind a token."""

from __future__ import annotations

import logging

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import BookstoreError, OrderNotFound, TooOften
from bookstore.states.browser_values import read_token
from bookstore.states.limits import count_looking
from bookstore.states.order_words import Telling
from bookstore.states.orders_view import NO_ORDER, OrderView, view_order
from bookstore.states.watching import Page, Watch, watched_orders

log = logging.getLogger("bookstore.states")

NOT_NOW = "We cannot look up your order at the moment. It is safe; please try again in a minute."


class OrderState(rx.State):
    """One order, shown to whoever holds its token; nothing else opens it."""

    order: OrderView = NO_ORDER
    is_known: bool = False
    is_missing: bool = False
    problem: str = ""  # why it is not even looked for

    @rx.event
    async def open(self) -> None:
        """Show the order that the URL's token names, or that there is none; then watch it.

        A page that reconnects opens again, with whatever state Reflex has for it then.
        """
        self.order, self.is_known, self.is_missing, self.problem = NO_ORDER, False, False, ""
        watched_orders.sign_out(self.router.session.client_token)
        token = read_token(self.router.url.query_parameters.get("order"))
        try:
            count_looking(self)
            await self._find(token)
        except TooOften as error:
            self.problem = error.user_message
        except OrderNotFound:
            self.is_missing = True
        except (BookstoreError, OSError):
            log.exception("An order could not be looked up.")
            self.problem = NOT_NOW

    async def _find(self, token: str) -> None:
        orders = wiring.shop().orders
        number = (await orders.by_token(token)).number
        seen = (await orders.last_lines([number])).get(number, 0)
        page = self.router.session.client_token
        watched_orders.sign_in(page, Watch(Page.ORDER, number, seen))
        await self._hear(number)  # read after that: what happens in between is not missed

    async def _hear(self, number: str) -> None:
        """Show the order as it stands now."""
        shop = wiring.shop()
        # In this order: a step made in between is in the lines and not yet in the status,
        # which the next look corrects. The other way round, the page would announce a
        # status without its reason first.
        order = await shop.orders.by_number(number)
        lines = await shop.orders.timeline(number)
        self.order = view_order(order, lines, Telling(shop.locale, shop.sends_mail))
        self.is_known = True
