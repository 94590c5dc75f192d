"""From the shelf to the order page, and every way in which a card is refused."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.shopper import ASKS_THE_BANK, DECLINED, HAMMING, PERSIA, Shopper

DECLINED_AFTER_BANK = "4000008400001629"


def test_book_is_bought_with_a_card(shopper: Shopper) -> None:
    total = shopper.fills_cart(HAMMING, PERSIA)
    shopper.goes_to_checkout()

    expect(shopper.pay_button).to_have_accessible_name(f"Pay {total}")
    shopper.pays()

    order = shopper.expects_order()
    intent = shopper.intent()
    assert total == "$53.00"
    assert (intent["amount_received"], intent["currency"]) == (5300, "usd")
    shown = [
        total,
        intent["metadata"]["order_number"],
        intent["id"],
        intent["latest_charge"],
        "The Art of Doing Science and Engineering",
        "The Making of Prince of Persia",
        "$23.00",
        "$25.00",
    ]
    assert [text for text in shown if text not in order] == []
    shopper.expects_count(0)
    assert shopper.kept_lines() == []


def test_order_page_says_how_it_was_paid_what_comes_next_and_leads_to_the_receipt(
    shopper: Shopper,
) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays()

    order = shopper.expects_order()
    for words in ("Visa ending 4242", "United States", "What happens next", "pack your books"):
        assert words in order
    receipt = shopper.page.get_by_role("link", name="Stripe's receipt")
    expect(receipt).to_have_attribute("rel", "noopener noreferrer")
    with shopper.context.expect_page() as opened:
        receipt.click()
    expect(opened.value.get_by_role("main")).to_contain_text(shopper.intent()["latest_charge"])
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]


def test_reloading_the_order_page_changes_nothing(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays()
    before = shopper.expects_order()

    for _ in range(5):
        shopper.reloads()
        after = shopper.expects_order()

    assert after == before
    assert shopper.intent()["status"] == "succeeded"
    assert len(shopper.site.orders(shopper.email)) == 1


def test_declined_card_keeps_what_was_typed_and_the_same_intent_is_paid(shopper: Shopper) -> None:
    shopper.fills_cart(HAMMING)
    shopper.goes_to_checkout()
    shopper.pays(DECLINED)
    expect(shopper.alert).to_have_text(re.compile("declined|refused"))
    expect(shopper.pay_button).to_be_enabled()
    refused = shopper.intent()
    assert refused["status"] == "requires_payment_method"
    number = shopper.frame.get_by_role("textbox", name="Card number")
    assert re.sub(r"\D", "", number.input_value()) == DECLINED  # a remounted frame would be empty
    kept = [shopper.field(name).input_value() for name in ("Email", "Full name", "Address", "City")]
    assert kept == [shopper.email, "Ada Reader", "1 Main Street", "Springfield"]

    number.fill("4242424242424242")
    shopper.presses_pay()

    shopper.expects_order()
    paid = shopper.intent()
    assert (paid["id"], paid["status"]) == (refused["id"], "succeeded")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (DECLINED, "declined|refused"),
        ("4000000000009995", "not enough money|insufficient funds"),
        ("4000000000009987", "declined|refused"),
        ("4000000000009979", "declined|refused"),
        ("4000000000000069", "expired"),
        ("4000000000000127", "security code"),
        ("4000000000000119", "try again|again"),
        ("4100000000000019", "declined|refused"),
    ],
)
def test_refused_card_is_explained_in_plain_words(shopper: Shopper, card: str, words: str) -> None:
    shopper.opens("/checkout?item=1")

    shopper.pays(card)

    expect(shopper.alert).to_have_text(re.compile(words, re.IGNORECASE))
    said = shopper.alert.inner_text()
    assert re.search(r"lost|stolen|fraud|generic|_", said) is None, said
    assert shopper.intent()["amount_received"] == 0


def test_number_outside_the_published_list_is_refused(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")

    shopper.pays("4539148803436467")  # a valid check digit, and no test card

    expect(shopper.alert).to_be_visible()
    assert all(i["amount_received"] == 0 for i in shopper.site.sandbox.intents(shopper.email))


def test_bank_check_passes(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)

    shopper.answers_bank("Complete")

    shopper.expects_order()
    assert shopper.intent()["status"] == "succeeded"


def test_failed_bank_check_can_be_tried_again_on_the_same_intent(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(ASKS_THE_BANK)
    shopper.answers_bank("Fail")
    expect(shopper.alert).to_be_visible()
    refused = shopper.intent()

    shopper.presses_pay()
    shopper.answers_bank("Complete")

    shopper.expects_order()
    assert shopper.intent()["id"] == refused["id"]


def test_card_declined_after_the_bank_check_says_so(shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays(DECLINED_AFTER_BANK)

    shopper.answers_bank("Complete")

    expect(shopper.alert).to_have_text(re.compile("declined|refused"))
    assert shopper.intent()["status"] == "requires_payment_method"
