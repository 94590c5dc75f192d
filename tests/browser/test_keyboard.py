"""A purchase with Tab, Enter and typing alone, the focus in sight at every step."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import focused, tabs_to
from tests.browser.shopper import ASKS_THE_BANK, HAMMING, Shopper


def finds_and_adds(shopper: Shopper) -> None:
    """From the shelf by search to the book, and one copy into the cart."""
    keyboard = shopper.page.keyboard
    tabs_to(shopper.page, "Find a book")
    keyboard.type("haming")
    shopper.hears("1 book found")
    tabs_to(shopper.page, "The Art of Doing Science")
    with shopper.site.leaving(1, copies=4):
        keyboard.press("Enter")
        expect(shopper.page).to_have_url(re.compile(f"{HAMMING}/?$"))
        expect(shopper.page.locator("main")).to_be_focused()
        # Said when the page has its answers, after which nothing forgets what is added.
        expect(shopper.page.locator(".plate .stock")).to_have_text("Only 4 left")
    tabs_to(shopper.page, "Add to cart")
    keyboard.press("Enter")
    shopper.expects_count(1)


def goes_through_the_drawer(shopper: Shopper) -> None:
    """From the news that something was added to the cart beside the page, and to the checkout."""
    tabs_to(shopper.page, "View cart")
    shopper.page.keyboard.press("Enter")
    expect(shopper.page.get_by_role("button", name="Close")).to_be_focused()
    tabs_to(shopper.page, "Checkout")
    shopper.page.keyboard.press("Enter")
    expect(shopper.pay_button).to_be_enabled()
    expect(shopper.page.locator("main")).to_be_focused()


def fills_everything_in(shopper: Shopper, card: str) -> None:
    """Contact, address and card."""
    answers = {
        "Email": shopper.email,
        "Full name": "Ada Reader",
        "Address": "1 Main Street",
        "Postal code": "12345",
        "City": "Springfield",
        "Card number": card,
        "Expiration date": "1234",
        "Security code": "123",
    }
    for name, text in answers.items():
        tabs_to(shopper.page, name)
        shopper.page.keyboard.type(text)
    expect(shopper.frame.get_by_role("textbox", name="Security code")).to_have_value("123")


def test_book_is_bought_without_a_mouse(open_browser: OpenBrowser) -> None:
    shopper = open_browser(viewport={"width": 360, "height": 640})
    shopper.opens("/")
    keyboard = shopper.page.keyboard

    finds_and_adds(shopper)
    goes_through_the_drawer(shopper)
    fills_everything_in(shopper, ASKS_THE_BANK)
    tabs_to(shopper.page, "Pay")
    keyboard.press("Enter")
    expect(shopper.page.get_by_role("dialog", name="Confirm with your bank")).to_be_visible()
    tabs_to(shopper.page, "Complete authentication")
    keyboard.press("Enter")

    shopper.expects_order()
    assert shopper.intent()["status"] == "succeeded"
    expect(shopper.page.get_by_role("heading", level=1)).to_be_focused()
    tabs_to(shopper.page, "What happened so far")
    keyboard.press("Enter")
    expect(
        shopper.page.get_by_role("list").filter(has_text="We have your payment.")
    ).to_be_visible()


def test_link_leads_the_focus_and_the_title_along(shopper: Shopper) -> None:
    shopper.opens("/")
    main = shopper.page.locator("main")
    footer = shopper.page.get_by_role("contentinfo")
    titles = [shopper.page.title()]

    for link in (
        shopper.card(HAMMING).get_by_role("heading").get_by_role("link"),
        footer.get_by_role("link", name="About"),
        shopper.cart_link,
    ):
        link.focus()
        shopper.page.keyboard.press("Enter")
        expect(shopper.page).not_to_have_title(titles[-1])
        expect(main).to_be_focused()
        titles.append(shopper.page.title())
    shopper.page.go_back()
    expect(shopper.page).to_have_title(titles[2])

    expect(main).to_be_focused()
    assert len(set(titles)) == 4


def test_place_within_a_page_is_left_to_the_browser(shopper: Shopper) -> None:
    shopper.opens("/")

    shopper.page.get_by_role("contentinfo").get_by_role("link", name="Privacy").click()

    expect(shopper.page.get_by_role("heading", name="Privacy", exact=True)).to_be_in_viewport()
    assert focused(shopper.page)["tag"] != "MAIN"


def test_link_within_a_page_keeps_what_its_address_asks_for(open_browser: OpenBrowser) -> None:
    shopper = open_browser(viewport={"width": 360, "height": 640})
    shopper.opens("/checkout?item=1")
    expect(shopper.pay_button).to_be_enabled()

    shopper.page.get_by_role("link", name="Skip to the content").focus()
    shopper.page.keyboard.press("Enter")
    expect(shopper.page).to_have_url(re.compile(r"\?item=1#content$"))
    expect(shopper.page.locator("main")).to_be_focused()
    shopper.page.get_by_role("link", name="Your order", exact=True).click()

    expect(shopper.page).to_have_url(re.compile(r"\?item=1#your-order$"))
    expect(shopper.page.get_by_role("heading", name="Your order")).to_be_in_viewport()
    expect(shopper.pay_button).to_have_accessible_name("Pay $28.00")
