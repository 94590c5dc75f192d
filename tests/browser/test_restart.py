"""A server that ends, politely or not, costs a shopper nothing."""

import re
import signal

from playwright.sync_api import expect

from tests.browser.shopper import DECLINED, HAMMING, PERSIA, Shopper
from tests.browser.site import Site, wait_until


def test_cart_and_open_page_survive_a_restart_of_the_server(shopper: Shopper, site: Site) -> None:
    shopper.fills_cart(HAMMING, PERSIA)

    site.end()
    site.start()

    shopper.expects_count(2)
    shopper.reloads()
    shopper.expects_count(2)
    shopper.page.get_by_role("button", name=re.compile("^Remove The Making")).click()
    shopper.expects_count(1)
    assert shopper.kept_lines() == [[1, 1]]
    shopper.errors.clear()  # the browser names each attempt to reconnect
    site.expects_tracebacks = True  # an event may still be worked on while the shop closes


def test_server_killed_during_the_payment_knows_the_truth_afterwards(
    shopper: Shopper, site: Site
) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    refused = shopper.intent()
    shopper.fills_card()
    with shopper.page.expect_response(re.compile("/confirm")):
        shopper.presses_pay()

    site.end(signal.SIGKILL)
    site.start()

    wait_until(lambda: shopper.intent()["status"] == "succeeded")
    shopper.page.goto(f"{site.url}/checkout/return?payment_intent={refused['id']}")
    assert refused["id"] in shopper.expects_order()
    assert shopper.intent()["id"] == refused["id"]
    (order,) = site.orders(shopper.email)
    assert order["status"] == "paid"
    shopper.opens("/cart")
    expect(shopper.page.get_by_text("Your cart is empty")).to_be_visible()
    shopper.errors.clear()  # the browser names each attempt to reconnect
