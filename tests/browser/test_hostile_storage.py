"""What this browser keeps is the visitor's own to change: nothing of it is believed or fatal."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.shopper import HAMMING, Shopper

GOOD = [1, 2]  # two copies of the first title
LINES: dict[str, object] = {
    "negative": [2, -1],
    "none": [2, 0],
    "fraction": [2, 1.5],
    "boolean": [2, True],
    "boolean-id": [True, 2],
    "text": ["2", "1"],
    "huge": [2, 10**30],
    "more-than-a-line-holds": [2, 21],
    "unknown-title": [999_999, 1],
    "huge-id": [2**63, 1],
    "short": [2],
    "object": {"book_id": 2, "quantity": 1},
    "nested": [[[2]], [[1]]],
    "nothing": None,
    "no-number": [2, "NaN"],
}
NO_CARTS = {
    "garbage": "%%%",
    "number": "7",
    "list": "[[1,2]]",
    "null": "null",
    "undefined": "undefined",
    "lines-of-another-kind": '{"lines": 5, "id": 5, "revision": "x", "settled": []}',
    "long": json.dumps({"lines": [GOOD], "pad": "x" * 5000}),
    "deep": "[" * 1500 + "]" * 1500,
    "markup": '{"lines":"<img src=x onerror=alert(1)>"}',
    "half-a-character": '{"lines":"\\ud800"}',
}


def keep(shopper: Shopper, **values: str) -> None:
    """Write into the browser's storage as a visitor with developer tools does."""
    for name, value in values.items():
        shopper.page.evaluate("([name, value]) => localStorage.setItem(name, value)", [name, value])


def test_lines_that_cannot_be_are_dropped_and_the_others_stay(shopper: Shopper) -> None:
    shopper.opens("/cart")
    keep(shopper, cart=json.dumps({"lines": [*LINES.values(), GOOD]}))

    shopper.reloads()

    shopper.expects_count(2)
    assert shopper.titles() == ["The Art of Doing Science and Engineering"]
    expect(shopper.total).to_have_text("$51.00")


@pytest.mark.parametrize("value", NO_CARTS.values(), ids=NO_CARTS)
def test_value_that_is_no_cart_is_an_empty_cart_that_can_be_filled(
    shopper: Shopper, value: str
) -> None:
    shopper.opens("/")
    keep(shopper, cart=value)

    shopper.reloads()
    shopper.add_button(HAMMING).click()

    shopper.expects_count(1)
    assert shopper.kept_lines() == [[1, 1]]


@pytest.mark.parametrize("value", ["XX", "<b>", "[]", "null", "US" * 3000])
def test_country_and_key_of_another_kind_are_as_if_absent(shopper: Shopper, value: str) -> None:
    shopper.fills_cart(HAMMING)
    keep(shopper, country=value, checkout=value)
    shopper.page.evaluate("value => sessionStorage.setItem('checkout_item', value)", value)

    shopper.opens("/checkout")

    expect(shopper.page.get_by_role("combobox", name="Country")).to_have_value("US")
    shopper.pays()
    shopper.expects_order()


def test_cart_poisoned_while_the_page_is_open_is_dropped(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    other = shopper.opens_tab()
    other.opens("/")

    keep(other, cart="%%%")

    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()
    other.add_button(HAMMING).click()
    other.expects_count(1)


def test_value_too_big_for_the_socket_is_explained_and_mended_by_a_button(shopper: Shopper) -> None:
    shopper.opens("/")
    keep(shopper, cart="x" * 1_200_000)

    shopper.page.reload()
    lost = shopper.page.get_by_role("alertdialog")
    expect(lost).to_be_visible()
    lost.get_by_role("button", name=re.compile("Empty this browser")).click()

    expect(lost).to_be_hidden()
    shopper.page.wait_for_function("() => (localStorage.getItem('cart') ?? '').length > 0")
    shopper.adds(HAMMING)
    shopper.expects_count(1)
    shopper.errors.clear()  # the connection that was lost is named on the console
