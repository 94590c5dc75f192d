"""One payment in a real browser: the click, the handler's answer, the confirmation."""

import json

import pytest
from playwright.sync_api import Route, expect

from tests.components.stripe_elements.shopper import Shopper

DECLINE = {
    "error": {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "message": "Your card has insufficient funds.",
        "payment_intent": {"id": "pi_demo", "status": "requires_payment_method"},
    }
}
TEN_CLICKS = """
    const button = document.querySelector("#pay");
    for (let click = 0; click < 10; click++) button.click();
"""
HOLD = "window.fake.hold = true"
WAIT_FOR_CONFIRM = "window.fake.calls.some(([name]) => name === 'confirmPayment')"


def test_ten_clicks_at_once_are_one_payment(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.evaluate(TEN_CLICKS)

    assert shopper.result(1)["status"] == "succeeded"
    shopper.expect_output("asked", "1")
    assert len(shopper.calls("submit")) == 1
    assert len(shopper.calls("confirmPayment")) == 1


def test_button_is_disabled_without_asking_the_server(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.evaluate("window.fake.submit = [new Promise(() => {})]")  # never answers
    shopper.button.click()

    expect(shopper.button).to_be_disabled()
    expect(shopper.button).to_have_attribute("aria-busy", "true")
    shopper.expect_output("asked", "0")


def test_confirmation_carries_what_the_shop_gave(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.button.click()

    shopper.result(1)
    assert shopper.calls("confirmPayment") == [
        {
            "clientSecret": "pi_demo_secret_demo",
            "confirmParams": {
                "return_url": "http://localhost/return",
                "payment_method_data": {
                    "billing_details": {"email": "a@example.com", "address": {"line2": None}}
                },
            },
            "redirect": "if_required",
        }
    ]


def test_paid_order_cannot_be_paid_again(shopper: Shopper) -> None:
    shopper.arrive()
    shopper.button.click()

    shopper.result(1)

    expect(shopper.button).to_be_disabled()
    expect(shopper.button).to_have_text("Paying")


def test_declined_card_is_tried_again_on_the_same_intent(shopper: Shopper) -> None:
    shopper.arrive(confirm=[DECLINE])
    shopper.button.focus()
    shopper.page.keyboard.press("Enter")
    declined = shopper.result(1)
    expect(shopper.button).to_be_focused()

    shopper.page.keyboard.press("Enter")

    paid = shopper.result(2)
    assert declined == {
        "attempt": declined["attempt"],
        "status": "requires_payment_method",
        "code": "card_declined",
        "decline_code": "insufficient_funds",
        "type": "card_error",
        "message": "Your card has insufficient funds.",
        "payment_intent": "pi_demo",
        "client_secret": "pi_demo_secret_demo",
    }
    assert paid["status"] == "succeeded"
    assert paid["attempt"] != declined["attempt"]
    first, second = shopper.calls("confirmPayment")
    assert first == second


def test_error_thrown_by_confirm_is_a_result(shopper: Shopper) -> None:
    shopper.arrive(confirm=[{"throws": "return_url is not absolute."}])

    shopper.button.click()

    result = shopper.result(1)
    assert (result["type"], result["message"]) == (
        "IntegrationError",
        "return_url is not absolute.",
    )
    expect(shopper.button).to_be_enabled()
    assert "return_url is not absolute." in shopper.errors.pop()


def test_incomplete_card_never_reaches_the_handler(shopper: Shopper) -> None:
    problem = {"type": "validation_error", "code": "incomplete_number", "message": "Number?"}
    shopper.arrive(submit=[{"error": problem}])

    shopper.button.click()

    shopper.expect_output("problem", "incomplete_number: Number?")
    shopper.expect_output("asked", "0")
    expect(shopper.button).to_be_enabled()


def test_invalid_form_stops_before_stripe(shopper: Shopper) -> None:
    shopper.arrive()
    shopper.page.get_by_label("Email").fill("nonsense")

    shopper.button.click()

    expect(shopper.page.locator("#problem")).to_contain_text("form_invalid: ")
    expect(shopper.page.get_by_label("Email")).to_be_focused()
    assert shopper.calls("submit") == []


def test_enter_in_a_field_pays(shopper: Shopper) -> None:
    shopper.arrive()

    shopper.page.get_by_label("Note").press("Enter")

    assert shopper.result(1)["status"] == "succeeded"
    assert shopper.page.url == shopper.site + "/"


def test_refusal_opens_the_latch_without_a_confirmation(shopper: Shopper) -> None:
    shopper.arrive()
    shopper.page.get_by_label("Note").fill("refuse")

    shopper.button.click()

    shopper.expect_output("asked", "1")
    expect(shopper.button).to_be_enabled()
    assert shopper.calls("confirmPayment") == []


@pytest.mark.parametrize("note", ["silent", "crash"])
def test_handler_that_never_answers_leaves_a_message(shopper: Shopper, note: str) -> None:
    shopper.arrive("/impatient")
    shopper.page.get_by_label("Note").fill(note)

    shopper.button.click()

    unanswered = shopper.page.get_by_role("alert").filter(has_text="nothing was charged")
    expect(unanswered).to_be_visible()
    expect(shopper.button).to_be_enabled()
    shopper.page.get_by_label("Note").fill("")
    shopper.button.click()
    assert shopper.result(1)["status"] == "succeeded"
    expect(unanswered).to_have_count(0)


def test_text_typed_before_the_page_is_alive_reaches_the_handler(shopper: Shopper) -> None:
    held: list[Route] = []
    shopper.page.route("**/assets/*.js", lambda route: held.append(route))
    shopper.page.goto(shopper.site, wait_until="commit")
    shopper.page.get_by_label("Note").fill("typed early")
    shopper.page.route("**/assets/*.js", lambda route: route.continue_())
    for route in held:
        route.continue_()
    expect(shopper.button).to_be_enabled()

    shopper.button.click()

    shopper.result(1)
    shopper.expect_output("form", json.dumps({"email": "a@example.com", "note": "typed early"}))


def test_reload_while_confirming_confirms_nothing(shopper: Shopper) -> None:
    shopper.arrive(hold=True)
    shopper.button.click()
    shopper.page.wait_for_function(WAIT_FOR_CONFIRM)

    shopper.page.reload()

    shopper.expect_output("asked", "1")  # the state, client_secret and all, is back
    expect(shopper.button).to_be_enabled()
    assert shopper.calls("confirmPayment") == []


def test_page_thawed_by_the_back_button_can_pay_again(shopper: Shopper) -> None:
    shopper.arrive(hold=True)
    shopper.button.click()
    shopper.page.wait_for_function(WAIT_FOR_CONFIRM)

    shopper.page.evaluate(
        "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    )

    expect(shopper.button).to_be_enabled()


def test_payment_survives_a_connection_lost_at_the_click(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive()

    sockets[-1].close()
    shopper.button.click()

    assert shopper.result(1)["status"] == "succeeded"
    assert len(sockets) == 2


def test_answer_after_the_patience_ended_confirms_nothing(shopper: Shopper) -> None:
    sockets = shopper.follow_sockets()
    shopper.arrive("/impatient")
    shopper.page.context.set_offline(True)
    sockets[-1].close()
    shopper.button.click()
    expect(shopper.page.get_by_role("alert").filter(has_text="not answered")).to_be_visible()

    shopper.page.context.set_offline(False)

    shopper.expect_output("asked", "1")
    expect(shopper.button).to_be_enabled()
    assert shopper.calls("confirmPayment") == []
    shopper.errors.clear()  # the refused connections


def test_payment_needs_no_eval(shopper: Shopper) -> None:
    def forbid_eval(route: Route) -> None:
        answer = route.fetch()
        policy = "script-src 'self' 'unsafe-inline'"
        route.fulfill(
            response=answer, headers={**answer.headers, "content-security-policy": policy}
        )

    shopper.page.route(shopper.site + "/", forbid_eval)
    shopper.arrive()

    shopper.button.click()

    assert shopper.result(1)["status"] == "succeeded"
