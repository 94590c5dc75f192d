"""Ways to pay beside cards: one that leaves for a bank's page, one whose bank answers late."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator

from tests.sandbox_browser.till import BILLING, DEFERRED, SWITCHED_OFF, Till, refused

pytestmark = pytest.mark.anyio

GOOD, POOR = "000123456789", "000222222227"
PARAMS = {"payment_method_data": {"billing_details": BILLING}}


def choice(till: Till) -> Locator:
    return till.frame.get_by_role("radiogroup", name="Payment method")


async def choose(till: Till, label: str, **options: Any) -> None:
    """Mount a Payment Element and choose one of its ways to pay."""
    await till.group()
    await till.mount(**{"layout": "accordion", "fields": SWITCHED_OFF, **options})
    await choice(till).get_by_text(label, exact=True).click()


async def fill_account(till: Till, number: str = GOOD) -> None:
    await till.box("Routing number").fill("110000000")
    await till.box("Account number").fill(number)


async def debit(till: Till, number: str = GOOD) -> tuple[dict[str, Any], dict[str, Any]]:
    """Pay from a bank account; returns the intent and what confirming it resolved."""
    await choose(till, "US bank account")
    await fill_account(till, number)
    assert await till.do("return shop.group.submit()") == {
        "selectedPaymentMethod": "us_bank_account"
    }
    intent = await till.intent()
    return intent, await till.confirm(intent["client_secret"])


async def settle(till: Till, intent: dict[str, Any], **form: str | float | bool) -> dict[str, Any]:
    """Let the bank answer now; returns the intent as it is then."""
    address = f"{till.sandbox}/control/payment_intents/{intent['id']}/settle"
    answer = await till.page.request.post(address, form=form)
    assert answer.ok, await answer.text()
    return await till.look(intent)


async def leave_for_amazon(till: Till, **more: Any) -> dict[str, Any]:
    """Confirm with Amazon Pay, until its page is there; returns the intent."""
    await choose(till, "Amazon Pay")
    assert await till.do("return shop.group.submit()") == {"selectedPaymentMethod": "amazon_pay"}
    intent = await till.intent()
    params = {**PARAMS, "return_url": f"{till.shop}/return?order=7"}
    confirming = till.confirming(intent["client_secret"], confirmParams=params, **more)
    await till.page.wait_for_url(f"{till.sandbox}/bank/**")
    confirming.cancel()
    return intent


async def press(till: Till, button: str) -> dict[str, list[str]]:
    """Press a button of the bank's page; returns the query the shop gets back."""
    await till.page.get_by_role("button", name=button).click()
    await till.page.wait_for_url(f"{till.shop}/return**")
    return parse_qs(urlsplit(till.page.url).query)


@pytest.mark.parametrize("layout", ["tabs", "accordion"])
async def test_card_is_open_and_the_others_are_offered(till: Till, layout: str) -> None:
    await till.group()
    await till.mount(layout=layout)

    shown = [text.strip() for text in await choice(till).locator("label").all_inner_texts()]

    assert [text for text in shown if text in ("Card", "Amazon Pay", "US bank account")] == [
        "Card", "Amazon Pay", "US bank account",
    ]  # fmt: skip
    assert await till.frame.get_by_role("radio", name="Card").is_checked()
    assert await till.box("Card number").is_visible()


async def test_arrow_keys_choose_and_keep_the_focus_and_what_was_typed(till: Till) -> None:
    await till.group()
    await till.mount(layout="tabs", fields=SWITCHED_OFF)
    await till.type_card("4242424242424242")
    await till.frame.get_by_role("radio", name="Card").focus()

    await till.page.keyboard.press("ArrowDown")
    await till.page.keyboard.press("ArrowDown")
    await till.frame.locator("[value=us_bank_account]:focus").wait_for()
    told = await till.change("payment", complete=False)
    await till.page.keyboard.press("Tab")
    await till.frame.locator("[name=routingNumber]:focus").wait_for()
    await till.frame.get_by_role("radio", name="Card").focus()
    await till.page.keyboard.press("Space")

    assert told["value"] == {"type": "us_bank_account"}
    assert await till.box("Card number").input_value() == "4242 4242 4242 4242"


async def test_currency_and_way_of_capture_decide_what_is_offered(till: Till) -> None:
    await till.group(**{**DEFERRED, "currency": "cad"})
    await till.mount(layout="accordion", fields=SWITCHED_OFF)
    alone = await till.frame.get_by_role("radio").count()
    await till.type_card("4242424242424242")

    await till.do("return shop.group.update({currency: 'eur'})")
    in_euros = await till.frame.get_by_role("radio").count()
    await till.do("return shop.group.update({currency: 'usd'})")
    in_dollars = await till.frame.get_by_role("radio").count()
    await till.do("return shop.group.update({captureMethod: 'manual'})")
    held = await till.frame.get_by_role("radio").count()

    assert (alone, in_euros, in_dollars, held) == (0, 2, 3, 2)
    assert await till.box("Card number").input_value() == "4242 4242 4242 4242"


async def test_choice_that_a_new_currency_ends_falls_back_to_the_card(till: Till) -> None:
    await choose(till, "US bank account")
    await fill_account(till)
    await till.do("return shop.group.submit()")

    await till.do("return shop.group.update({currency: 'eur'})")

    assert await till.box("Card number").is_visible()
    submitted = await till.do("return shop.group.submit()")
    assert submitted["error"]["code"] == "incomplete_number"


