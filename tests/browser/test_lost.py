"""The shop is away: what says so lies above all, and nothing behind it is within reach."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site

IN_SIGHT = """() => {
    const it = document.activeElement, box = it.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return it === document.body || it === top || it.contains(top);
}"""


def test_lost_shop_is_told_above_the_drawer_and_the_keyboard_stays_in_sight(
    shopper: Shopper, site: Site
) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)
    shopper.page.get_by_role("button", name="Show cart").click()
    expect(shopper.page.get_by_role("dialog", name="Your cart")).to_be_visible()
    lost = shopper.page.get_by_role("alertdialog")

    site.end()
    try:
        expect(lost.get_by_role("button", name="Try again now")).to_be_focused(timeout=30_000)
        expect(shopper.page.get_by_role("dialog", name="Your cart")).to_be_hidden()
        visited = []
        for _ in range(5):
            shopper.page.keyboard.press("Tab")
            visited.append(shopper.page.evaluate(IN_SIGHT))
    finally:
        site.start()

    assert visited == [True] * 5
    expect(lost).to_have_count(0, timeout=30_000)
    shopper.page.get_by_role("button", name="Show cart").click()
    expect(shopper.page.get_by_role("dialog", name="Your cart")).to_contain_text("$28.00")
    shopper.errors.clear()  # the browser names each attempt to reconnect
    site.expects_tracebacks = True  # an event may still be worked on while the shop closes


def test_focus_comes_back_with_the_shop(shopper: Shopper, site: Site) -> None:
    shopper.opens("/checkout?item=1")
    expect(shopper.pay_button).to_be_enabled()
    shopper.field("City").fill("Spring")
    lost = shopper.page.get_by_role("alertdialog")

    site.end()
    try:
        expect(lost.get_by_role("button", name="Try again now")).to_be_focused(timeout=30_000)
    finally:
        site.start()

    expect(shopper.field("City")).to_be_focused(timeout=30_000)
    expect(shopper.field("City")).to_have_value("Spring")
    shopper.errors.clear()  # the browser names each attempt to reconnect
    site.expects_tracebacks = True
