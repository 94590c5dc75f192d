"""The cart: kept by the browser, the same in every tab, limited in words, undone in place."""

import re

from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import BUSH, HAMMING, PERSIA, SUCCESS, Shopper

WITHIN_A_SECOND_MS = 1000
ELEGANT = "an-elegant-puzzle"


def test_another_tab_agrees_within_a_second(shopper: Shopper) -> None:
    shopper.opens("/")
    other = shopper.opens_tab()
    other.opens("/cart")

    shopper.adds(HAMMING)

    expect(other.page.locator(".line")).to_have_count(1, timeout=WITHIN_A_SECOND_MS)
    expect(other.cart_link).to_have_accessible_name("Cart (1)", timeout=WITHIN_A_SECOND_MS)


def test_quick_clicks_in_two_tabs_are_all_counted(shopper: Shopper) -> None:
    shopper.opens("/")
    other = shopper.opens_tab()
    other.opens("/")

    for _ in range(4):
        shopper.add_button(HAMMING).click()
        other.add_button(PERSIA).click()

    for tab in (shopper, other):
        tab.expects_count(8)
    assert sorted(shopper.kept_lines()) == [[1, 4], [2, 4]]


def test_double_clicks_put_two_copies_in(shopper: Shopper) -> None:
    shopper.opens("/")

    shopper.add_button(HAMMING).dblclick()
    shopper.add_button(PERSIA).dblclick()

    shopper.expects_count(4)
    assert shopper.kept_lines() == [[1, 2], [2, 2]]


def test_cart_survives_reload_and_a_restart_of_the_browser(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    shopper.fills_cart(HAMMING, PERSIA)
    shopper.reloads()
    shopper.expects_count(2)
    kept = shopper.context.storage_state()
    shopper.context.close()

    restarted = open_browser(storage_state=kept)
    restarted.opens("/cart")

    restarted.expects_count(2)
    expect(restarted.page.locator(".line")).to_have_count(2)


def test_cart_is_unknown_and_not_empty_until_the_server_has_seen_it(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    unheard = shopper.opens_tab().page

    def say_nothing(_socket: WebSocketRoute) -> None:
        """A socket that is open and never answers."""

    unheard.route_web_socket(re.compile("/_event"), say_nothing)
    for path in ("/cart", "/checkout"):
        unheard.goto(shopper.site.url + path)

        expect(unheard.get_by_text("Looking up your cart")).to_be_visible()
        expect(unheard.get_by_text("is empty")).to_be_hidden()
        expect(unheard.get_by_role("link", name=re.compile("^Cart"))).to_have_accessible_name(
            "Cart"
        )


def test_quantity_is_stepped_and_typed(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)

    shopper.page.get_by_role("button", name="One copy more of").click()
    expect(shopper.quantity).to_have_value("2")
    expect(shopper.total).to_have_text("$51.00")
    shopper.page.get_by_role("button", name="One copy less of").click()
    expect(shopper.quantity).to_have_value("1")
    shopper.quantity.fill("5")

    expect(shopper.total).to_have_text("$115.00")
    shopper.expects_count(5)


def test_quantity_stays_from_1_to_20_and_says_so(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)

    shopper.quantity.fill("21")
    shopper.hears("at most 20 copies")
    expect(shopper.quantity).to_have_value("20")
    shopper.quantity.fill("0")
    shopper.hears("1 to 20 copies")

    assert shopper.kept_lines() == [[1, 20]]


def test_typed_quantity_that_is_refused_shows_the_old_one_again(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)

    shopper.quantity.fill("0")
    shopper.hears("1 to 20 copies")
    shopper.quantity.blur()

    expect(shopper.quantity).to_have_value("1")


def test_stock_limits_the_quantity_in_words(shopper: Shopper) -> None:
    shopper.opens("/")
    expect(shopper.card(BUSH)).to_contain_text("Only 3 left")

    for count in (1, 2, 3):
        shopper.add_button(BUSH).click()
        shopper.expects_count(count)
    shopper.add_button(BUSH).click()

    shopper.hears("Only 3 copies")
    shopper.expects_count(3)


def test_sold_out_title_offers_no_button(shopper: Shopper) -> None:
    shopper.opens("/books/the-big-score")

    expect(shopper.page.get_by_text("Sold out")).to_be_visible()
    expect(shopper.page.get_by_role("button", name="Add to cart")).to_have_count(0)


def test_removed_line_comes_back_where_it_stood(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING, PERSIA, ELEGANT)
    before = shopper.titles()

    shopper.page.get_by_role("button", name="Remove The Making of Prince of Persia").click()
    expect(shopper.page.locator(".line")).to_have_count(2)
    shopper.hears("was removed")
    shopper.page.get_by_role("button", name="Undo").click()

    expect(shopper.page.locator(".line")).to_have_count(3)
    assert shopper.titles() == before
    assert shopper.kept_lines() == [[1, 1], [2, 1], [8, 1]]
    expect(shopper.page.get_by_role("button", name="Undo")).to_be_hidden()


def test_last_line_that_was_removed_can_be_brought_back(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.page.get_by_role("button", name=re.compile("^Remove")).click()
    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()

    shopper.page.get_by_role("button", name="Undo").click()

    expect(shopper.page.locator(".line")).to_have_count(1)


def test_change_of_country_is_announced_and_is_what_is_charged(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    country = shopper.page.get_by_role("combobox", name="Country")
    expect(country).to_have_value("US")

    country.select_option("GB")
    shopper.hears("the total is $35.00")
    expect(shopper.total).to_have_text("$35.00")
    shopper.goes_to_checkout()
    expect(shopper.page.get_by_role("combobox", name="Country")).to_have_value("GB")
    expect(shopper.pay_button).to_have_accessible_name("Pay $35.00")
    shopper.fills_contact()
    shopper.field("Postal code").fill("SW1A 1AA")
    shopper.fills_card(SUCCESS)
    shopper.presses_pay()

    assert "$35.00" in shopper.expects_order()
    assert shopper.intent()["amount_received"] == 3500
