"""The form: what was typed is kept, what is wrong is said in plain words beside the field."""

import re
from threading import Event

import pytest
from playwright.sync_api import Route, expect

from tests.browser.shopper import HAMMING, Shopper

SCRIPTS = re.compile(r"/assets/.*\.js")


def test_text_typed_before_the_page_is_alive_reaches_the_order(shopper: Shopper) -> None:
    is_free = Event()
    held: list[Route] = []
    shopper.page.route(
        SCRIPTS, lambda route: route.continue_() if is_free.is_set() else held.append(route)
    )
    shopper.page.goto(f"{shopper.site.url}/checkout?item=1", wait_until="commit")

    shopper.fills_contact()
    is_free.set()
    for route in held:
        route.continue_()
    expect(shopper.pay_button).to_be_enabled()
    assert held != []
    shopper.fills_card()
    shopper.presses_pay()

    order = shopper.expects_order()
    typed = (shopper.email, "Ada Reader", "1 Main Street", "Springfield 12345")
    assert [text for text in typed if text not in order] == []


def test_what_was_typed_is_there_after_a_look_at_the_cart_and_a_reload(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.fills_contact()
    shopper.field("City").blur()
    city, email = shopper.field("City"), shopper.field("Email")

    shopper.page.get_by_role("link", name="Change the cart").click()
    shopper.goes_to_checkout()
    expect(city).to_have_value("Springfield")
    expect(email).to_have_value(shopper.email)
    shopper.page.go_back()
    expect(shopper.page.get_by_role("heading", name="Cart")).to_be_visible()
    shopper.page.go_forward()
    expect(city).to_have_value("Springfield")
    shopper.reloads()
    expect(city).to_have_value("Springfield")

    shopper.fills_card()
    shopper.presses_pay()
    assert "1 Main Street" in shopper.expects_order()
    shopper.opens("/checkout?item=1")
    expect(shopper.pay_button).to_be_enabled()
    expect(city).to_have_value("")  # the next in front of this screen may be another


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter an e-mail address"),
        ("ada@", "missing after the @"),
        ("ada", "has no @"),
        ("@example.com", "missing before the @"),
        ("ada@example", "not a complete domain"),
        ("ada lovelace@example.com", "no spaces"),
    ],
)
def test_wrong_email_is_explained_when_the_field_is_left(
    shopper: Shopper, typed: str, words: str
) -> None:
    shopper.opens("/checkout?item=1")
    email = shopper.field("Email")

    email.press_sequentially(typed) if typed else email.focus()
    expect(email).not_to_have_attribute("aria-invalid", "true")
    email.blur()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description(re.compile(words))
    email.fill(shopper.email)
    email.blur()

    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(shopper.page.get_by_text(words)).to_be_hidden()


def test_empty_form_is_refused_field_by_field_and_nothing_is_made(shopper: Shopper) -> None:
    before = len(shopper.site.orders(""))
    shopper.opens("/checkout?item=1")
    shopper.fills_card()

    shopper.presses_pay()

    expect(shopper.alert).to_contain_text("Nothing was charged")
    for name in ("Email", "Full name", "Address", "City", "Postal code"):
        expect(shopper.field(name)).to_have_attribute("aria-invalid", "true")
    assert len(shopper.site.orders("")) == before
    shopper.fills_contact()
    shopper.presses_pay()
    shopper.expects_order()


def test_incomplete_card_is_explained_before_the_shop_is_asked(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.fills_contact()

    shopper.fills_card("4242")
    shopper.presses_pay()

    expect(shopper.alert).to_contain_text("incomplete")
    assert shopper.intent_ids == []


def test_form_asks_for_few_things_and_browsers_can_fill_it(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    inputs = shopper.page.locator("main").locator("input:visible, select:visible")

    assert inputs.count() <= 8
    tokens = {
        "Email": "email",
        "Full name": "shipping name",
        "Address": "shipping address-line1",
        "City": "shipping address-level2",
        "Postal code": "shipping postal-code",
    }
    for name, token in tokens.items():
        expect(shopper.field(name)).to_have_attribute("autocomplete", token)
    state = shopper.field("State")
    expect(state).to_have_attribute("aria-required", "false")
    shopper.page.get_by_role("combobox", name="Country").select_option("DE")
    expect(state).to_be_hidden()


def test_markup_in_the_address_is_shown_as_text(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.fills_contact()
    shopper.field("Full name").fill("<img src=x onerror=alert(1)> & “Ada”")
    shopper.fills_card()

    shopper.presses_pay()

    assert "<img src=x onerror=alert(1)> & “Ada”" in shopper.expects_order()


def test_payment_form_that_does_not_load_says_so_and_can_be_tried_again(shopper: Shopper) -> None:
    script = re.compile(r"/sandbox/stripe\.js")
    shopper.page.route(script, lambda route: route.abort())
    shopper.opens("/checkout?item=1")
    expect(shopper.alert).to_contain_text("could not be loaded")

    shopper.page.unroute(script)
    shopper.page.get_by_role("button", name="Try again").click()
    shopper.pays()

    shopper.expects_order()
    assert all("stripe.js" in error for error in shopper.errors)
    shopper.errors.clear()
