"""The shop that is measured: built once, served as people serve it, with books enough to sell."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
from pathlib import Path
from time import perf_counter

from tests.bench import processes
from tests.bench.ports import kept_port
from tests.bench.stripe_apart import StripeApart
from tests.browser.site import Site
from tests.machine import PROJECT

PLENTY = 10_000_000  # copies; a run sells thousands


class ShopSite(Site):
    """The shop, its Stripe being a sandbox apart with a latency."""

    command = (str(PROJECT / ".ci" / "run_reflex.py"),)  # builds only what has changed

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = kept_port(folder)  # it is part of the build
        self.url = f"http://localhost:{self.port}"
        self.stripe = StripeApart(folder / "data" / "stripe.db")
        self._stripe_port = kept_port(folder, "stripe-port")  # this as well
        self.latency_ms = 0

    @property
    def is_running(self) -> bool:
        """Whether it has been started and not ended."""
        return self._process is not None

    @property
    def group(self) -> int:
        """The process group of the server and its workers."""
        assert self._process is not None
        return self._process.pid

    def open(self, latency_ms: int = 0) -> float:
        """Start it, or start it anew when its Stripe is to be another; answers the seconds."""
        if self.is_running and self.latency_ms == latency_ms:
            return 0.0
        self.end()
        self.latency_ms = latency_ms
        self.stripe.open(port=self._stripe_port, latency_ms=latency_ms)
        self.environment = {
            "SANDBOX_URL": self.stripe.api,
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": "",  # the tests' watch of the event loop has its price
        }
        started = perf_counter()
        self.start()
        took = perf_counter() - started
        with self.database() as database:
            database.execute("UPDATE stock SET copies = ?", [PLENTY])
        return took

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the shop and its Stripe."""
        super().end(how)
        self.stripe.end()

    def forget_build(self) -> None:
        """Take away what was built and fetched, as in a fresh checkout."""
        shutil.rmtree(self.folder / ".web", ignore_errors=True)

    def forget_data(self) -> None:
        """Take away what it and its Stripe have stored, while both are ended."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def cpu_seconds(self) -> float:
        """What it has used of the processors."""
        return processes.cpu_seconds(self.group)


def price_of(site: Site, slug: str) -> tuple[int, int]:
    """The id of a title and its price in minor units."""
    with site.database() as database:
        row = database.execute("SELECT id, price_minor FROM books WHERE slug = ?", [slug])
        found = row.fetchone()
    return found["id"], found["price_minor"]


def cart_of(*lines: tuple[int, int]) -> str:
    """A cart with these lines as a browser keeps it."""
    return json.dumps({"id": secrets.token_urlsafe(16), "revision": 1, "lines": lines})
