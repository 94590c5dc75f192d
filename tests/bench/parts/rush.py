"""Many pay at once with a Stripe that takes 150 ms: how many come through, and who must wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter, process_time

from tests.bench.bystander import Bystander, call_bystander
from tests.bench.figures import medians, spread
from tests.bench.peers import FlaskSite
from tests.bench.results import Figures
from tests.bench.shop_site import ShopSite, price_of
from tests.bench.shopping import buy, buy_from_flask
from tests.bench.sites import Sites
from tests.browser.shopper import HAMMING

LATENCY_MS = 150
FEW, MANY = 8, 32  # who pay at the same time
CALM_SECONDS = 0.5  # of a rush before the bystander acts, and after

Buy = Callable[[], Awaitable[float]]


@dataclass
class Rushed:
    """A shop, a way to buy in it, and one who only looks."""

    name: str
    site: ShopSite | FlaskSite
    buy: Buy
    bystander: Bystander

    async def rounds(self, seconds: float) -> Figures:
        """Watch the bystander while nobody pays and while eight do; then let many pay."""
        calm = await self.bystander.stands_by(seconds)
        rush = asyncio.create_task(self.pay(FEW, seconds + 2 * CALM_SECONDS))
        await asyncio.sleep(CALM_SECONDS)
        stood = await self.bystander.stands_by(seconds)
        few = await rush
        return {
            f"{self.name}: bystander, nobody pays": spread(calm),
            f"{self.name}: bystander, {FEW} pay": spread(stood),
            f"{self.name}: {FEW} pay": few,
            f"{self.name}: {MANY} pay": await self.pay(MANY, seconds),
        }

    async def pay(self, shoppers: int, seconds: float) -> dict[str, float]:
        """Let so many shoppers buy one after the other until the time is over."""
        took: list[float] = []
        started, before = perf_counter(), self._used()

        async def shop() -> None:
            while perf_counter() < started + seconds:
                took.append(1000 * await self.buy())

        await asyncio.gather(*(shop() for _ in range(shoppers)))
        spent, after = perf_counter() - started, self._used()
        each = {who: 1000 * (after[who] - before[who]) / len(took) for who in before}
        return spread(took) | {"per second": len(took) / spent} | each

    def _used(self) -> dict[str, float]:
        """Processor seconds so far: the shop's, and those of what the measuring needs."""
        return {
            "CPU ms each": self.site.cpu_seconds(),
            "of its Stripe": self.site.stripe.cpu_seconds(),
            "of the shoppers": process_time(),
        }


def measure(sites: Sites) -> Figures:
    """Rush both shops in turn."""
    sites.shop.open(LATENCY_MS)
    sites.flask.open(LATENCY_MS)
    return asyncio.run(_measure(sites))


async def _measure(sites: Sites) -> Figures:
    book_id, _ = price_of(sites.shop, HAMMING)
    shop, flask = sites.shop.url, sites.flask.url
    ours, theirs = sites.shop.stripe.api, sites.flask.stripe.api
    rushed = [
        Rushed(
            "shop",
            sites.shop,
            lambda: buy(shop, ours, book_id),
            await call_bystander("shop", shop, book_id),
        ),
        Rushed(
            "Flask",
            sites.flask,
            lambda: buy_from_flask(flask, theirs, HAMMING),
            await call_bystander("flask", flask, book_id),
        ),
    ]
    seen: dict[str, list[dict[str, float]]] = {}
    try:
        for _ in range(sites.few(3, 1)):
            for each in rushed:
                for name, readings in (await each.rounds(float(sites.few(6, 4)))).items():
                    seen.setdefault(name, []).append(readings)
    finally:
        for each in rushed:
            await each.bystander.leaves()
    return {name: medians(rounds) for name, rounds in seen.items()}
