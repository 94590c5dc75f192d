"""From a word typed or an order chosen to the changed books, in a real browser."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Browser, Page

from tests.bench.changes import CHANGED
from tests.browser.shopper import ALIVE

FIELD, ORDER, BOOKS = "#find-text", "#find-order", ".found .shelf"
ORDERS = ("title", "newest", "price")
CHANGE = f"""([field, text, watch]) => {{
  const place = document.querySelector(field);
  const {{set}} = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(place), 'value');
  return ({CHANGED})(watch, () => {{
    set.call(place, text);
    const kind = place.tagName === 'SELECT' ? 'change' : 'input';
    place.dispatchEvent(new Event(kind, {{bubbles: true}}));
  }});
}}"""


def find_by_hand(
    browser: Browser, url: str, words: Iterable[str], *, times: int
) -> tuple[list[float], list[float]]:
    """Milliseconds until the books were others: for each word typed, and for orders chosen.

    Typing counts with the pause that the field waits for more letters. An order is chosen
    with a word in the field that every tenth title has.
    """
    page = browser.new_context(viewport={"width": 1350, "height": 940}).new_page()
    page.goto(f"{url}/")
    page.wait_for_function(ALIVE)
    typed = [_change(page, FIELD, word) for word in words]
    _change(page, FIELD, "chronicle")
    chosen = [_change(page, ORDER, ORDERS[number % len(ORDERS)]) for number in range(times)]
    page.context.close()
    return typed, chosen


def _change(page: Page, field: str, text: str) -> float:
    return float(page.evaluate(CHANGE, [field, text, BOOKS]))
