"""Checkout in a browser: from the click to a Pay button that may be pressed, and to the thanks."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.bench.figures import medians
from tests.bench.results import Figures
from tests.bench.sites import Sites
from tests.browser.shopper import HAMMING, Shopper

LATENCY_MS = 150
# Times are of the wall, because a new page starts a clock of its own.
CLOCK = """
const now = () => performance.timeOrigin + performance.now();
const look = () => {
  const pay = [...document.querySelectorAll('button')].find((each) => /^Pay/.test(each.innerText));
  if (pay && !pay.disabled && !sessionStorage.getItem('enabled'))
    sessionStorage.setItem('enabled', now());
  if (/order is complete/.test(document.querySelector('h1')?.innerText ?? ''))
    sessionStorage.setItem('thanked', sessionStorage.getItem('thanked') ?? now());
  else requestAnimationFrame(look);
};
if (window === top) {
  if (!sessionStorage.getItem('opened')) sessionStorage.setItem('opened', performance.timeOrigin);
  requestAnimationFrame(look);
  addEventListener('click', (event) => {
    if (/^Checkout$/.test(event.target.innerText)) {
      sessionStorage.setItem('clicked', now());
      sessionStorage.removeItem('enabled');
    }
    if (/^Pay/.test(event.target.innerText)) sessionStorage.setItem('paid', now());
  }, true);
}
"""
ENABLED = "() => sessionStorage.getItem('enabled') !== null"
THANKED = "() => sessionStorage.getItem('thanked') !== null"
SINCE = """([from, to]) =>
  (to ? Number(sessionStorage.getItem(to)) : performance.timeOrigin + performance.now())
  - Number(sessionStorage.getItem(from))"""


@dataclass
class Till:
    """A shop whose checkout is timed: the same words lead through both."""

    browser: Browser
    sites: Sites
    url: str

    def buys(self) -> dict[str, float]:
        """Go from the cart to the checkout and pay, with a browser that knows nothing yet."""
        page = self._open("/")
        page.get_by_role("button", name="Add to cart").first.click()
        if self.is_flask:
            page.wait_for_url("**/cart")
        else:
            page.wait_for_function("() => /\\[\\[/.test(localStorage.getItem('cart') ?? '')")
            page.goto(f"{self.url}/cart")
        page.get_by_role("link", name="Checkout").click()
        page.wait_for_function(ENABLED)
        ready = page.evaluate(SINCE, ["clicked", "enabled"])
        shopper = Shopper(page.context, page, self.sites.shop, "reader@example.com")
        shopper.frame.get_by_role("textbox", name="Card number").wait_for()
        typing = page.evaluate(SINCE, ["clicked", ""])
        shopper.fills_contact()
        shopper.fills_card()
        page.get_by_role("button", name="Pay").click()
        page.wait_for_function(THANKED)
        thanked = page.evaluate(SINCE, ["paid", "thanked"])
        page.context.close()
        return {"ready from cart": ready, "card field": typing, "pay to thanks": thanked}

    def opens_cold(self) -> dict[str, float]:
        """Open the checkout of one book by its address, as from a link in a letter."""
        page = self._open(f"/checkout?item={HAMMING}")
        page.wait_for_function(ENABLED)
        ready = page.evaluate(SINCE, ["opened", "enabled"])
        page.context.close()
        return {"ready cold": ready}

    @property
    def is_flask(self) -> bool:
        """Whether this is the peer."""
        return self.url == self.sites.flask.url

    def _open(self, path: str) -> Page:
        page = self.browser.new_context(viewport={"width": 1350, "height": 940}).new_page()
        page.add_init_script(CLOCK)
        page.goto(self.url + path)
        return page


def measure(sites: Sites) -> Figures:
    """Buy in both shops in turn, with a Stripe that answers at once and with a real one's delay."""
    figures: Figures = {}
    with sites.browser() as browser:
        for latency_ms in (0, LATENCY_MS):
            sites.shop.open(latency_ms)
            sites.flask.open(latency_ms)
            tills = {
                "shop": Till(browser, sites, sites.shop.url),
                "Flask": Till(browser, sites, sites.flask.url),
            }
            seen: dict[str, list[dict[str, float]]] = {name: [] for name in tills}
            for _ in range(sites.few(7, 2)):
                for name, till in tills.items():
                    seen[name].append(till.buys() | till.opens_cold())
            for name, rounds in seen.items():
                figures[f"{name}, Stripe {latency_ms} ms"] = medians(rounds)
    return figures
