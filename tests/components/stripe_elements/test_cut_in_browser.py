"""A connection lost in the middle of a payment: what Python may not have heard is said again."""

import json

from playwright.sync_api import expect

from tests.components.stripe_elements.shopper import Shopper

DECLINE = {"error": {"type": "card_error", "code": "card_declined", "message": "No."}}
CONFIRMING = "window.fake.calls.some(([name]) => name === 'confirmPayment')"


def test_press_that_was_not_answered_is_sent_again_as_it_was(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive("/visited")
    shopper.page.get_by_label("Note").fill("late")
    shopper.button.click()
    shopper.expect_output("asked", "1")
    shopper.page.get_by_label("Note").fill("refuse")  # typed after the click

    sockets[-1].close()

    assert shopper.result(1)["status"] == "succeeded"
    shopper.expect_output("asked", "2")
    form = json.loads(shopper.page.locator("#form").inner_text())
    assert form == {"email": "a@example.com", "note": "late"}
    assert len(shopper.calls("submit")) == len(shopper.calls("confirmPayment")) == 1


def test_result_is_told_again_and_nothing_confirmed_again(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive("/visited", confirm=[DECLINE])
    shopper.button.click()
    first = shopper.result(1)

    sockets[-1].close()

    assert shopper.result(2) == first
    assert first["client_secret"] == "pi_demo_secret_demo"
    shopper.expect_output("asked", "1")
    expect(shopper.button).to_be_enabled()
    assert len(shopper.calls("confirmPayment")) == 1


def test_confirmation_under_way_goes_on_and_is_told_once(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive("/visited", hold=True)
    shopper.button.click()
    shopper.page.wait_for_function(CONFIRMING)

    sockets[-1].close()
    shopper.expect_output("visits", "2")
    shopper.page.evaluate("window.fake.goOn()")

    assert shopper.result(1)["status"] == "succeeded"
    shopper.expect_output("asked", "1")
    assert len(shopper.calls("confirmPayment")) == 1


def test_new_press_forgets_the_result_before_it(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive("/visited", confirm=[DECLINE])
    shopper.button.click()
    shopper.result(1)
    shopper.page.get_by_label("Note").fill("refuse")
    shopper.button.click()
    shopper.expect_output("asked", "2")
    expect(shopper.button).to_be_enabled()

    sockets[-1].close()

    shopper.expect_output("visits", "2")
    shopper.expect_output("result-count", "1")
    shopper.expect_output("asked", "2")
