"""Nothing jumps: what state, fonts and frames bring finds its place kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, PERSIA, Shopper

MOST_SHIFT = 0.02  # of Chromium's layout-shift score, all shifts of a visit added up
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (entry.hadRecentInput) return;
    const moved = entry.sources.map(({ node, previousRect: was, currentRect: is }) =>
        `${node?.nodeName}.${node?.className} ${was.y}+${was.height} to ${is.y}+${is.height}`);
    window.shifts.push([entry.value, ...moved]);
})).observe({ type: "layout-shift", buffered: true });
"""
LINES = """() => {
    const style = getComputedStyle(document.querySelector('h1'));
    const { height } = document.querySelector('h1').getBoundingClientRect();
    return Math.round(height / parseFloat(style.lineHeight));
}"""
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1350, "height": 940}}


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, open_browser: OpenBrowser) -> Shopper:
    """A shopper whose browser writes down every shift, on a phone and at a desk."""
    shopper = open_browser(viewport=SIZES[request.param])
    shopper.context.add_init_script(WATCH)
    return shopper


def expects_calm(shopper: Shopper) -> None:
    """The page has come to rest, and little has moved on the way."""
    shopper.page.wait_for_load_state("networkidle")
    shopper.page.evaluate("document.fonts.ready")
    shifts = shopper.page.evaluate("window.shifts")
    assert sum(value for value, *_ in shifts) <= MOST_SHIFT, shifts


@pytest.mark.parametrize("path", ["/", f"/books/{HAMMING}", "/about"])
def test_compiled_page_stays_where_it_was_painted(visitor: Shopper, path: str) -> None:
    visitor.opens(path)

    expects_calm(visitor)


def test_returning_shopper_sees_the_same_calm(visitor: Shopper) -> None:
    visitor.fills_cart(HAMMING, PERSIA)
    visitor.opens("/")
    visitor.expects_count(2)

    expects_calm(visitor)


def test_cart_keeps_its_place(visitor: Shopper) -> None:
    visitor.fills_cart(HAMMING)
    visitor.reloads()
    expect(visitor.total).to_have_text("$28.00")

    expects_calm(visitor)


def test_checkout_keeps_a_place_for_the_payment(visitor: Shopper) -> None:
    visitor.fills_cart(HAMMING)
    visitor.opens("/checkout")
    expect(visitor.pay_button).to_be_enabled()
    expect(visitor.frame.get_by_role("textbox", name="Card number")).to_be_visible()

    expects_calm(visitor)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/", f"/books/{HAMMING}"])
def test_headline_breaks_the_same_in_the_type_that_stands_in(
    open_browser: OpenBrowser, path: str, size: str
) -> None:
    in_time, late = (open_browser(viewport=SIZES[size]) for _ in range(2))
    late.context.route("**/fonts/*", lambda route: route.fulfill(body=b""))

    lines: list[int] = []
    for shopper in (in_time, late):
        shopper.opens(path)
        shopper.page.evaluate("document.fonts.ready")
        lines.append(shopper.page.evaluate(LINES))

    assert lines[0] == lines[1] > 1
