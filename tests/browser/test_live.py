"""An open order page changes by itself, whoever changed the order."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, Shopper

SOON_MS = 4_000  # two seconds are promised; a loaded machine gets twice that
KEPT = "document.body.dataset.kept = 'yes'"


def test_refund_made_elsewhere_shows_on_every_open_page(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    friend = open_browser()
    friend.opens(shopper.page.url.removeprefix(shopper.site.url))
    expect(friend.page.get_by_role("heading", level=1)).to_contain_text("complete")
    for page in (shopper.page, friend.page):
        page.evaluate(KEPT)  # a reload would forget it
    intent = shopper.site.sandbox.intents(shopper.email)[0]

    shopper.site.sandbox.post("refunds", payment_intent=intent["id"], amount="1000")

    for page in (shopper.page, friend.page):
        expect(page.get_by_role("heading", level=1)).to_contain_text("refunded", timeout=SOON_MS)
        expect(page.locator("body[data-kept=yes]")).to_have_count(1)
    expect(shopper.page.get_by_role("main")).to_contain_text("$10.00")


def test_page_that_went_elsewhere_is_not_disturbed(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    shopper.page.get_by_role("link", name="Books").click()
    expect(shopper.page.locator(".book-card").first).to_be_visible()
    intent = shopper.site.sandbox.intents(shopper.email)[0]

    shopper.site.sandbox.post("refunds", payment_intent=intent["id"])

    shopper.adds(HAMMING)
    expect(shopper.page.get_by_role("heading", level=1)).to_contain_text("Books about")
