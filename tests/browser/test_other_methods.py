"""Paying without a card: by a page elsewhere, and from a bank that answers late."""

import re

import httpx
from playwright.sync_api import Dialog, expect

from tests.browser.shopper import HAMMING, Shopper

SILENT_ACCOUNT = "000000000009"  # its bank answers when told to, and not before


def chooses(shopper: Shopper, method: str) -> None:
    """Fill in everything but the payment, and choose a way to pay."""
    shopper.fills_contact()
    shopper.frame.get_by_role("radio", name=method).check()


def goes_to_amazon(shopper: Shopper) -> None:
    """Pay with Amazon Pay until its page asks."""
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    chooses(shopper, "Amazon Pay")
    shopper.presses_pay()
    expect(shopper.page).to_have_url(re.compile("/sandbox/bank/"))


def test_book_is_bought_with_amazon_pay_and_leaving_for_it_asks_nothing(shopper: Shopper) -> None:
    asked: list[str] = []

    def go(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    shopper.page.on("dialog", go)
    goes_to_amazon(shopper)
    assert asked == []

    shopper.page.get_by_role("button", name="Authorise payment").click()

    intent = shopper.intent()
    assert intent["id"] in shopper.expects_order()
    expect(shopper.page).to_have_url(re.compile(r"/success/?\?order=[\w-]{22,}$"))
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 2800)
    shopper.expects_count(0)


def test_refused_amazon_pay_keeps_the_cart_and_a_card_pays_instead(shopper: Shopper) -> None:
    goes_to_amazon(shopper)

    shopper.page.get_by_role("button", name="Fail payment").click()

    expect(shopper.page).to_have_url(re.compile("/checkout/return/?$"))
    expect(shopper.alert).to_be_visible()
    shopper.expects_count(1)
    shopper.opens("/checkout")
    shopper.pays()
    shopper.expects_order()
    assert shopper.intent()["status"] == "succeeded"


def test_order_page_follows_a_bank_that_answers_late(
    shopper: Shopper, client: httpx.Client
) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    chooses(shopper, "US bank account")
    shopper.frame.get_by_role("textbox", name="Routing number").fill("110000000")
    shopper.frame.get_by_role("textbox", name="Account number").fill(SILENT_ACCOUNT)

    shopper.presses_pay()

    expect(shopper.page.get_by_role("heading", name="payment is on its way")).to_be_visible()
    shopper.expects_count(0)
    intent = shopper.intent()
    assert intent["status"] == "processing"
    shopper.page.evaluate("window.isTheSamePage = true")
    settled = client.post(
        f"/sandbox/control/payment_intents/{intent['id']}/settle", json={"outcome": "succeeded"}
    )
    assert settled.status_code == 200, settled.text
    shopper.expects_order()
    assert shopper.page.evaluate("window.isTheSamePage")
    assert shopper.intent()["amount_received"] == 2800
