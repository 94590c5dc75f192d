"""Take the pictures of the README: `make screenshots` writes docs/screens/.

    CHROMIUM=... python -m tests.screenshots

The shop is built as the browser tests build it, and its pages are reached by the same walks, at
the widths of a phone, a tablet and a desk. What differs from order to order (number, date, ids) is
replaced, so that a picture changes only when the page does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import PATIENCE_MS, launched
from tests.browser.shopper import Shopper
from tests.browser.site import Site
from tests.browser.walks import cart, checkout, orders, shelf
from tests.browser.walks.walk import Walk
from tests.machine import PROJECT

FOLDER = PROJECT / "docs" / "screens"
QUALITY = 82  # of 100; at more, the repository would grow faster than the eye sees
SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "tablet": ViewportSize(width=768, height=1024),
    "desk": ViewportSize(width=1440, height=900),
}
PICTURES: dict[Walk, dict[str, str]] = {  # walk -> name of a state -> name of its pictures
    shelf.looks_for_a_book: {"home": "home"},
    shelf.reads_about_a_book: {"book": "book"},
    cart.opens_the_cart: {"cart": "cart"},
    cart.opens_the_drawer: {"drawer": "drawer"},
    checkout.is_declined_and_asked: {"checkout, declined": "declined"},
    orders.buys: {"order, paid": "order"},
}
SAME_EVERY_TIME = {
    ".order-number strong": "B7K2-9QWM",
    ".order-date": "January 20, 2026",
    ".order .facts div:nth-child(1) code": "pi_3QuireAndQuoin0000000001",
    ".order .facts div:nth-child(2) code": "ch_3QuireAndQuoin0000000001",
}
TO_WHAT_MATTERS = """() => {
    const alert = document.querySelector('.pay-area .alert:not(:empty)');
    if (alert) alert.scrollIntoView({block: 'center'}); else scrollTo(0, 0);
}"""


def main() -> None:
    """Build, serve, walk, and write every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    kept = os.environ.get("BROWSER_TESTS_FOLDER")
    with tempfile.TemporaryDirectory() as fresh, launched() as browser:
        site = Site(Path(kept or fresh))
        try:
            print("Building the shop ...", flush=True)  # noqa: T201 - a command talks to people
            site.start()
            for walk, wanted in PICTURES.items():
                for path in pictures(browser, site, walk, wanted):
                    print(path.relative_to(PROJECT), path.stat().st_size, flush=True)  # noqa: T201
        finally:
            site.end()
            site.sandbox.close()


def pictures(browser: Browser, site: Site, walk: Walk, wanted: dict[str, str]) -> Iterator[Path]:
    """Walk until everything wanted was seen, and take it at each width."""
    context = browser.new_context(reduced_motion="reduce", color_scheme="light")
    context.set_default_timeout(PATIENCE_MS)
    shopper = Shopper(context, context.new_page(), site, "ada@example.com")
    left = dict(wanted)
    steps = walk(shopper)
    for state in steps:
        if name := left.pop(state, ""):
            yield from _at_each_width(shopper.page, name)
        if not left:
            break
    context.close()
    assert not left, f"{walk.__name__} does not come to {', '.join(left)}."


def _at_each_width(page: Page, name: str) -> Iterator[Path]:
    for selector, text in SAME_EVERY_TIME.items():
        for element in page.locator(selector).all():
            element.evaluate("(element, text) => { element.textContent = text; }", text)
    page.evaluate("document.activeElement?.blur()")
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        page.evaluate(TO_WHAT_MATTERS)
        page.evaluate("document.fonts.ready.then(() => true)")
        path = FOLDER / f"{name}-{size}.jpg"
        page.screenshot(
            path=path, type="jpeg", quality=QUALITY, caret="hide", animations="disabled"
        )
        yield path


if __name__ == "__main__":
    main()
