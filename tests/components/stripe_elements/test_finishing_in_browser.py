"""A payment that waits for its shopper, finished in a real browser."""

from playwright.sync_api import Locator, expect

from tests.components.stripe_elements.shopper import Shopper

LEFT = {"clientSecret": "pi_left_secret_left"}
TEN_CLICKS = "(button) => { for (let click = 0; click < 10; click++) button.click(); }"
CALLED = "(name) => window.fake.calls.some(([called]) => called === name)"


def finish(shopper: Shopper) -> Locator:
    """The button that finishes."""
    return shopper.page.locator("#finish")


def test_ten_presses_finish_once_and_nothing_else_can_be_paid(shopper: Shopper) -> None:
    shopper.arrive(hold=True)

    finish(shopper).evaluate(TEN_CLICKS)
    expect(finish(shopper)).to_be_disabled()
    expect(finish(shopper)).to_have_attribute("aria-busy", "true")
    expect(shopper.button).to_be_disabled()
    shopper.button.evaluate(TEN_CLICKS)
    shopper.page.evaluate("window.fake.goOn()")

    assert shopper.result(1) == {
        "attempt": "",
        "status": "succeeded",
        "code": "",
        "decline_code": "",
        "type": "",
        "message": "",
        "payment_intent": "pi_left",
        "client_secret": "pi_left_secret_left",
    }
    assert shopper.calls("handleNextAction") == [LEFT]
    assert shopper.calls("submit") == shopper.calls("confirmPayment") == []
    expect(finish(shopper)).to_be_disabled()
    expect(shopper.button).to_be_disabled()


def test_nothing_is_finished_while_a_payment_runs(shopper: Shopper) -> None:
    shopper.arrive(hold=True)
    shopper.button.evaluate("""(pay) => {
        pay.click();
        document.querySelector("#finish").click();
    }""")
    shopper.page.wait_for_function(CALLED, arg="confirmPayment")

    expect(finish(shopper)).to_be_disabled()
    shopper.page.evaluate("window.fake.goOn()")

    assert shopper.result(1)["payment_intent"] == "pi_demo"
    assert shopper.calls("handleNextAction") == []


def test_question_answered_wrong_opens_the_latch(shopper: Shopper) -> None:
    intent = {"id": "pi_left", "status": "requires_payment_method"}
    code = "payment_intent_authentication_failure"
    problem = {"type": "card_error", "code": code, "message": "No.", "payment_intent": intent}
    shopper.arrive(nextAction=[{"error": problem}])
    finish(shopper).focus()

    shopper.page.keyboard.press("Enter")

    result = shopper.result(1)
    assert (result["status"], result["code"]) == ("requires_payment_method", code)
    expect(finish(shopper)).to_be_focused()
    shopper.button.click()
    assert shopper.result(2)["status"] == "succeeded"


def test_error_thrown_while_finishing_is_a_result(shopper: Shopper) -> None:
    shopper.arrive(nextAction=[{"throws": "The PaymentIntent is succeeded."}])

    finish(shopper).click()

    result = shopper.result(1)
    assert (result["type"], result["message"]) == (
        "IntegrationError",
        "The PaymentIntent is succeeded.",
    )
    expect(finish(shopper)).to_be_enabled()
    assert "The PaymentIntent is succeeded." in shopper.errors.pop()
