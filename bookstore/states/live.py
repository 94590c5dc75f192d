"""Tells open order pages what happens to their orders, whoever makes it happen.

Each worker asks the database twice a second, and only while a page of its own watches,
how many lines the timelines of the watched orders have: an order with more than before
has news, from this worker, another one, or the operator's command line. Counts, not the
latest number: on Postgres a lower number may become visible after a higher one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import BookstoreError
from bookstore.states.order import OrderState
from bookstore.states.watching import watched_orders

log = logging.getLogger("bookstore.live")

LOOK_EVERY_SECONDS = 0.5


async def follow_orders(app: rx.App) -> None:
    """Push news to the open pages of this worker, for ever (a lifespan task)."""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        if not wiring.is_open():
            continue
        _forget_closed_pages(app)
        try:
            await _tell(app)
        except (BookstoreError, OSError):
            log.exception("Open order pages were not told; it is tried again.")


def _forget_closed_pages(app: rx.App) -> None:
    """A page whose socket is gone is dropped: Reflex would make a new state to modify."""
    live: Mapping[str, str] = app.event_namespace.token_to_sid if app.event_namespace else {}
    for token in watched_orders.tokens():
        if token not in live:
            watched_orders.sign_out(token)


async def _tell(app: rx.App) -> None:
    numbers = watched_orders.numbers()
    if not numbers:
        return
    counts = await wiring.shop().orders.event_counts(numbers)
    for token in watched_orders.with_news(counts):
        async with app.modify_state(rx.BaseStateToken(ident=token, cls=OrderState)) as state:
            page = await state.get_state(OrderState)
            await page._read_again()
