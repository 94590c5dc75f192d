"""What an event costs: alone by the clock, and in a crowd by the server's processor time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from tests.bench.figures import medians, spread
from tests.bench.peers import BlankSite
from tests.bench.results import Figures
from tests.bench.shop_site import ShopSite, price_of
from tests.bench.shopping import CART, Clicks
from tests.bench.sites import Sites
from tests.bench.wire import ROOT, Tab
from tests.browser.shopper import HAMMING

BUMP = f"{ROOT}.blank___blank____counter.bump"
WARM_UP = 50
BATCH = 100
CROWD = 16

Ask = Callable[[], Awaitable[float]]


def measure(sites: Sites) -> Figures:
    """Time the bare counter and the shop's events in turn."""
    sites.shop.open()
    sites.blank.open()
    return asyncio.run(_measure(sites))


async def _measure(sites: Sites) -> Figures:
    book_id, _ = price_of(sites.shop, HAMMING)
    return await _alone(sites, book_id) | await _crowds(sites, book_id)


async def _alone(sites: Sites, book_id: int) -> Figures:
    counter, clicks = Tab(sites.blank.url), Clicks(Tab(sites.shop.url), book_id)
    await counter.open()
    await clicks.start()
    took: dict[str, list[float]] = {"counter": [], "add to cart": [], "open the drawer": []}
    for number in range(sites.few(10, 3) + 1):
        for _ in range(BATCH if number else WARM_UP):
            times = {
                "counter": await counter.ask(BUMP),
                "add to cart": await clicks.add(),
                "open the drawer": await clicks.tab.ask(f"{CART}.open_drawer"),
            }
            await clicks.take()
            for name, seconds in times.items() if number else ():
                took[name].append(1000 * seconds)
    counter.close()
    clicks.tab.close()
    return {f"{name}, alone": spread(each) for name, each in took.items()}


async def _crowds(sites: Sites, book_id: int) -> Figures:
    kinds: dict[str, list[dict[str, float]]] = {"counter, 16 tabs": [], "shop, 16 tabs": []}
    for _ in range(sites.few(3, 1)):
        seconds = float(sites.few(4, 2))
        kinds["counter, 16 tabs"].append(await _crowd_of_counters(sites.blank, seconds))
        kinds["shop, 16 tabs"].append(await _crowd_of_shoppers(sites.shop, book_id, seconds))
    return {name: medians(rounds) for name, rounds in kinds.items()}


async def _crowd_of_counters(site: BlankSite, seconds: float) -> dict[str, float]:
    tabs = [Tab(site.url) for _ in range(CROWD)]
    for tab in tabs:
        await tab.open()

    def asker(tab: Tab) -> Ask:
        return lambda: tab.ask(BUMP)

    return await _flood(site, [asker(tab) for tab in tabs], tabs, seconds)


async def _crowd_of_shoppers(site: ShopSite, book_id: int, seconds: float) -> dict[str, float]:
    crowd = [Clicks(Tab(site.url), book_id) for _ in range(CROWD)]
    for clicks in crowd:
        await clicks.start()
    tabs = [clicks.tab for clicks in crowd]
    return await _flood(site, [clicks.next for clicks in crowd], tabs, seconds)


async def _flood(
    site: ShopSite | BlankSite, asks: Sequence[Ask], tabs: Sequence[Tab], seconds: float
) -> dict[str, float]:
    """Have everybody wait for exactly one event at a time until the time is over."""
    took: list[float] = []
    end = perf_counter() + seconds

    async def work(ask: Ask) -> None:
        while perf_counter() < end:
            took.append(1000 * await ask())

    before, started = site.cpu_seconds(), perf_counter()
    await asyncio.gather(*map(work, asks))
    spent, used = perf_counter() - started, site.cpu_seconds() - before
    for tab in tabs:
        tab.close()
    return spread(took) | {"per second": len(took) / spent, "per CPU second": len(took) / used}
