"""The checkout on a small phone by keyboard alone, the bank's question included."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import ASKS_THE_BANK, Shopper
from tests.browser.test_while_paying import alert_box, waits_for_the_bank

MOST_TABS = 40
# Of what has the focus: its name, and by how much a bar that stays in sight covers it.
FOCUSED = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const bars = [...document.querySelectorAll('body *')].filter((each) =>
        ['sticky', 'fixed'].includes(getComputedStyle(each).position)
        && each.checkVisibility() && each.innerText && !each.contains(element));
    const covered = bars.map((bar) => bar.getBoundingClientRect()).map((bar) =>
        Math.min(bar.bottom, box.bottom) - Math.max(bar.top, box.top));
    return {
        name: (element.labels?.[0]?.innerText || element.title || element.innerText || '').trim(),
        tag: element.tagName,
        bars: bars.length,
        covered: element.tagName === 'IFRAME' ? 0 : Math.max(0, ...covered),
        inSight: element.tagName === 'IFRAME' || (box.bottom > 0 && box.top < innerHeight),
    };
}"""


def tabs_to(shopper: Shopper, name: str) -> None:
    """Press Tab until this has the focus; nothing on the way may be hidden."""
    for _ in range(MOST_TABS):
        shopper.page.keyboard.press("Tab")
        focused = shopper.page.evaluate(FOCUSED)
        assert focused["tag"] == "BODY" or (focused["inSight"] and not focused["covered"]), focused
        if re.match(name, focused["name"]):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {name}")


def answers_bank_by_keyboard(shopper: Shopper, answer: str) -> None:
    """The question takes the focus; its buttons are a few Tabs away."""
    waits_for_the_bank(shopper)
    name = re.compile(f"^{answer} authentication$")
    for _ in range(MOST_TABS):
        for frame in shopper.page.frames:
            button = frame.get_by_role("button", name=name)
            if button.count() and button.evaluate("(one) => one === document.activeElement"):
                shopper.page.keyboard.press("Enter")
                return
        shopper.page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {answer}")


def test_card_that_asks_the_bank_is_paid_by_keyboard_on_a_phone(open_browser: OpenBrowser) -> None:
    shopper = open_browser(viewport={"width": 360, "height": 640})
    shopper.opens("/checkout?item=1")
    expect(shopper.pay_button).to_be_enabled()
    keyboard = shopper.page.keyboard

    answers = (shopper.email, "Ada Reader", "1 Main Street", "12345", "Springfield")
    names = ("Email", "Full name", "Address", "Postal code", "City")
    for name, text in zip(names, answers, strict=True):
        tabs_to(shopper, name)
        keyboard.type(text)
    assert shopper.page.evaluate(FOCUSED)["bars"] > 0  # the total stays in sight
    number = shopper.frame.get_by_role("textbox", name="Card number")
    while not number.evaluate("(field) => field === document.activeElement"):
        keyboard.press("Tab")
    keyboard.type(ASKS_THE_BANK)
    for text in ("1234", "123"):
        keyboard.press("Tab")
        keyboard.type(text)
    tabs_to(shopper, "Pay")
    keyboard.press("Enter")
    answers_bank_by_keyboard(shopper, "Fail")
    expect(alert_box(shopper)).to_be_focused()
    assert not shopper.page.evaluate(FOCUSED)["covered"]
    tabs_to(shopper, "Pay")  # the next thing after what was said
    keyboard.press("Enter")
    answers_bank_by_keyboard(shopper, "Complete")

    shopper.expects_order()
