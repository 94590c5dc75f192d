"""The checkout: fresh, refused, declined, at the bank; and what follows when one gives up."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.shopper import ASKS_THE_BANK, DECLINED, Shopper
from tests.browser.walks.walk import Walk


def is_declined_and_asked(shopper: Shopper) -> Iterator[str]:
    """From the empty form to the bank's question."""
    shopper.opens("/checkout")
    expect(shopper.page.get_by_text("nothing to pay")).to_be_visible()
    yield "checkout, nothing to buy"
    shopper.opens("/checkout?item=1")
    expect(shopper.pay_button).to_be_enabled()
    expect(shopper.frame.get_by_role("textbox", name="Card number")).to_be_visible()
    yield "checkout"
    shopper.fills_card()
    shopper.presses_pay()
    expect(shopper.alert).to_contain_text("marked fields")
    yield "checkout, fields to mend"
    shopper.pays(DECLINED)
    expect(shopper.alert).to_contain_text("declined")
    expect(shopper.pay_button).to_be_enabled()
    yield "checkout, declined"
    shopper.fills_card(ASKS_THE_BANK)
    shopper.presses_pay()
    expect(shopper.page.get_by_role("dialog")).to_be_visible()
    yield "checkout, 3-D Secure"


def gives_up(shopper: Shopper) -> Iterator[str]:
    """A payment that was left while the bank asked: at the checkout, on /cancel, canceled."""
    shopper.opens("/cancel")
    yield "cancel"
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    expect(shopper.page.get_by_role("dialog")).to_be_visible()
    shopper.opens("/checkout?item=1")
    expect(shopper.alert).to_contain_text("already under way")
    yield "checkout, under way"
    shopper.opens("/cancel")
    shopper.page.get_by_role("button", name="Cancel the waiting payment").click()
    expect(shopper.alert).to_contain_text("already under way")
    yield "cancel, under way"
    shopper.page.get_by_role("button", name="Cancel that payment").click()
    shopper.hears("was canceled")
    yield "cancel, canceled"


def comes_back_from_a_bank(shopper: Shopper) -> Iterator[str]:
    """With a payment that this browser knows nothing of."""
    shopper.page.goto(f"{shopper.site.url}/checkout/return?payment_intent=pi_{'a' * 24}")
    expect(shopper.alert).to_be_visible()
    yield "return, not found"


WALKS: tuple[Walk, ...] = (is_declined_and_asked, gives_up, comes_back_from_a_bank)
