"""A cart goes to a friend by a link: opened at the prices of the day, put into no cart unasked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import BUSH, HAMMING, PERSIA, Shopper
from tests.browser.site import Site

SEND = "Send this cart to a friend"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


def link_of(shopper: Shopper) -> str:
    """Make the link of what the cart page shows."""
    shopper.page.get_by_role("button", name=SEND).click()
    field = shopper.page.get_by_role("textbox", name="Link to this cart")
    expect(field).to_be_visible()
    return field.input_value()


def follow(shopper: Shopper, link: str) -> None:
    """Open a link that came, and wait until the page has taken it out of its address."""
    shopper.opens(link.removeprefix(shopper.site.url))
    shopper.page.wait_for_url(re.compile(r"/cart/?$"))


def test_link_is_copied_by_the_click_that_makes_it(open_browser: OpenBrowser) -> None:
    shopper = open_browser(permissions=["clipboard-read", "clipboard-write"])
    shopper.fills_cart(HAMMING)

    link = link_of(shopper)

    shopper.hears("The link is copied")
    assert shopper.page.evaluate("navigator.clipboard.readText()") == link
    assert re.fullmatch(
        re.escape(shopper.site.url) + r"/cart\?shared=1\.1x1\.[A-Za-z0-9_-]{22}", link
    )
    expect(shopper.page.get_by_role("button", name="Copy the link")).to_be_focused()


def test_browser_that_may_not_copy_shows_the_link_selected(shopper: Shopper) -> None:
    shopper.context.add_init_script(NO_CLIPBOARD)
    shopper.fills_cart(HAMMING)

    link = link_of(shopper)

    shopper.hears("Please copy the link from the field")
    assert shopper.page.evaluate("getSelection().toString()") == link


def test_link_of_a_cart_that_was_changed_is_not_shown_any_more(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    link_of(shopper)

    shopper.quantity.fill("2")

    expect(shopper.page.get_by_role("textbox", name="Link to this cart")).to_have_count(0)
    assert "1.1x2." in link_of(shopper)


def test_friend_opens_the_cart_and_buys_it(shopper: Shopper, open_browser: OpenBrowser) -> None:
    shopper.fills_cart(HAMMING, PERSIA)
    friend = open_browser()

    follow(friend, link_of(shopper))

    expect(friend.page.locator(".line")).to_have_count(2)
    expect(friend.total).to_have_text("$53.00")
    friend.hears("From the link, 2 books went into your cart, at today's prices.")
    friend.reloads()
    expect(friend.total).to_have_text("$53.00")  # and not twice
    friend.goes_to_checkout()
    friend.pays()
    assert "$53.00" in friend.expects_order()
    shopper.expects_kept([[1, 1], [2, 1]])


def test_friend_reads_what_has_changed_since(
    shopper: Shopper, open_browser: OpenBrowser, site: Site
) -> None:
    shopper.fills_cart(BUSH, HAMMING)
    link, friend = link_of(shopper), open_browser()

    with site.leaving(13, copies=0), site.dearer(1, by_minor=200):
        follow(friend, link)

        expect(friend.page.locator(".line")).to_have_count(1)
        expect(friend.page.get_by_role("main")).to_contain_text("Pieces of the Action is sold out.")
        expect(friend.total).to_have_text("$30.00")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("Add 1 book", [[2, 1], [1, 1]]),
        ("Take these instead of mine", [[1, 1]]),
        ("No, thank you", [[2, 1]]),
    ],
)
def test_cart_that_holds_something_is_changed_by_an_answer_only(
    shopper: Shopper, open_browser: OpenBrowser, answer: str, kept: list[list[int]]
) -> None:
    shopper.fills_cart(HAMMING)
    friend = open_browser()
    friend.fills_cart(PERSIA)

    follow(friend, link_of(shopper))
    question = friend.page.get_by_role("region", name="Somebody sent you a cart")
    expect(question).to_contain_text("The Art of Doing Science and Engineering")
    friend.expects_kept([[2, 1]])
    friend.page.get_by_role("button", name=answer).click()

    expect(question).to_have_count(0)
    friend.expects_kept(kept)


def test_changed_link_is_refused_politely_and_the_own_cart_stays(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)

    follow(shopper, link_of(shopper).replace("1x1", "1x9"))

    expect(shopper.alert).to_contain_text("has been cut off or changed on its way")
    shopper.expects_kept([[1, 1]])
