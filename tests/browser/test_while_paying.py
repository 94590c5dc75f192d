"""From the press of Pay to its answer: what is said, where the focus is, what is held."""

import re

from playwright.sync_api import Dialog, Locator, expect

from tests.browser.shopper import ASKS_THE_BANK, DECLINED, HAMMING, Shopper
from tests.browser.site import wait_until


def alert_box(shopper: Shopper) -> Locator:
    return shopper.page.locator("#checkout-alert")


def waits_for_the_bank(shopper: Shopper) -> None:
    """Until the bank's question is there."""
    asks = re.compile("Complete authentication")
    wait_until(
        lambda: any(
            frame.get_by_role("button", name=asks).count() for frame in shopper.page.frames
        ),
        seconds=20,
    )


def test_form_can_be_paid_before_stripe_is_asked_for_anything(shopper: Shopper) -> None:
    asked: list[str] = []
    shopper.page.on("request", lambda request: asked.append(request.url))
    before = shopper.site.sandbox.get("payment_intents", limit="1")["data"]
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()

    shopper.fills_card()

    assert [url for url in asked if "payment_intents" in url] == []
    assert shopper.site.sandbox.get("payment_intents", limit="1")["data"] == before


def test_decline_has_the_focus_is_announced_and_leaves_all_as_it_was(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    frame = shopper.page.locator('iframe[title="Secure payment input frame"]')
    frame.evaluate("(frame) => { frame.dataset.kept = 'yes'; }")

    shopper.pays(DECLINED)

    expect(alert_box(shopper)).to_be_focused()
    expect(alert_box(shopper)).to_be_in_viewport()
    expect(alert_box(shopper)).to_have_attribute("role", "alert")
    expect(alert_box(shopper)).to_contain_text("declined")
    expect(shopper.pay_button).to_be_enabled()
    expect(shopper.pay_button).to_have_attribute("aria-busy", "false")
    expect(frame).to_have_attribute("data-kept", "yes")  # a remounted frame is another one
    expect(shopper.field("Postal code")).to_have_value("12345")


def test_shopper_is_told_to_wait_and_that_the_bank_may_ask(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    waits_for_the_bank(shopper)

    expect(shopper.pay_button).to_be_disabled()
    expect(shopper.pay_button).to_have_attribute("aria-busy", "true")
    shopper.hears("Your bank may ask you to confirm. Please do not close this page.")
    shopper.answers_bank("Fail")

    expect(alert_box(shopper)).to_be_focused()
    expect(shopper.page.get_by_text("Please do not close this page.")).to_have_count(0)
    shopper.presses_pay()
    shopper.answers_bank("Complete")
    shopper.expects_order()
    expect(shopper.page.get_by_role("heading", level=1)).to_be_focused()


def test_page_is_not_left_unasked_while_a_card_is_confirmed(shopper: Shopper) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    shopper.page.on("dialog", stay)
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    waits_for_the_bank(shopper)

    shopper.page.close(run_before_unload=True)
    wait_until(lambda: bool(shopper.page.title() and asked))
    shopper.answers_bank("Fail")

    expect(shopper.alert).to_be_visible()  # whoever stays is still connected
    with shopper.page.expect_event("close"):
        shopper.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
