"""The cart beside the page: opened by a button, kept to by the keyboard, and never in the way."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.shopper import BUSH, HAMMING, PERSIA, Shopper
from tests.browser.site import Site

NAME_OF_FOCUSED = """() => document.activeElement.getAttribute('aria-label')
    || document.activeElement.innerText"""


def drawer_of(shopper: Shopper) -> Locator:
    return shopper.page.get_by_role("dialog", name="Your cart")


def opens_drawer(shopper: Shopper) -> Locator:
    shopper.page.get_by_role("button", name="Show cart").click()
    expect(drawer_of(shopper)).to_be_visible()
    return drawer_of(shopper)


def test_link_leads_to_the_cart_and_the_button_beside_it_shows_it_here(shopper: Shopper) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)

    drawer = opens_drawer(shopper)
    expect(drawer).to_contain_text("1 × The Art of Doing Science and Engineering")  # noqa: RUF001
    expect(drawer.locator(".total dd")).to_have_text("$28.00")
    expect(drawer).to_contain_text("$52.00 more and delivery is free.")
    drawer.get_by_role("button", name="Close").click()
    expect(drawer).to_have_count(0)
    shopper.cart_link.click()

    expect(shopper.page).to_have_url(re.compile("/cart/?$"))
    expect(shopper.page.get_by_role("button", name="Show cart")).to_have_count(0)


def test_keyboard_goes_in_stays_inside_and_comes_back_with_escape(shopper: Shopper) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)
    keyboard = shopper.page.keyboard

    shopper.page.get_by_role("button", name="Show cart").focus()
    keyboard.press("Enter")
    expect(drawer_of(shopper).get_by_role("button", name="Close")).to_be_focused()
    visited = []
    for _ in range(8):
        keyboard.press("Tab")
        visited.append(shopper.page.evaluate(NAME_OF_FOCUSED))
    keyboard.press("Escape")

    assert "Remove The Art of Doing Science and Engineering" in visited
    assert "Checkout" in visited
    assert not [name for name in visited if name in ("Books", "Add to cart")]
    expect(drawer_of(shopper)).to_have_count(0)
    expect(shopper.page.get_by_role("button", name="Show cart")).to_be_focused()


def test_drawer_opens_again_after_each_way_of_closing_it(shopper: Shopper) -> None:
    shopper.opens("/")

    expect(opens_drawer(shopper)).to_contain_text("Your cart is empty.")
    shopper.page.keyboard.press("Escape")
    expect(drawer_of(shopper)).to_have_count(0)
    opens_drawer(shopper)
    shopper.page.mouse.click(20, 300)  # beside it
    expect(drawer_of(shopper)).to_have_count(0)

    opens_drawer(shopper)


def test_adding_says_what_it_comes_to_and_leaves_the_shelf_free(shopper: Shopper) -> None:
    shopper.opens("/")
    ways_on = shopper.page.locator(".ways-on")

    shopper.adds(HAMMING)
    expect(ways_on).to_contain_text("Total $28.00")
    shopper.adds(PERSIA)  # nothing lies over the next button
    expect(ways_on).to_contain_text("Total $53.00")
    ways_on.get_by_role("button", name="View cart").click()

    expect(drawer_of(shopper).get_by_role("listitem")).to_have_count(2)
    expect(ways_on).to_have_count(0)
    shopper.page.keyboard.press("Escape")
    expect(shopper.page.get_by_role("button", name="Show cart")).to_be_focused()


def test_ways_on_lead_to_the_checkout(shopper: Shopper) -> None:
    shopper.opens(f"/books/{HAMMING}")
    shopper.page.get_by_role("button", name="Add to cart").click()

    shopper.page.get_by_role("link", name="Checkout").click()

    expect(shopper.pay_button).to_have_accessible_name("Pay $28.00")


def test_refused_add_offers_no_way_on(shopper: Shopper) -> None:
    shopper.opens("/")
    for count in (1, 2, 3):
        shopper.add_button(BUSH).click()
        shopper.expects_count(count)

    shopper.add_button(BUSH).click()

    shopper.hears("Only 3 copies")
    expect(shopper.page.locator(".ways-on")).to_have_count(0)


def test_words_that_are_said_again_are_shown_and_read_out_again(shopper: Shopper) -> None:
    shopper.opens("/")
    for count in (1, 2, 3):
        shopper.add_button(BUSH).click()
        shopper.expects_count(count)
    notice = shopper.page.locator(".notice")

    shopper.add_button(BUSH).click()
    expect(notice).to_contain_text("Only 3 copies")
    first = notice.element_handle()
    notice.evaluate("(notice) => notice.getAnimations().forEach((each) => each.finish())")
    expect(notice).to_be_hidden()
    shopper.add_button(BUSH).click()

    expect(notice).to_be_visible()
    assert first is not None
    assert not first.evaluate("(first) => first.isConnected")  # so a live region says it anew


def test_line_mended_in_the_drawer_leaves_the_keyboard_on_it_and_is_heard_there(
    shopper: Shopper, site: Site
) -> None:
    shopper.opens("/")
    for count in (1, 2, 3):
        shopper.add_button(BUSH).click()
        shopper.expects_count(count)

    with site.leaving(13, copies=2):
        drawer = opens_drawer(shopper)
        drawer.get_by_role("button", name="Take 2 of Pieces of the Action").click()

        title = drawer.get_by_text("2 × Pieces of the Action")  # noqa: RUF001
        expect(title).to_be_focused()
        # What is said outside is out of reach behind a modal dialog.
        expect(drawer.get_by_role("status")).to_have_text("Pieces of the Action: 2 copies.")


def test_line_removed_in_the_drawer_comes_back_there(shopper: Shopper) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)
    shopper.adds(PERSIA)
    drawer = opens_drawer(shopper)

    drawer.get_by_role("button", name="Remove The Art of").click()
    expect(drawer.locator(".total dd")).to_have_text("$30.00")
    shopper.expects_kept([[2, 1]])
    drawer.get_by_role("button", name="Undo").click()

    expect(drawer.locator(".total dd")).to_have_text("$53.00")
    shopper.expects_kept([[1, 1], [2, 1]])


def test_drawer_learns_what_another_tab_does(shopper: Shopper) -> None:
    shopper.opens("/")
    other = shopper.opens_tab()
    other.opens("/")
    drawer = opens_drawer(shopper)

    other.adds(HAMMING)

    expect(drawer.locator(".total dd")).to_have_text("$28.00")