@pytest.mark.parametrize(
    ("button", "redirect_status", "status", "code"),
    [
        ("Authorise payment", "succeeded", "succeeded", None),
        (
            "Fail payment",
            "failed",
            "requires_payment_method",
            "payment_method_provider_decline",
        ),
        (
            "Cancel and go back",
            "failed",
            "requires_payment_method",
            "payment_method_customer_decline",
        ),
    ],
)
async def test_amazon_pay_leaves_and_comes_back_with_an_answer(
    till: Till, button: str, redirect_status: str, status: str, code: str | None
) -> None:
    intent = await leave_for_amazon(till, redirect="if_required")

    query = await press(till, button)

    now = await till.look(intent)
    assert query == {
        "order": ["7"],
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [redirect_status],
    }
    assert (now["status"], (now["last_payment_error"] or {}).get("code")) == (status, code)


async def test_amazon_pay_without_a_way_back_is_refused(till: Till) -> None:
    await choose(till, "Amazon Pay")
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    assert refused(outcome, "return_url", "amazon_pay")
    assert (await till.look(intent))["status"] == "requires_payment_method"


async def test_next_action_of_amazon_pay_leaves_too(till: Till) -> None:
    intent = await leave_for_amazon(till)
    await till.page.goto(till.shop)
    await till.page.add_script_tag(url=f"{till.sandbox}/stripe.js")

    await till.page.evaluate(
        "(secret) => void Stripe('pk_test_x').handleNextAction({clientSecret: secret})",
        intent["client_secret"],
    )
    await till.page.wait_for_url(f"{till.sandbox}/bank/**")

    assert (await press(till, "Authorise payment"))["redirect_status"] == ["succeeded"]


@pytest.mark.parametrize(
    ("number", "form", "status", "code"),
    [
        (GOOD, {"outcome": "succeeded"}, "succeeded", None),
        (
            POOR,
            {"outcome": "failed", "failure_code": "insufficient_funds"},
            "requires_payment_method",
            "insufficient_funds",
        ),
    ],
)
async def test_bank_account_answers_later(
    till: Till, number: str, form: dict[str, str], status: str, code: str | None
) -> None:
    intent, outcome = await debit(till, number)
    assert outcome["value"]["paymentIntent"]["status"] == "processing"
    before = await till.look(intent)

    after = await settle(till, intent, **form)

    assert before["payment_method"]["billing_details"]["name"] == BILLING["name"]
    assert before["payment_method"]["us_bank_account"]["last4"] == number[-4:]
    assert (after["status"], (after["last_payment_error"] or {}).get("code")) == (status, code)


async def test_unknown_account_number_is_refused_beside_its_field(till: Till) -> None:
    _, outcome = await debit(till, "000000000000")

    error = outcome["value"]["error"]
    assert error["code"] == "account_number_invalid"
    described = till.box("Account number")
    assert await described.get_attribute("aria-invalid") == "true"
    assert await till.frame.get_by_role("alert").get_by_text(error["message"]).is_visible()


async def test_bank_account_is_checked_in_plain_words(till: Till) -> None:
    await choose(till, "US bank account", fields={})

    await till.do("return shop.group.submit()")
    empty = await till.frame.locator(".Error").all_inner_texts()
    await till.box("Routing number").fill("1100-0000 1")
    wrong = await till.frame.locator("#field-routingNumber-error").inner_text()

    assert empty == [
        "Your name is incomplete.",
        "Your routing number is incomplete: it has nine digits.",
        "Your account number is incomplete.",
    ]
    assert wrong == "Your routing number is invalid."
    assert await till.box("Routing number").input_value() == "110000001"


async def test_test_account_fills_in_everything_and_its_name_is_sent(till: Till) -> None:
    await choose(till, "US bank account", fields={"billingDetails": {"address": "never"}})
    await till.frame.get_by_role("button", name="Test accounts").click()
    await till.frame.get_by_role("button", name="Not enough money in the account").click()
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    await till.confirm(
        intent["client_secret"],
        confirmParams={"payment_method_data": {"billing_details": {"address": BILLING["address"]}}},
    )

    method = (await till.look(intent))["payment_method"]
    assert method["billing_details"]["name"] == await till.box("Full name").input_value() != ""
    assert method["us_bank_account"]["last4"] == POOR[-4:]


async def test_confirmation_token_keeps_the_entry_for_a_server(till: Till) -> None:
    await till.ready_card()
    intent = await till.intent()

    made = await till.do(
        "return shop.stripe.createConfirmationToken({elements: shop.group, params: argument})",
        {**PARAMS, "return_url": f"{till.shop}/return"},
    )
    token = made["confirmationToken"]
    answer = await till.page.request.post(
        f"{till.sandbox}/v1/payment_intents/{intent['id']}/confirm",
        form={"confirmation_token": token["id"]},
        headers={"Authorization": "Bearer sk_test_sandbox"},
    )

    preview = token["payment_method_preview"]
    assert (preview["type"], preview["card"]["last4"]) == ("card", "4242")
    assert preview["billing_details"]["email"] == BILLING["email"]
    assert (await answer.json())["status"] == "succeeded"


async def test_confirmation_token_of_amazon_pay_leaves_when_the_page_confirms(till: Till) -> None:
    await choose(till, "Amazon Pay")
    await till.do("return shop.group.submit()")
    intent = await till.intent()
    params = {**PARAMS, "return_url": f"{till.shop}/return"}
    code = "return shop.stripe.createConfirmationToken({elements: shop.group, params: argument})"
    made = await till.do(code, params)

    confirm = {"confirmation_token": made["confirmationToken"]["id"]}
    confirming = till.confirming(intent["client_secret"], confirmParams=confirm)
    await till.page.wait_for_url(f"{till.sandbox}/bank/**")
    confirming.cancel()

    assert (await press(till, "Authorise payment"))["redirect_status"] == ["succeeded"]
