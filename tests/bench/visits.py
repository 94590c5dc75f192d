"""What one first visit to a page costs a browser: bytes, requests, and when what is seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

CPU_OF_A_PHONE = 4  # times slower, as Lighthouse's mobile preset
SLOW_4G = {
    "offline": False,
    "latency": 150,  # ms, as Lighthouse's mobile preset
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
DESK: ViewportSize = {"width": 1350, "height": 940}
PHONE: ViewportSize = {"width": 412, "height": 823}
QUIET_MS = 600  # in which late shifts and long tasks still count
OBSERVERS = """
window.__seen = {lcp: 0, cls: 0, tbt: 0, frame: null};
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  __seen.lcp = entry.startTime;
})).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) __seen.cls += entry.value;
})).observe({type: 'layout-shift', buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  __seen.tbt += Math.max(0, entry.duration - 50);
})).observe({type: 'longtask', buffered: true});
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', ({data}) => {
      if (String(data).startsWith('42')) __seen.frame ??= performance.now();
    });
  }
};
"""
SEEN = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {...__seen, fcp: paint ? paint.startTime : 0};
}"""


@dataclass
class Place:
    """An address to visit, and what the browser brings along."""

    url: str
    is_live: bool = True  # whether a socket is to bring a first state
    stored: dict[str, str] = field(default_factory=dict)  # in its local storage


@dataclass
class Traffic:
    """The answers that a page needed, by kind."""

    kinds: dict[str, str] = field(default_factory=dict)
    wire: dict[str, float] = field(default_factory=dict)

    def attach(self, wire: CDPSession) -> None:
        """Listen to a page's network."""
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.responseReceived", self._answered)
        wire.on("Network.loadingFinished", self._finished)

    def _answered(self, event: dict[str, Any]) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self.kinds.get(event["requestId"], "Other")
        self.wire[kind] = self.wire.get(kind, 0) + event["encodedDataLength"] / 1000

    def readings(self) -> dict[str, float]:
        """Kilobytes and requests; pictures stand apart."""
        pictures = list(self.kinds.values()).count("Image")
        return {
            "kb": sum(size for kind, size in self.wire.items() if kind != "Image"),
            "kb of pictures": self.wire.get("Image", 0.0),
            "kb of script": self.wire.get("Script", 0.0),
            "kb of fonts": self.wire.get("Font", 0.0),
            "requests": float(len(self.kinds) - pictures),
            "requests for pictures": float(pictures),
        }


def visit(browser: Browser, place: Place, *, is_slow: bool) -> dict[str, float]:
    """Visit with an empty cache and wait until the page is alive and quiet."""
    context = browser.new_context(viewport=PHONE if is_slow else DESK)
    try:
        page = context.new_page()
        wire = context.new_cdp_session(page)
        traffic = Traffic()
        traffic.attach(wire)
        if is_slow:
            wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU_OF_A_PHONE})
            wire.send("Network.emulateNetworkConditions", SLOW_4G)
        page.add_init_script(OBSERVERS + _store(place.stored))
        page.goto(place.url, wait_until="load")
        return traffic.readings() | _timings(page, is_live=place.is_live)
    finally:
        context.close()


def _store(stored: dict[str, str]) -> str:
    # Only in the page's own frame: Stripe's frames have storages of their own.
    lines = "".join(f"localStorage.setItem({name!r}, {text!r});" for name, text in stored.items())
    return f"if (window === top && !localStorage.getItem('cart')) {{ {lines} }}" if lines else ""


def _timings(page: Page, *, is_live: bool) -> dict[str, float]:
    if is_live:
        page.wait_for_function("() => __seen.frame !== null")
    # No wait for something to come true: late shifts and long tasks are counted in this window.
    page.wait_for_timeout(QUIET_MS)
    seen = page.evaluate(SEEN)
    return {name: float(value) for name, value in seen.items() if value is not None}
