"""The bank's check: passed, failed, passed and then declined; in the page and by redirect."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.desk import PUBLIC_URL, PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

REQUIRED = "pm_card_authenticationRequired"
THEN_DECLINED = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"


async def ask(desk: Desk, method: str = REQUIRED, **form: Any) -> Any:
    """An intent which waits for the buyer, with the bank's page beside it."""
    given = {"use_stripe_sdk": True, **form}
    intent = await desk.confirm(await desk.intent(), method, **given)
    assert intent["status"] == "requires_action", intent
    return intent


def page_of(intent: Any) -> str:
    action = intent["next_action"]
    if action["type"] == "redirect_to_url":
        url = action["redirect_to_url"]["url"]
    else:
        url = action["use_stripe_sdk"]["stripe_js"]
    assert url.startswith(PUBLIC_URL)
    return url.removeprefix("http://localhost:3000")


async def answer(desk: Desk, intent: Any, outcome: str) -> Any:
    response = await desk.client.post(page_of(intent), data={"outcome": outcome})
    assert response.status_code in (200, 303)
    return await desk.look(intent)


async def test_the_page_names_amount_and_both_buttons(desk: Desk):
    intent = await ask(desk)

    page = await desk.client.get(page_of(intent))

    assert page.status_code == 200
    assert "no money moves" in page.text
    assert "19.99 USD" in page.text
    assert "Complete authentication" in page.text
    assert "Fail authentication" in page.text


async def test_passing_pays(desk: Desk):
    intent = await ask(desk)
    assert intent["latest_charge"] is None

    paid = await answer(desk, intent, "complete")

    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert (paid["status"], paid["next_action"]) == ("succeeded", None)
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"
    assert await desk.topics() == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
    ]


async def test_failing_goes_back_to_the_start_and_charges_nothing(desk: Desk):
    failed = await answer(desk, await ask(desk), "fail")

    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert failed["latest_charge"] is None
    assert (await desk.topics())[-1] == "payment_intent.payment_failed"
    assert (await desk.confirm(failed, "pm_card_visa"))["status"] == "succeeded"


