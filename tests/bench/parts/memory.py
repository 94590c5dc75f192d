"""What each open page keeps on the server, with two books in its cart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bookstore.states.cart import CartState
from tests.bench.processes import memory_kib
from tests.bench.results import Figures
from tests.bench.shop_site import cart_of
from tests.bench.sites import Sites
from tests.bench.wire import Tab
from tests.browser.socket_client import wire_name

AT_ONCE = 16
QUIET_SECONDS = 1.0


def measure(sites: Sites) -> Figures:
    """Start both sites anew, open many pages, and as many again: the first pay for the room."""
    for site in (sites.shop, sites.blank):
        site.end()
        site.open()
    count = sites.few(500, 100)
    cart = wire_name(CartState, "cart")

    def shopper() -> dict[str, str]:
        return {cart: cart_of((1, 1), (2, 2))}

    return {
        "shop": asyncio.run(_measure(sites.shop.url, sites.shop.group, count, shopper)),
        "blank Reflex page": asyncio.run(_measure(sites.blank.url, sites.blank.group, count, dict)),
    }


async def _measure(
    url: str, group: int, count: int, stored: Callable[[], dict[str, str]]
) -> dict[str, float]:
    empty = memory_kib(group)
    first = await _open(url, count, stored)
    half = memory_kib(group)
    second = await _open(url, count, stored)
    full = memory_kib(group)
    for tab in [*first, *second]:
        tab.close()
    return {
        "pages": 2.0 * count,
        "MB, nobody there": empty / 1024,
        "KB each, first half": (half - empty) / count,
        "KB each, second half": (full - half) / count,
    }


async def _open(url: str, count: int, stored: Callable[[], dict[str, str]]) -> list[Tab]:
    gate = asyncio.Semaphore(AT_ONCE)
    tabs = [Tab(url) for _ in range(count)]

    async def join(tab: Tab) -> None:
        async with gate:
            await tab.open(stored())

    await asyncio.gather(*map(join, tabs))
    await asyncio.sleep(QUIET_SECONDS)  # what was needed only to open is given back
    return tabs
