"""What comes out of a printer: ink on white, one sheet for an invoice, nothing of the screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, PERSIA, Shopper

SHEET = re.compile(rb"/Type\s*/Page\b")
CONTRAST = """(element) => {
    const seen = getComputedStyle(element);
    const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3)
        .map((each) => each / 255)
        .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
    return 1.05 / (light(seen.color) + 0.05);
}"""


def sheets_of(page: Page, paper: str) -> int:
    """How many sheets the page takes, with the colours of the screen."""
    return len(SHEET.findall(page.pdf(format=paper, print_background=True)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_invoice_is_one_sheet_of_white_paper_without_a_focus_ring(
    open_browser: OpenBrowser, scheme: str
) -> None:
    shopper = open_browser(color_scheme=scheme)
    shopper.fills_cart(HAMMING, PERSIA)
    shopper.goes_to_checkout()
    shopper.pays()
    shopper.expects_order()
    page = shopper.page

    page.emulate_media(media="print", color_scheme=scheme)  # pyright: ignore[reportArgumentType]
    headline = page.get_by_role("heading", level=1)
    ring = headline.evaluate("(it) => [it.matches(':focus'), getComputedStyle(it).outlineStyle]")
    root = "getComputedStyle(document.documentElement)"
    ground = page.evaluate(f"[{root}.backgroundColor, {root}.colorScheme]")

    assert ring == [True, "none"]
    assert ground == ["rgb(255, 255, 255)", "light"]  # the margins of the sheet are the root's
    assert (sheets_of(page, "Letter"), sheets_of(page, "A4")) == (1, 1)


def test_book_is_printed_in_ink_that_can_be_read_under_the_name_of_the_shop(
    shopper: Shopper,
) -> None:
    shopper.opens(f"/books/{HAMMING}")
    page = shopper.page
    page.emulate_media(media="print")

    words = page.locator(".plate").locator("h1, .author, .price").all()
    contrasts = [each.evaluate(CONTRAST) for each in words]
    name = page.locator(".shop-name").bounding_box()
    book = page.locator(".book").bounding_box()

    assert len(contrasts) == 3
    assert min(contrasts) > 4.5  # on white, as printers leave colours of the ground out
    assert name is not None
    assert book is not None
    assert name["y"] + name["height"] <= book["y"]
