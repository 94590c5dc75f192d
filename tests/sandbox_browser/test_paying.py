"""What stripe.confirmPayment() does with each kind of card."""

import asyncio

import pytest

from tests.sandbox_browser.till import BILLING, Till

pytestmark = pytest.mark.anyio

DECLINES = [
    ("4000000000000002", "card_declined", "generic_decline", "Your card was declined."),
    (
        "4000000000009995",
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds. Try a different card.",
    ),
    ("4000000000000069", "expired_card", None, "Your card is expired. Try a different card."),
    ("4000000000000127", "incorrect_cvc", None, "Your card's security code is incorrect."),
    (
        "4000000000000119",
        "processing_error",
        None,
        "An error occurred while processing your card. Try again in a little bit.",
    ),
]


async def test_good_card_resolves_a_succeeded_intent(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    shown = outcome["value"]["paymentIntent"]
    assert (shown["id"], shown["status"]) == (intent["id"], "succeeded")
    assert "latest_charge" not in shown
    assert "metadata" not in shown


async def test_billing_details_of_the_page_reach_the_payment_method(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()

    await till.confirm(intent["client_secret"])

    billing = (await till.look(intent))["payment_method"]["billing_details"]
    assert (billing["email"], billing["address"]["city"]) == ("ada@example.com", "Cambridge")


@pytest.mark.parametrize(("number", "code", "decline_code", "message"), DECLINES)
async def test_declined_card_resolves_an_error(
    till: Till, number: str, code: str, decline_code: str | None, message: str
) -> None:
    await till.ready_card(number)
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    error = outcome["value"]["error"]
    assert (error["type"], error["code"], error.get("decline_code")) == (
        "card_error",
        code,
        decline_code,
    )
    assert error["message"] == message
    assert error["payment_intent"]["status"] == "requires_payment_method"


async def test_declined_card_keeps_the_fields_and_the_same_intent_can_be_paid(till: Till) -> None:
    await till.ready_card("4000000000000002")
    intent = await till.intent()
    await till.confirm(intent["client_secret"])
    assert await till.box("Card number").input_value() == "4000 0000 0000 0002"
    assert await till.box("Security code").input_value() == "123"

    await till.box("Card number").fill("4242424242424242")
    await till.do("return shop.group.submit()")
    outcome = await till.confirm(intent["client_secret"])

    assert outcome["value"]["paymentIntent"]["status"] == "succeeded"


async def test_number_which_stripe_did_not_publish_is_refused(till: Till) -> None:
    await till.ready_card("4111111111111111")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    error = outcome["value"]["error"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "test_mode_live_card")
    assert (await till.look(intent))["status"] == "requires_payment_method"


async def test_bank_dialog_completed_pays(till: Till) -> None:
    await till.ready_card("4000002760003184")
    intent = await till.intent()

    confirming = till.confirming(intent["client_secret"])
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button", name="Complete authentication").click()
    outcome = await confirming

    assert outcome["value"]["paymentIntent"]["status"] == "succeeded"
    assert await till.bank.count() == 0


async def test_bank_dialog_failed_resolves_the_authentication_error(till: Till) -> None:
    await till.ready_card("4000002760003184")
    intent = await till.intent()

    confirming = till.confirming(intent["client_secret"])
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button", name="Fail authentication").click()
    outcome = await confirming

    error = outcome["value"]["error"]
    assert error["code"] == "payment_intent_authentication_failure"
    assert error["message"].startswith("We are unable to authenticate your payment method.")
    assert error["payment_intent"]["status"] == "requires_payment_method"


async def test_card_declined_after_the_bank_agreed_resolves_the_decline(till: Till) -> None:
    await till.ready_card("4000008260003178")
    intent = await till.intent()

    confirming = till.confirming(intent["client_secret"])
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button", name="Complete authentication").click()
    outcome = await confirming

    error = outcome["value"]["error"]
    assert (error["code"], error["decline_code"]) == ("card_declined", "insufficient_funds")


async def test_escape_in_the_bank_dialog_fails_and_gives_the_focus_back(till: Till) -> None:
    await till.ready_card("4000002760003184")
    intent = await till.intent()
    await till.page.locator("#pay").focus()

    confirming = till.confirming(intent["client_secret"])
    await till.bank.wait_for()
    was_inside = await till.do("return document.activeElement.closest('dialog') !== null")
    await till.page.keyboard.press("Escape")
    outcome = await confirming

    assert was_inside
    assert outcome["value"]["error"]["code"] == "payment_intent_authentication_failure"
    assert await till.do("return document.activeElement.id") == "pay"


async def test_enter_in_the_bank_dialog_does_not_cancel(till: Till) -> None:
    await till.ready_card("4000002760003184")
    intent = await till.intent()

    confirming = till.confirming(intent["client_secret"])
    await till.bank.wait_for()
    await till.page.keyboard.press("Enter")
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button", name="Complete authentication").click()

    assert (await confirming)["value"]["paymentIntent"]["status"] == "succeeded"


async def test_redirect_always_goes_to_the_return_url(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()
    params = {"return_url": f"{till.shop}/return?order=7"}

    confirming = till.confirming(
        intent["client_secret"],
        redirect="always",
        confirmParams={**params, "payment_method_data": {"billing_details": BILLING}},
    )
    await till.page.wait_for_url(f"{till.shop}/return**")
    confirming.cancel()

    assert "order=7" in till.page.url
    assert f"payment_intent={intent['id']}" in till.page.url
    assert f"payment_intent_client_secret={intent['client_secret']}" in till.page.url
    assert "redirect_status=succeeded" in till.page.url


async def test_group_of_a_client_secret_pays_without_submit(till: Till) -> None:
    intent = await till.intent()
    await till.group(clientSecret=intent["client_secret"])
    await till.mount(fields={"billingDetails": {"address": "never"}})
    await till.type_card("4242424242424242")

    outcome = await till.do(
        """return shop.stripe.confirmPayment({elements: shop.group, redirect: 'if_required',
        confirmParams: {payment_method_data: {billing_details: {address: argument}}}})""",
        BILLING["address"],
    )

    assert outcome["paymentIntent"]["status"] == "succeeded"


async def test_incomplete_card_in_a_group_of_a_client_secret_resolves_the_problem(
    till: Till,
) -> None:
    intent = await till.intent()
    await till.group(clientSecret=intent["client_secret"])
    await till.mount()

    outcome = await till.do(
        "return shop.stripe.confirmPayment({elements: shop.group, redirect: 'if_required'})"
    )

    assert outcome["error"]["type"] == "validation_error"
    assert outcome["error"]["code"] == "incomplete_number"


async def test_retrieve_shows_the_intent(till: Till) -> None:
    intent = await till.intent()
    await till.group()

    outcome = await till.do(
        "return shop.stripe.retrievePaymentIntent(argument)", intent["client_secret"]
    )

    assert outcome["paymentIntent"]["status"] == "requires_payment_method"


async def test_next_action_of_an_intent_the_server_confirmed_is_carried_out(till: Till) -> None:
    intent = await till.intent(
        payment_method="pm_card_authenticationRequired", confirm="true", use_stripe_sdk="true"
    )
    await till.group()

    code = "return shop.stripe.handleNextAction({clientSecret: argument})"
    handling = asyncio.create_task(till.do(code, intent["client_secret"]))
    bank = till.bank.frame_locator("iframe")
    await bank.get_by_role("button", name="Complete authentication").click()

    assert (await handling)["paymentIntent"]["status"] == "succeeded"
