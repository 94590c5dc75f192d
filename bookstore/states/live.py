"""Tells open pages what happens to their orders, whoever makes it happen.

Each worker looks twice a second, and only while a page of its own watches, how far the
watched orders have come: what a page does not know of is news, from this worker, another
one, or the operator's command line. What this worker writes itself is looked for at once.
A checkout that is just placing or settling its order says itself what came of it.

Pages are told side by side: one whose own handler waits for Stripe keeps no other waiting.
A page whose socket is gone is never modified, because Reflex would make a state for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import reflex as rx
from reflex.event import Event
from reflex.state import StateUpdate

from bookstore import wiring
from bookstore.domain.errors import BookstoreError
from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from bookstore.states.watching import Page, Seen, Watch, watched_orders

log = logging.getLogger("bookstore.live")

LOOK_EVERY_MS = 500
PAUSE_MS = 50  # between two looks, however much this worker writes

_STATES: Mapping[Page, type[OrderState | CheckoutState]] = {
    Page.ORDER: OrderState,
    Page.CHECKOUT: CheckoutState,
}


async def follow_orders(app: rx.App) -> None:
    """Push news to the open pages of this worker, for ever (a lifespan task)."""
    telling: dict[str, asyncio.Task[None]] = {}
    is_blind = False
    while True:
        await _until_next_look()
        if not wiring.is_open():
            continue
        watched_orders.keep_only(_connected(app))
        try:
            latest = await _look()
        except (BookstoreError, OSError) as error:
            if not is_blind:  # said once, not twice a second
                log.error("Open pages are not told of news until this is over: %s", error)
            is_blind = True
            continue
        is_blind = False
        for token in watched_orders.with_news(latest):
            if token not in telling:
                telling[token] = asyncio.create_task(_tell(app, token, latest))
                telling[token].add_done_callback(lambda _, token=token: telling.pop(token))


async def _until_next_look() -> None:
    await asyncio.sleep(PAUSE_MS / 1000)
    rest_ms = LOOK_EVERY_MS - PAUSE_MS
    if wiring.is_open():
        await wiring.premises().database.until_written(within_ms=rest_ms)
    else:
        await asyncio.sleep(rest_ms / 1000)


def _connected(app: rx.App) -> frozenset[str]:
    """The tokens whose socket is in this worker."""
    sockets = app.event_namespace
    return frozenset(sockets.sid_to_token.values()) if sockets else frozenset()


async def _look() -> Mapping[str, Seen]:
    numbers, keys = watched_orders.names(Page.ORDER), watched_orders.names(Page.CHECKOUT)
    orders = wiring.shop().orders
    lines = await orders.last_lines(numbers) if numbers else {}
    return {**lines, **(await orders.standings(keys) if keys else {})}


async def _tell(app: rx.App, token: str, latest: Mapping[str, Seen]) -> None:
    """Have one page read again what it watches; a failure is tried again at the next look."""
    watch = watched_orders.find(token)
    if watch is None:
        return
    try:
        event = await _modify(app, token, watch)
    except (BookstoreError, OSError) as error:
        log.error("An open page was not told of news, it is tried again: %s", error)
        return
    watched_orders.saw(token, watch, latest[watch.name])
    if event is not None and app.event_namespace is not None:
        update = StateUpdate(events=Event.from_event_type(event))
        await app.event_namespace.emit_update(update, token)


async def _modify(app: rx.App, token: str, watch: Watch) -> rx.event.EventSpec | None:
    kind = _STATES[watch.page]
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=kind)) as state:
        # The lock may have been waited for: by now the page may show something else.
        if watched_orders.find(token) != watch or token not in _connected(app):
            return None
        page = await state.get_state(kind)
        return await page._hear(watch.name)
