"""What a purchase leaves in the log: which order, which intent, and nothing about the shopper."""

import re

from playwright.sync_api import expect

from tests.browser.shopper import DECLINED, Shopper
from tests.browser.site import Site


def test_purchase_is_told_by_its_ids_and_by_nothing_of_the_shopper(
    shopper: Shopper, site: Site
) -> None:
    before = site.log_length()
    shopper.opens("/checkout?item=1")
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    shopper.frame.get_by_role("radio", name="Amazon Pay").check()
    shopper.presses_pay()
    shopper.page.get_by_role("button", name="Authorise payment").click()
    shopper.expects_order()
    intent, token = shopper.intent(), shopper.page.url.partition("order=")[2]

    said = site.said(before)

    number = intent["metadata"]["order_number"]
    assert f"Order {number} is placed with {intent['id']}." in said
    assert f"Order {number} is paid with {intent['id']}." in said
    told = [
        token,
        intent["client_secret"],
        shopper.email,
        "Ada",
        "Main Street",
        "Springfield",
        "4000",
        "payment_intent_client_secret",
        "redirect_status",
        "Mozilla",
        "cookie",
    ]
    assert [word for word in told if word.lower() in said.lower()] == []
    assert re.search("(?i)traceback|error", said) is None
