"""The page asks before it is left while a card is confirmed, and never else."""

import pytest
from playwright.sync_api import Dialog

from tests.components.stripe_elements.shopper import Shopper

CONFIRMS = "window.fake.calls.some(([name]) => name === 'confirmPayment')"
WOULD_ASK = """() => {
    const left = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(left);
    return left.defaultPrevented;
}"""


@pytest.mark.parametrize(("method", "asks"), [("card", True), ("amazon_pay", False), ("", False)])
def test_page_asks_for_methods_that_are_confirmed_on_it(
    shopper: Shopper, method: str, asks: bool
) -> None:
    shopper.arrive(submit=[{"selectedPaymentMethod": method}], hold=True)

    shopper.button.click()
    shopper.page.wait_for_function(CONFIRMS)

    assert shopper.page.evaluate(WOULD_ASK) is asks


def test_page_that_is_stayed_on_hears_the_answer_and_may_then_be_left(shopper: Shopper) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    shopper.page.on("dialog", stay)
    shopper.arrive(hold=True)
    shopper.button.click()
    shopper.page.wait_for_function(CONFIRMS)

    with shopper.page.expect_event("dialog"):
        shopper.page.close(run_before_unload=True)
    shopper.page.evaluate("window.fake.goOn()")

    assert shopper.result(1)["status"] == "succeeded"  # Python was told, over the same socket
    with shopper.page.expect_event("close"):
        shopper.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
