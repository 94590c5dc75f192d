"""A purchase with Tab, Enter and typing alone, the focus in sight at every step."""

import re

from playwright.sync_api import Page, expect

from tests.browser.shopper import HAMMING, Shopper

MOST_TABS = 80
FOCUSED = """() => {
    let element = document.activeElement;
    const rules = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
        name: (element.getAttribute('aria-label') || element.labels?.[0]?.innerText
            || element.title || element.innerText || '').trim(),
        tag: element.tagName,
        seen: element.tagName === 'IFRAME' || (rules.outlineStyle !== 'none'
            && parseFloat(rules.outlineWidth) >= 2 && box.width > 0 && box.bottom > 0
            && box.top < innerHeight),
    };
}"""


def tabs_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus; all on the way must be seen to."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["seen"] or focused["tag"] == "BODY", f"the focus cannot be seen on {focused}"
        if re.match(name, focused["name"]):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {name}")


def tabs_past_the_ways_to_pay(shopper: Shopper) -> None:
    """Inside Stripe's frame the choice of a way to pay comes before the card's number."""
    if shopper.page.evaluate("document.activeElement.tagName") != "IFRAME":
        return
    number = shopper.frame.get_by_role("textbox", name="Card number")
    for _ in range(3):
        if number.evaluate("(field) => field === document.activeElement"):
            return
        shopper.page.keyboard.press("Tab")
    raise AssertionError("Tab does not lead to the card's number.")


def test_book_is_bought_without_a_mouse(shopper: Shopper) -> None:
    shopper.opens(f"/books/{HAMMING}")
    page = shopper.page

    tabs_to(page, "Add to cart")
    page.keyboard.press("Enter")
    shopper.expects_count(1)
    page.evaluate("document.activeElement.blur()")
    tabs_to(page, r"Cart\b")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cart")).to_be_visible()
    tabs_to(page, "Checkout")
    page.keyboard.press("Enter")
    expect(shopper.pay_button).to_be_enabled()
    answers = {
        "Email": shopper.email,
        "Full name": "Ada Reader",
        "Address": "1 Main Street",
        "Postal code": "12345",
        "City": "Springfield",
    }
    for name, text in answers.items():
        tabs_to(page, name)
        tabs_past_the_ways_to_pay(shopper)
        page.keyboard.type(text)
    tabs_to(page, "Secure payment input frame")  # the card, among the ways to pay
    page.keyboard.press("Tab")
    number = shopper.frame.get_by_role("textbox", name="Card number")
    expect(number).to_be_focused()
    page.keyboard.type("4242424242424242")
    expect(number).to_have_value(re.compile("4242 ?4242 ?4242 ?4242"))
    for text in ("1234", "123"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    tabs_to(page, "Pay")
    page.keyboard.press("Enter")

    shopper.expects_order()
