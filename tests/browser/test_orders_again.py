"""A lost link comes back by mail, to whom it belongs, and the page tells nobody anything."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import wait_until

SUBJECT = "Your orders at Quire & Quoin"


def buys(shopper: Shopper) -> str:
    """Buy a book; answers the address of its order's page."""
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    return shopper.page.url


def letters(shopper: Shopper) -> list[dict[str, Any]]:
    """The letters with links that came to a shopper's address."""
    address, asked = f"{shopper.site.url}/sandbox/outbox", {"Accept": "application/json"}
    outbox = httpx.get(address, headers=asked, trust_env=False).json()
    mine = [each for each in outbox["mails"] if each["to"] == shopper.email]
    return [each for each in mine if each["subject"] == SUBJECT]


def asks(shopper: Shopper, email: str) -> str:
    """Ask for the links of an address; answers what the page says."""
    shopper.opens("/orders")
    shopper.field("Email").fill(email)
    shopper.page.get_by_role("button", name="Send me my orders").click()
    said = shopper.page.get_by_role("main").get_by_role("status")
    expect(said).to_contain_text("Thank you.")
    return shopper.page.get_by_role("main").inner_text()


def test_lost_links_come_by_mail_and_open_the_orders_in_any_browser(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    addresses = {buys(shopper), buys(shopper)}
    other = open_browser()

    for email in (shopper.email.upper(), shopper.email):
        asks(other, email)

    wait_until(lambda: letters(shopper) != [], seconds=20)
    asks(other, shopper.email)
    (letter,) = letters(shopper)
    found = re.findall(r"http\S+/success\?order=\S+", letter["text"])
    tokens = {address.partition("order=")[2] for address in addresses}
    assert {address.partition("order=")[2] for address in found} == tokens
    other.page.goto(found[0])
    assert shopper.email in other.expects_order()


def test_answer_is_the_same_for_an_address_without_orders(
    shopper: Shopper, open_browser: OpenBrowser
) -> None:
    buys(shopper)

    known, unknown = asks(shopper, shopper.email), asks(open_browser(), "nobody@example.com")

    assert known == unknown


def test_page_that_is_opened_again_says_nothing_of_what_was_asked_before(shopper: Shopper) -> None:
    shopper.opens("/")
    shopper.adds(HAMMING)
    asks(shopper, shopper.email)

    shopper.reloads()
    shopper.expects_count(1)  # the state has come

    expect(shopper.page.get_by_role("main").get_by_role("status")).to_have_text("")


def test_wrong_address_is_told_on_leaving_the_field_and_kept(shopper: Shopper) -> None:
    shopper.opens("/orders")
    field = shopper.field("Email")
    field.fill("ada.example.com")
    expect(shopper.alert).to_be_hidden()

    field.blur()

    expect(shopper.alert).to_contain_text("has no @")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("ada.example.com")
    field.fill("ada@example.com")
    field.blur()
    expect(shopper.alert).to_be_hidden()


@pytest.mark.parametrize("path", ["/success?order=0123456789012345678901", "/cancel", "/"])
def test_way_to_the_links_is_where_one_looks_for_it(shopper: Shopper, path: str) -> None:
    shopper.opens(path)
    name = re.compile("Send me my orders|Have its link sent|Find your orders")

    shopper.page.get_by_role("link", name=name).first.click()

    expect(shopper.page.get_by_role("heading", level=1)).to_have_text("Find your orders")
