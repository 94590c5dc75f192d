"""The cart: on its page, beside others, with problems, and sent to a friend."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.shopper import BUSH, HAMMING, PERSIA, Shopper
from tests.browser.walks.walk import Walk


def opens_the_cart(shopper: Shopper) -> Iterator[str]:
    """Empty, full, with an undo, and with its link for a friend."""
    shopper.opens("/cart")
    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()
    yield "cart, empty"
    shopper.fills_cart(HAMMING, PERSIA)
    yield "cart"
    shopper.page.get_by_role("button", name="Remove The Making").click()
    expect(shopper.page.get_by_role("button", name="Undo")).to_be_focused()
    yield "cart, undo"
    shopper.page.get_by_role("button", name="Send this cart to a friend").click()
    field = shopper.page.get_by_role("textbox", name="Link to this cart")
    expect(field).to_be_visible()
    link = field.input_value()
    yield "cart, link made"
    shopper.opens("/")
    shopper.adds(PERSIA)
    shopper.opens(link.removeprefix(shopper.site.url))
    expect(shopper.page.get_by_role("region", name="Somebody sent you a cart")).to_be_visible()
    yield "cart, one was sent"
    shopper.opens(re.sub("=.", "=9", link.removeprefix(shopper.site.url)))
    expect(shopper.alert).to_contain_text("has been cut off or changed")
    yield "cart, one was sent and changed on its way"


def opens_the_drawer(shopper: Shopper) -> Iterator[str]:
    """The cart beside a page: empty, full, and with an undo."""
    button = shopper.page.get_by_role("button", name="Show cart")
    drawer = shopper.page.get_by_role("dialog", name="Your cart")
    shopper.opens("/")
    button.click()
    expect(drawer).to_contain_text("Your cart is empty")
    yield "drawer, empty"
    shopper.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    shopper.adds(HAMMING)
    shopper.adds(PERSIA)
    button.click()
    expect(drawer.locator(".total dd")).to_have_text("$53.00")
    yield "drawer"
    drawer.get_by_role("button", name="Remove The Making").click()
    expect(drawer.get_by_role("button", name="Undo")).to_be_visible()
    yield "drawer, undo"


def finds_the_cart_changed(shopper: Shopper) -> Iterator[str]:
    """Fewer copies than asked for, none at all, and another price: in cart, drawer, checkout."""
    shopper.fills_cart(BUSH, HAMMING, PERSIA)
    shopper.page.get_by_role("spinbutton", name="Quantity").first.fill("3")
    shopper.hears("3 copies")
    site = shopper.site
    with site.leaving(13, copies=2), site.leaving(2, copies=0), site.dearer(1, by_minor=150):
        shopper.reloads()
        main = shopper.page.get_by_role("main")
        for words in ("Only 2 copies", "is sold out", "Was $23.00, now $24.50"):
            expect(main).to_contain_text(words)
        yield "cart, changed"
        shopper.opens("/checkout")
        expect(main).to_contain_text("Only 2 copies")
        yield "checkout, changed"
        shopper.opens("/")
        shopper.page.get_by_role("button", name="Show cart").click()
        expect(shopper.page.get_by_role("dialog")).to_contain_text("Only 2 copies")
        yield "drawer, changed"


WALKS: tuple[Walk, ...] = (opens_the_cart, opens_the_drawer, finds_the_cart_changed)
