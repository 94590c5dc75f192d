"""A bank that takes days: an honest page, letters, and a way to pay again when it refuses."""

import re
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.shopper import HAMMING, PERSIA, Shopper
from tests.browser.site import wait_until
from tests.browser.test_live import KEPT, LISTEN, expects_heading

SILENT_ACCOUNT = "000000000009"  # its bank answers when told to, and not before


def pays_from_an_account(shopper: Shopper) -> None:
    """Pay the open checkout from a bank account."""
    shopper.fills_contact()
    shopper.frame.get_by_role("radio", name="US bank account").check()
    shopper.frame.get_by_role("textbox", name="Routing number").fill("110000000")
    shopper.frame.get_by_role("textbox", name="Account number").fill(SILENT_ACCOUNT)
    shopper.presses_pay()
    expect(shopper.page.get_by_role("heading", name="payment is on its way")).to_be_visible()
    shopper.page.evaluate(KEPT)
    shopper.page.evaluate(LISTEN)


def answer(client: httpx.Client, shopper: Shopper, outcome: str) -> None:
    """The bank answers at last."""
    address = f"/sandbox/control/payment_intents/{shopper.intent()['id']}/settle"
    answered = client.post(address, json={"outcome": outcome, "failure_code": "account_closed"})
    assert answered.status_code == 200, answered.text


def letters(client: httpx.Client, shopper: Shopper) -> list[dict[str, Any]]:
    """The letters to this shopper, the oldest first."""
    kept = client.get("/sandbox/outbox", headers={"accept": "application/json"}).json()
    mine = [each for each in kept["mails"] if each["to"] == shopper.email]
    return sorted(mine, key=lambda each: each["id"])


def test_payment_that_fails_after_days_is_paid_again_from_the_letter(
    shopper: Shopper, open_browser: OpenBrowser, client: httpx.Client
) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    pays_from_an_account(shopper)
    number = shopper.page.locator(".order-number strong").inner_text()
    page = shopper.page.get_by_role("main")
    expect(page).to_contain_text("one to four business days")
    expect(page).to_contain_text("You may close it: we will write to you.")
    wait_until(lambda: len(letters(client, shopper)) == 1)

    answer(client, shopper, "failed")

    expects_heading(shopper, "did not go through")
    expect(page.get_by_role("link", name="Pay again")).to_be_visible()
    wait_until(lambda: len(letters(client, shopper)) == 2)
    on_its_way, failed = letters(client, shopper)
    assert "is on its way" in on_its_way["subject"]
    assert "did not go through" in failed["subject"]
    found = re.search(r"http\S+/checkout\?order=[\w-]+", failed["text"])
    assert found

    elsewhere = open_browser()  # another browser, with a cart of its own
    elsewhere.fills_cart(PERSIA)
    elsewhere.page.goto(found[0])
    expect(elsewhere.page.get_by_role("main")).to_contain_text(f"pays for your order {number}")
    expect(elsewhere.alert).to_contain_text("account is closed")
    expect(elsewhere.field("Full name")).to_have_value("Ada Reader")
    expect(elsewhere.pay_button).to_have_accessible_name("Pay $28.00")
    elsewhere.fills_card()
    elsewhere.presses_pay()
    elsewhere.expects_order()

    expects_heading(shopper, "your order is complete")  # the page that is still open
    intent = shopper.intent()  # there is only one
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 2800)
    assert [line[0] for line in elsewhere.kept_lines()] == [2]
    assert len(shopper.site.orders(shopper.email)) == 1
    wait_until(lambda: len(letters(client, shopper)) == 3)
    assert f"Your order {number} at" in letters(client, shopper)[2]["subject"]
    heard = shopper.page.evaluate("window.heard")
    assert [text.split(",")[0] for text in heard] == [
        "Your bank did not carry it out",
        "We have your payment and pack your books next.",
    ]
    told = shopper.site.commands("show", number)
    assert re.findall(r"Z  (\w+)", told) == [
        *("placed", "intent", "processing", "mail", "declined", "waiting", "mail"),
        *("paid", "fulfilled", "mail"),
    ], told


def test_wrong_link_pays_and_shows_nothing(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)

    shopper.page.goto(f"{shopper.site.url}/checkout?order={'x' * 22}")

    expect(shopper.page.get_by_role("main")).to_contain_text("We could not find this order")
    expect(shopper.pay_button).to_have_count(0)
    shopper.expects_count(1)
