"""The first figure called Total is the one that is charged, letter by letter."""

import re

import httpx
from playwright.sync_api import expect

from tests.browser.shopper import HAMMING, PERSIA, Shopper
from tests.browser.site import wait_until


def letters_to(shopper: Shopper) -> list[str]:
    outbox = httpx.get(f"{shopper.site.url}/sandbox/outbox", headers={"Accept": "application/json"})
    return [mail["text"] for mail in outbox.json()["mails"] if mail["to"] == shopper.email]


def test_first_total_is_the_last_one(shopper: Shopper) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)
    shopper.adds(PERSIA)
    ways_on = shopper.page.locator(".ways-on")
    expect(ways_on).to_contain_text("Total $53.00")
    seen = [ways_on.locator("span").inner_text().removeprefix("Total ")]

    ways_on.get_by_role("button", name="View cart").click()
    seen.append(shopper.page.get_by_role("dialog").locator(".total dd").inner_text())
    shopper.page.get_by_role("dialog").get_by_role("link", name="See the whole cart").click()
    shopper.page.wait_for_url(re.compile("/cart/?$"))
    seen.append(shopper.total.inner_text())
    shopper.goes_to_checkout()
    seen.append(shopper.total.inner_text())
    seen.append(shopper.pay_button.inner_text().removeprefix("Pay "))
    shopper.pays()
    shopper.expects_order()
    seen.append(shopper.total.inner_text())

    assert seen == ["$53.00"] * 6
    assert shopper.intent()["amount_received"] == 5300
    wait_until(lambda: bool(letters_to(shopper)), seconds=20)
    assert re.search(r"Total, tax included\W+\$53\.00\b", letters_to(shopper)[0])
