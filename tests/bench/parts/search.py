"""What finding a book costs, and what bringing books in takes, as the catalogue grows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import search_cost
from tests.bench.results import Figures
from tests.bench.sites import Sites

SIZES = (1_000, 10_000, 100_000)


def measure(sites: Sites) -> Figures:
    """Ask the same kinds of questions of catalogues of several sizes."""
    figures: Figures = {}
    asks = sites.few(100, 20)
    for size in SIZES[: sites.few(3, 2)]:
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'shop.db'}"
            seconds, costs = asyncio.run(search_cost.measure(size, url, asks=asks))
        figures[f"{size:,} titles: import"] = {"per second": size / seconds}
        for kind, cost in costs.items():
            figures[f"{size:,} titles: {kind}"] = cost
    return figures
