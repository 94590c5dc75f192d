"""Amazon Pay: the buyer leaves for a page of the wallet and comes back to the shop."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.desk import PUBLIC_URL, PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

BACK = "http://localhost:3000/checkout/return?a=1"
ALWAYS = {"enabled": True}


async def leave(desk: Desk, **form: Any) -> Any:
    """An intent whose buyer has been sent to the wallet's page."""
    intent = await desk.intent(automatic_payment_methods=ALWAYS, **form)
    method = await desk.post("/v1/payment_methods", key=PUBLISHABLE, type="amazon_pay")
    waiting = await desk.confirm(
        intent,
        method["id"],
        key=PUBLISHABLE,
        client_secret=intent["client_secret"],
        use_stripe_sdk=True,
        return_url=BACK,
    )
    assert waiting["status"] == "requires_action", waiting
    return waiting


def page_of(intent: Any) -> str:
    redirect = intent["next_action"]["redirect_to_url"]
    assert redirect["return_url"] == BACK
    assert redirect["url"].startswith(f"{PUBLIC_URL}/bank/pa_")
    return redirect["url"].removeprefix("http://localhost:3000")


async def press(desk: Desk, intent: Any, outcome: str) -> dict[str, list[str]]:
    """What the shop is told when the buyer comes back."""
    response = await desk.client.post(page_of(intent), data={"outcome": outcome})
    assert response.status_code == 303
    target = urlsplit(response.headers["location"])
    assert (target.netloc, target.path) == ("localhost:3000", "/checkout/return")
    return parse_qs(target.query)


async def test_the_page_names_shop_amount_and_three_buttons(desk: Desk):
    page = await desk.client.get(page_of(await leave(desk)))

    assert page.status_code == 200
    for words in ("localhost:3000", "19.99 USD", "Authorise", "Fail", "Cancel", "no money moves"):
        assert words in page.text


async def test_authorising_pays_and_leads_back(desk: Desk):
    waiting = await leave(desk)

    told = await press(desk, waiting, "authorise")

    paid = await desk.look(waiting)
    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert told == {
        "a": ["1"],
        "payment_intent": [paid["id"]],
        "payment_intent_client_secret": [paid["client_secret"]],
        "redirect_status": ["succeeded"],
    }
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 1999)
    assert charge["payment_method_details"]["type"] == "amazon_pay"
    assert charge["payment_method_details"]["amazon_pay"]["funding"]["type"] == "card"
    assert (await desk.topics())[-3:] == [
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
    ]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("fail", "payment_method_provider_decline"),
        ("cancel", "payment_method_customer_decline"),
    ],
)
async def test_failing_or_canceling_takes_nothing(desk: Desk, outcome: str, code: str):
    waiting = await leave(desk)

    told = await press(desk, waiting, outcome)

    failed = await desk.look(waiting)
    assert told["redirect_status"] == ["failed"]
    assert failed["status"] == "requires_payment_method"
    assert failed["last_payment_error"]["code"] == code
    assert failed["latest_charge"] is None
    again = await desk.confirm(failed, "pm_card_visa", return_url=BACK)
    assert again["status"] == "succeeded"


async def test_a_second_answer_changes_nothing_and_leads_back_again(desk: Desk):
    waiting = await leave(desk)
    await press(desk, waiting, "authorise")

    told = await press(desk, waiting, "fail")
    looked = await desk.client.get(page_of(waiting))

    assert told["redirect_status"] == ["succeeded"]
    assert looked.status_code == 303
    charges = await desk.get("/v1/charges", payment_intent=waiting["id"])
    assert len(charges["data"]) == 1


async def test_an_older_page_is_void_after_a_newer_attempt(desk: Desk):
    first = await leave(desk)
    second = await desk.post("/v1/payment_methods", key=PUBLISHABLE, type="amazon_pay")
    newer = await desk.confirm(first, second["id"], return_url=BACK)

    told = await press(desk, first, "authorise")

    assert told["redirect_status"] == ["failed"]
    assert (await desk.look(first))["status"] == "requires_action"
    await press(desk, newer, "authorise")
    assert (await desk.look(first))["status"] == "succeeded"


async def test_an_amount_can_be_held(desk: Desk):
    waiting = await leave(desk, capture_method="manual")
    await press(desk, waiting, "authorise")

    held = await desk.look(waiting)
    taken = await desk.post(f"/v1/payment_intents/{held['id']}/capture", amount_to_capture=900)

    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 1999)
    assert (taken["status"], taken["amount_received"]) == ("succeeded", 900)


async def test_it_can_be_refunded(desk: Desk):
    waiting = await leave(desk)
    await press(desk, waiting, "authorise")

    refund = await desk.post("/v1/refunds", payment_intent=waiting["id"])

    assert (refund["status"], refund["destination_details"]["type"]) == ("succeeded", "amazon_pay")


async def test_there_must_be_an_address_to_come_back_to(desk: Desk):
    intent = await desk.intent(automatic_payment_methods=ALWAYS)
    method = await desk.post("/v1/payment_methods", type="amazon_pay")

    refused = await desk.confirm(intent, method["id"], use_stripe_sdk=True)

    assert refused["error"]["param"] == "return_url"


@pytest.mark.parametrize("currency", ["usd", "eur"])
async def test_an_intent_which_may_redirect_takes_it(desk: Desk, currency: str):
    may = await desk.intent(automatic_payment_methods=ALWAYS, currency=currency)
    stays = await desk.intent(currency=currency)

    assert "amazon_pay" in may["payment_method_types"]
    assert "amazon_pay" not in stays["payment_method_types"]


async def test_a_currency_it_does_not_take_leaves_it_out(desk: Desk):
    intent = await desk.intent(automatic_payment_methods=ALWAYS, currency="pln")

    assert intent["payment_method_types"] == ["card"]


@pytest.mark.parametrize("attempt", ["pa_unknown", "src_unknown", "pi_1", "x"])
async def test_an_unknown_page_is_not_found(desk: Desk, attempt: str):
    page = await desk.client.get(f"/sandbox/bank/{attempt}")
    pressed = await desk.client.post(f"/sandbox/bank/{attempt}", data={"outcome": "authorise"})

    assert (page.status_code, pressed.status_code) == (404, 404)


async def test_the_banks_check_of_a_card_has_no_page_here(desk: Desk):
    """Its own page asks for the client_secret; this one must not be a way around."""
    intent = await desk.intent(automatic_payment_methods=ALWAYS)
    waiting = await desk.confirm(intent, "pm_card_authenticationRequired", return_url=BACK)
    url = waiting["next_action"]["redirect_to_url"]["url"]
    attempt = urlsplit(url).path.rpartition("/")[2]

    page = await desk.client.post(f"/sandbox/bank/{attempt}", data={"outcome": "authorise"})

    assert page.status_code == 404
    assert (await desk.look(waiting))["status"] == "requires_action"


async def test_anything_but_the_buttons_is_refused(desk: Desk):
    waiting = await leave(desk)

    pressed = await desk.client.post(page_of(waiting), data={"outcome": "maybe"})

    assert pressed.status_code == 400
    assert (await desk.look(waiting))["status"] == "requires_action"
