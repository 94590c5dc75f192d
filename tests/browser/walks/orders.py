"""The order page, wherever the order stands."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from playwright.sync_api import expect

from tests.browser.shopper import DECLINED, Shopper
from tests.browser.test_slow_bank import answer, pays_from_an_account
from tests.browser.walks.walk import Walk


def _expects(shopper: Shopper, words: str) -> None:
    expect(shopper.page.get_by_role("heading", level=1)).to_contain_text(words)


def buys(shopper: Shopper) -> Iterator[str]:
    """Paid, shipped, and the money given back in two parts."""
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    yield "order, paid"
    intent_id = shopper.intent()["id"]
    shopper.site.commands("ship", shopper.page.locator(".order-number strong").inner_text())
    _expects(shopper, "on its way")
    yield "order, shipped"
    shopper.site.sandbox.post("refunds", payment_intent=intent_id, amount="1000")
    _expects(shopper, "Part of this order was refunded")
    shopper.page.get_by_text("What happened so far").click()
    yield "order, refunded in part"
    shopper.site.sandbox.post("refunds", payment_intent=intent_id)
    _expects(shopper, "This order was refunded")
    yield "order, refunded"


def does_not_pay(shopper: Shopper) -> Iterator[str]:
    """Declined, then canceled; and an order that there is not."""
    shopper.opens("/checkout?item=1")
    shopper.pays(DECLINED)
    expect(shopper.alert).to_contain_text("declined")
    (order,) = shopper.site.orders(shopper.email)
    shopper.opens(f"/success?order={order['token']}")
    _expects(shopper, "not paid yet")
    yield "order, not paid"
    shopper.site.sandbox.post(f"payment_intents/{shopper.intent()['id']}/cancel")
    _expects(shopper, "was canceled")
    yield "order, canceled"
    shopper.opens("/success?order=unknown")
    _expects(shopper, "Order not found")
    yield "order, not found"


def pays_from_an_account_that_refuses(shopper: Shopper) -> Iterator[str]:
    """A bank that takes days, then refuses, and the way to pay again."""
    shopper.opens("/checkout?item=1")
    pays_from_an_account(shopper)
    yield "order, processing"
    with httpx.Client(base_url=shopper.site.url, timeout=10) as client:
        answer(client, shopper, "failed")
    _expects(shopper, "did not go through")
    yield "order, failed late"
    shopper.page.get_by_role("link", name="Pay again").click()
    expect(shopper.pay_button).to_be_enabled()
    expect(shopper.alert).to_contain_text("account is closed")
    yield "checkout, an order to pay again"


def has_lost_the_links(shopper: Shopper) -> Iterator[str]:
    """Asks for them, first for an address that is none."""
    shopper.opens("/orders")
    yield "orders"
    ask = shopper.page.get_by_role("button", name="Send me my orders")
    shopper.field("Email").fill("ada@localhost")
    ask.click()
    expect(shopper.alert).to_contain_text("not a complete domain")
    yield "orders, no address"
    shopper.field("Email").fill(shopper.email)
    ask.click()
    expect(shopper.page.get_by_role("status").get_by_text("is on its way")).to_be_visible()
    yield "orders, asked"


WALKS: tuple[Walk, ...] = (
    buys,
    does_not_pay,
    pays_from_an_account_that_refuses,
    has_lost_the_links,
)
