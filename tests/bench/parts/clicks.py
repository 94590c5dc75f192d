"""From a click to the changed text, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.bench.changes import CHANGED
from tests.bench.figures import spread
from tests.bench.results import Figures
from tests.bench.sites import Sites

PRESS = f"""([press, number, watch]) => {{
  const buttons = document.querySelectorAll(press);
  return ({CHANGED})(watch, () => buttons[number % buttons.length].click());
}}"""
GO = """(press) => {
  sessionStorage.setItem('pressed', performance.timeOrigin + performance.now());
  document.querySelector(press).click();
}"""
PAINTED = """() => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  if (!paint || location.pathname !== '/cart') return null;
  return performance.timeOrigin + paint.startTime - Number(sessionStorage.getItem('pressed'));
}"""
ALIVE = "() => (localStorage.getItem('cart') ?? '') !== ''"


def measure(sites: Sites) -> Figures:
    """Click the counter, the shop's buttons and the Flask shop's, one batch after the other."""
    sites.shop.open()
    sites.blank.open()
    sites.flask.open()
    count = sites.few(150, 40)
    with sites.browser() as browser:
        return {
            "counter": spread(_counter(browser, sites.blank.url, count)),
            "shop: add to cart": spread(_shop(browser, sites.shop.url, count)),
            "Flask: add to cart, next page": spread(_flask(browser, sites.flask.url, count // 5)),
        }


def _counter(browser: Browser, url: str, count: int) -> list[float]:
    page = _open(browser, f"{url}/")
    page.wait_for_function("() => document.querySelector('#count').textContent === '0'")
    took = [_press(page, "#bump", 0, "#count") for _ in range(count + 5)]
    page.context.close()
    return took[5:]


def _shop(browser: Browser, url: str, count: int) -> list[float]:
    page = _open(browser, f"{url}/")
    page.wait_for_function(ALIVE)
    took = [
        _press(page, ".book-card .buy button", number, ".cart-link") for number in range(count + 5)
    ]
    page.context.close()
    return took[5:]


def _flask(browser: Browser, url: str, count: int) -> list[float]:
    page = _open(browser, f"{url}/")
    took = []
    for _ in range(count + 1):
        page.goto(f"{url}/")
        page.evaluate(GO, "button")
        page.wait_for_url("**/cart")
        took.append(float(page.wait_for_function(PAINTED).json_value()))
    page.context.close()
    return took[1:]


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1350, "height": 940}).new_page()
    page.goto(address)
    return page


def _press(page: Page, button: str, number: int, watched: str) -> float:
    return float(page.evaluate(PRESS, [button, number, watched]))
