"""Pages before their first answer, without a server, and broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.shopper import HAMMING, Shopper
from tests.browser.walks.walk import Walk

BREAKS_ON_A_BOOK = """
    const create = document.createElement.bind(document);
    Document.prototype.createElement = function (name, ...rest) {
        if (window.breaks && name === 'article') throw new Error('broken on purpose');
        return create(name, ...rest);
    };
"""
LOOKING = {
    "/cancel": "cancel, looking up",
    "/cart": "cart, looking up",
    "/checkout": "checkout, looking up",
    "/checkout/return": "return, looking up",
    "/success?order=some": "order, looking up",
}


def waits_for_the_first_answer(shopper: Shopper) -> Iterator[str]:
    """The shop takes the call and says nothing: what the pages say meanwhile."""
    shopper.page.route_web_socket(re.compile("/_event"), lambda _line: None)
    for path, name in LOOKING.items():
        shopper.page.goto(shopper.site.url + path)
        yield name


def loses_the_shop(shopper: Shopper) -> Iterator[str]:
    """Nobody answers the calls of a page."""
    shopper.opens("/")
    shopper.page.evaluate("localStorage.setItem('cart', 'x'.repeat(1_200_000))")
    shopper.page.reload()
    expect(shopper.page.get_by_role("alertdialog")).to_be_visible()
    yield "connection lost"
    shopper.errors.clear()  # it is named on the console


def meets_a_broken_page(shopper: Shopper) -> Iterator[str]:
    """A page whose own code fails in the browser."""
    shopper.page.add_init_script(BREAKS_ON_A_BOOK)
    shopper.opens("/")
    shopper.page.evaluate("window.breaks = true")
    shopper.card(HAMMING).get_by_role("heading").get_by_role("link").click()
    expect(shopper.page.get_by_role("heading", level=1)).to_contain_text("come apart")
    yield "page that broke"
    shopper.errors.clear()  # what broke is named on the console


WALKS: tuple[Walk, ...] = (waits_for_the_first_answer, loses_the_shop, meets_a_broken_page)