async def test_passing_may_still_end_in_a_decline(desk: Desk):
    declined = await answer(desk, await ask(desk, THEN_DECLINED), "complete")

    assert declined["status"] == "requires_payment_method"
    assert declined["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert declined["latest_charge"] is not None


async def test_a_second_answer_changes_nothing(desk: Desk):
    intent = await ask(desk)
    paid = await answer(desk, intent, "complete")

    again = await answer(desk, intent, "fail")
    twice = await answer(desk, intent, "complete")

    assert again == twice == paid
    assert len((await desk.get("/v1/charges", payment_intent=paid["id"]))["data"]) == 1


async def test_an_older_page_is_void_after_a_newer_attempt(desk: Desk):
    first = await ask(desk)
    second = await desk.confirm(first, REQUIRED, use_stripe_sdk=True)

    after_old = await answer(desk, first, "complete")
    after_new = await answer(desk, second, "complete")

    assert after_old["status"] == "requires_action"
    assert after_new["status"] == "succeeded"


async def test_a_canceled_intent_cannot_be_paid_from_its_page(desk: Desk):
    intent = await ask(desk)
    await desk.post(f"/v1/payment_intents/{intent['id']}/cancel")

    after = await answer(desk, intent, "complete")

    assert after["status"] == "canceled"


async def test_the_page_needs_the_right_secret(desk: Desk):
    url = page_of(await ask(desk)).split("?", maxsplit=1)[0]

    for wrong in ("", "?client_secret=", "?client_secret=pi_x_secret_y", "?client_secret=%C3%A9"):
        assert (await desk.client.get(url + wrong)).status_code == 404
        pressed = await desk.client.post(url + wrong, data={"outcome": "complete"})
        assert pressed.status_code == 404


async def test_anything_but_the_two_buttons_is_refused(desk: Desk):
    intent = await ask(desk)

    pressed = await desk.client.post(page_of(intent), data={"outcome": "maybe"})

    assert pressed.status_code == 400
    assert (await desk.look(intent))["status"] == "requires_action"


async def test_in_a_frame_the_page_tells_its_parent(desk: Desk):
    url = page_of(await ask(desk)) + "&origin=http://localhost:3000"

    page = await desk.client.post(url, data={"outcome": "complete"})

    assert 'const shop = "http://localhost:3000"' in page.text
    assert "sandbox:authenticated" in page.text


@pytest.mark.parametrize("origin", ["*", "javascript:alert(1)", "", "data:text/html,x"])
async def test_only_a_web_page_is_told_anything(desk: Desk, origin: str):
    url = page_of(await ask(desk))

    page = await desk.client.get(url, params={"client_secret": secret_in(url), "origin": origin})

    assert "const shop" not in page.text


@pytest.mark.parametrize(
    "origin", ["http://a</script><script>alert(1)</script>", "http://a<!--<script", 'http://a";b="']
)
async def test_a_hostile_origin_stays_a_word_in_the_script(desk: Desk, origin: str):
    url = page_of(await ask(desk))

    page = await desk.client.get(url, params={"client_secret": secret_in(url), "origin": origin})

    script = page.text.partition("<script>const shop = ")[2].partition(";\n")[0]
    assert "<" not in script
    assert json.loads(script).startswith("http://a")


def secret_in(url: str) -> str:
    return parse_qs(urlsplit(url).query)["client_secret"][0]


@pytest.mark.parametrize(("outcome", "status"), [("complete", "succeeded"), ("fail", "failed")])
async def test_by_redirect_the_buyer_comes_back_with_the_result(
    desk: Desk, outcome: str, status: str
):
    back = "http://localhost:3000/checkout/return?a=1"
    intent = await ask(desk, use_stripe_sdk=False, return_url=back)

    pressed = await desk.client.post(page_of(intent), data={"outcome": outcome})

    target = urlsplit(pressed.headers["location"])
    assert pressed.status_code == 303
    assert (target.netloc, target.path) == ("localhost:3000", "/checkout/return")
    assert parse_qs(target.query) == {
        "a": ["1"],
        "payment_intent": [intent["id"]],
        "payment_intent_client_secret": [intent["client_secret"]],
        "redirect_status": [status],
    }


async def test_a_browser_confirms_with_the_secret(desk: Desk):
    intent = await desk.intent()
    method = await desk.card("4000002760003184")

    waiting = await desk.confirm(
        intent,
        method["id"],
        key=PUBLISHABLE,
        client_secret=intent["client_secret"],
        use_stripe_sdk=True,
    )

    action = waiting["next_action"]["use_stripe_sdk"]
    assert action["type"] == "three_d_secure_redirect"
    assert action["source"].startswith("src_")
    assert "metadata" not in waiting


async def test_an_absent_buyer_cannot_be_asked(desk: Desk):
    answer = await desk.confirm(await desk.intent(), REQUIRED, off_session=True)

    assert answer["error"]["code"] == "authentication_required"
    assert answer["error"]["payment_intent"]["status"] == "requires_payment_method"


async def test_a_check_can_be_counted_as_a_decline(desk: Desk):
    answer = await desk.confirm(await desk.intent(), REQUIRED, error_on_requires_action=True)

    assert answer["error"]["code"] == "authentication_required"


async def test_the_price_is_fixed_while_the_bank_asks(desk: Desk):
    intent = await ask(desk)

    refused = await desk.post(f"/v1/payment_intents/{intent['id']}", amount=1)

    assert refused["error"]["code"] == "payment_intent_unexpected_state"
    assert (await desk.look(intent))["amount"] == 1999


async def test_a_check_can_be_asked_for(desk: Desk):
    intent = await desk.intent(payment_method_options={"card": {"request_three_d_secure": "any"}})

    waiting = await desk.confirm(intent, "pm_card_threeDSecureOptional", use_stripe_sdk=True)

    assert waiting["status"] == "requires_action"
