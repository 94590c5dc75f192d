"""What happens to a cart while it waits: prices, stock and the shopper's own second thoughts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import BUSH, HAMMING, PERSIA, Shopper
from tests.browser.site import Site

ELEGANT = "an-elegant-puzzle"
TIMER = "offer.getAnimations()[0]"


def test_undo_lasts_ten_seconds_and_then_the_line_is_gone(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING, PERSIA)
    shopper.page.get_by_role("button", name="Remove The Art of").click()
    offer = shopper.page.locator(".undo")

    lasts = offer.evaluate(f"(offer) => {TIMER}.effect.getTiming().duration")
    offer.evaluate(f"(offer) => {TIMER}.finish()")

    assert lasts == 10_000
    expect(offer).to_have_count(0)
    expect(shopper.page.locator(".line")).to_have_count(1)


def test_undo_waits_while_the_keyboard_is_on_it(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING, PERSIA)
    state = f"(offer) => {TIMER}.playState"

    shopper.page.get_by_role("button", name="Remove The Art of").focus()
    shopper.page.keyboard.press("Enter")
    undo = shopper.page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    on_it = shopper.page.locator(".undo").evaluate(state)
    shopper.page.keyboard.press("Tab")
    beside_it = shopper.page.locator(".undo").evaluate(state)
    undo.focus()
    shopper.page.keyboard.press("Enter")

    assert (on_it, beside_it) == ("paused", "running")
    expect(shopper.page.get_by_role("button", name="Remove The Art of")).to_be_focused()
    expect(shopper.page.locator(".line")).to_have_count(2)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_undo_lasts_as_long_for_those_who_want_no_motion(shopper: Shopper, motion: str) -> None:
    shopper.page.emulate_media(reduced_motion=motion)  # pyright: ignore[reportArgumentType]
    shopper.fills_cart(HAMMING)
    shopper.page.get_by_role("button", name="Remove The Art of").click()

    timing = f"(offer) => {TIMER}.effect.getTiming().duration"

    assert shopper.page.locator(".undo").evaluate(timing) == 10_000


def test_removals_come_back_one_by_one(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING, PERSIA, ELEGANT)
    before = shopper.titles()
    page = shopper.page
    for title in ("The Making of Prince of Persia", "An Elegant Puzzle"):
        page.get_by_role("button", name=f"Remove {title}").click()
        expect(page.locator(".undo")).to_contain_text(f"{title} was removed.")

    for left in (2, 3):
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".line")).to_have_count(left)

    assert shopper.titles() == before
    expect(page.locator(".undo")).to_have_count(0)


def test_line_that_asks_for_too_much_is_mended_by_one_click(shopper: Shopper, site: Site) -> None:
    shopper.fills_cart(BUSH, HAMMING)
    field = shopper.page.get_by_role("spinbutton", name="Quantity").first
    field.fill("3")
    shopper.hears("3 copies")

    with site.leaving(13, copies=2):
        shopper.reloads()
        line = shopper.page.locator(".line").first
        expect(line).to_contain_text("Only 2 copies of Pieces of the Action left.")
        expect(shopper.page.get_by_role("link", name="Checkout")).to_have_count(0)
        line.get_by_role("button", name="Take 2 of Pieces of the Action").click()

        shopper.expects_kept([[13, 2], [1, 1]])
        expect(line).not_to_contain_text("Only 2 copies")
        expect(line.get_by_role("link")).to_be_focused()  # the button is gone
        shopper.goes_to_checkout()


def test_line_that_sold_out_keeps_its_place_and_goes_by_one_click(
    shopper: Shopper, site: Site
) -> None:
    shopper.fills_cart(BUSH, HAMMING)

    with site.leaving(13, copies=0):
        shopper.reloads()
        line = shopper.page.locator(".line").first
        expect(line).to_contain_text("Pieces of the Action is sold out.")
        line.get_by_role("button", name="Remove Pieces of the Action").click()

        expect(shopper.page.locator(".line")).to_have_count(1)
        shopper.goes_to_checkout()


def test_line_is_mended_where_pay_waits_for_it(shopper: Shopper, site: Site) -> None:
    shopper.fills_cart(HAMMING)
    shopper.quantity.fill("3")
    expect(shopper.total).to_have_text("$74.00")
    shopper.goes_to_checkout()
    shopper.fills_contact()
    shopper.fills_card()

    with site.leaving(1, copies=2):  # not while typing, or the page may hear of it before Pay
        shopper.presses_pay()
        expect(shopper.alert).to_contain_text("Only 2 copies of The Art of Doing Science")
        shopper.page.get_by_role("button", name="Take 2 of The Art of Doing Science").click()
        expect(shopper.pay_button).to_have_accessible_name("Pay $51.00")
        expect(shopper.pay_button).to_be_enabled()
        shopper.presses_pay()

        shopper.expects_order()


def test_new_price_stands_beside_the_old_one_until_it_was_seen(
    shopper: Shopper, site: Site
) -> None:
    shopper.fills_cart(HAMMING)

    with site.dearer(1, by_minor=150):
        shopper.reloads()
        line = shopper.page.locator(".line")
        expect(line).to_contain_text("Was $23.00, now $24.50.")
        expect(shopper.total).to_have_text("$29.50")
        shopper.goes_to_checkout()
        expect(shopper.page.locator(".summary")).to_contain_text("Was $23.00, now $24.50.")
        expect(shopper.pay_button).to_have_accessible_name("Pay $29.50")
        shopper.opens("/cart")
        shopper.page.get_by_role("button", name="OK, I have seen the new prices").click()

        expect(line).not_to_contain_text("Was")
        expect(shopper.page.get_by_role("heading", name="Cart")).to_be_focused()
        shopper.reloads()
        expect(line).not_to_contain_text("Was")


def test_quantity_belongs_to_a_title_for_those_who_only_hear_it(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING, PERSIA)

    group = shopper.page.get_by_role("group", name="The Making of Prince of Persia")
    field = group.get_by_role("spinbutton", name="Quantity")

    expect(field).to_have_accessible_description("The Making of Prince of Persia")


def test_way_to_free_delivery_is_told_in_money_and_as_a_bar(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    bar = shopper.page.get_by_role("progressbar", name="Towards free delivery")

    expect(bar).to_have_accessible_description("$52.00 more and delivery is free.")
    assert bar.evaluate("(bar) => [bar.value, bar.max]") == [2300, 7500]
    shopper.quantity.fill("4")

    expect(shopper.total).to_have_text("$92.00")
    expect(bar).to_have_count(0)


def test_cart_without_javascript_says_what_it_needs_and_not_that_it_is_looking(
    open_browser: OpenBrowser,
) -> None:
    shopper = open_browser(java_script_enabled=False)
    shopper.page.goto(shopper.site.url + "/cart")

    words = shopper.page.locator("main noscript p")
    expect(words).to_be_visible()
    assert "The cart needs JavaScript" in words.inner_text()
    expect(shopper.page.get_by_text("Looking up your cart")).to_be_hidden()
