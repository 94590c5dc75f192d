"""Creating, changing, confirming, capturing and cancelling intents over HTTP."""

import pytest

from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio


async def test_a_fresh_intent_waits_for_a_method(desk: Desk):
    intent = await desk.intent(metadata={"order_number": "A-1"}, receipt_email="a@example.com")

    assert intent["status"] == "requires_payment_method"
    assert intent["client_secret"].startswith(f"{intent['id']}_secret_")
    assert intent["metadata"] == {"order_number": "A-1"}
    assert intent["livemode"] is False
    assert await desk.look(intent) == intent


async def test_paying_fills_in_the_charge(desk: Desk):
    paid = await desk.paid()

    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    assert paid["amount_received"] == charge["amount_captured"] == 1999
    assert (charge["status"], charge["paid"], charge["captured"]) == ("succeeded", True, True)
    assert charge["payment_intent"] == paid["id"]
    assert charge["outcome"]["type"] == "authorized"
    assert charge["payment_method_details"]["card"]["last4"] == "4242"


async def test_events_tell_the_story_of_a_payment(desk: Desk):
    await desk.paid()

    assert await desk.topics() == [
        "payment_intent.created",
        "charge.succeeded",
        "charge.updated",
        "payment_intent.succeeded",
    ]


async def test_create_can_confirm_at_once(desk: Desk):
    intent = await desk.intent(payment_method="pm_card_visa", confirm=True)

    assert intent["status"] == "succeeded"


async def test_a_method_without_confirming_waits(desk: Desk):
    intent = await desk.intent(payment_method="pm_card_visa")

    assert intent["status"] == "requires_confirmation"
    assert (await desk.call("POST", f"/v1/payment_intents/{intent['id']}/confirm")).json()[
        "status"
    ] == "succeeded"


async def test_a_decline_can_be_tried_again_on_the_same_intent(desk: Desk):
    intent = await desk.intent()
    response = await desk.call(
        "POST",
        f"/v1/payment_intents/{intent['id']}/confirm",
        payment_method="pm_card_visa_chargeDeclined",
    )

    declined = response.json()["error"]["payment_intent"]
    assert response.status_code == 402
    assert declined["status"] == "requires_payment_method"
    assert declined["payment_method"] is None
    assert declined["last_payment_error"]["decline_code"] == "generic_decline"
    assert declined["last_payment_error"]["charge"] == declined["latest_charge"]
    paid = await desk.confirm(intent, "pm_card_visa")
    assert (paid["status"], paid["last_payment_error"]) == ("succeeded", None)
    assert paid["latest_charge"] != declined["latest_charge"]


async def test_a_paid_intent_cannot_be_paid_again(desk: Desk):
    paid = await desk.paid()

    error = (await desk.confirm(paid, "pm_card_visa"))["error"]

    assert error["code"] == "payment_intent_unexpected_state"
    assert error["payment_intent"]["status"] == "succeeded"
    charges = await desk.get("/v1/charges", payment_intent=paid["id"])
    assert len(charges["data"]) == 1


async def test_confirming_without_a_method_is_refused(desk: Desk):
    intent = await desk.intent()

    answer = await desk.post(f"/v1/payment_intents/{intent['id']}/confirm")

    assert answer["error"]["code"] == "payment_intent_unexpected_state"
    assert "missing a payment method" in answer["error"]["message"]


async def test_a_method_which_has_paid_is_spent(desk: Desk):
    method = await desk.card("4242424242424242")
    await desk.paid(method["id"])

    answer = await desk.confirm(await desk.intent(), method["id"])

    assert "may not be used again" in answer["error"]["message"]


async def test_redirect_methods_need_a_return_url_from_the_server(desk: Desk):
    intent = await desk.post("/v1/payment_intents", amount=1999, currency="usd")

    refused = await desk.confirm(intent, "pm_card_visa")
    paid = await desk.confirm(intent, "pm_card_visa", return_url="https://example.com/back")

    assert refused["error"]["param"] == "return_url"
    assert paid["status"] == "succeeded"


@pytest.mark.parametrize("url", ["/back", "javascript:alert(1)", "example.com", "ftp://a/b"])
async def test_a_return_url_is_absolute(desk: Desk, url: str):
    answer = await desk.confirm(await desk.intent(), "pm_card_visa", return_url=url)

    assert answer["error"]["code"] == "url_invalid"


async def test_update_changes_terms_and_keeps_the_rest(desk: Desk):
    intent = await desk.intent(metadata={"a": "1", "b": "2"}, description="Books")

    changed = await desk.post(
        f"/v1/payment_intents/{intent['id']}", amount=2500, metadata={"a": "", "c": "3"}
    )

    assert changed["amount"] == 2500
    assert changed["metadata"] == {"b": "2", "c": "3"}
    assert changed["description"] == "Books"


async def test_terms_can_be_emptied(desk: Desk):
    shipping = {"name": "A", "address": {"line1": "B"}}
    intent = await desk.intent(description="Books", metadata={"a": "1"}, shipping=shipping)

    path = f"/v1/payment_intents/{intent['id']}"
    changed = await desk.post(path, description="", metadata="", shipping="")

    assert (changed["description"], changed["metadata"], changed["shipping"]) == (None, {}, None)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"amount": 49}, "amount_too_small"),
        ({"amount": 29, "currency": "gbp"}, "amount_too_small"),
        ({"amount": 100_000_000}, "amount_too_large"),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"amount": -5}, "parameter_invalid_integer"),
    ],
)
async def test_amounts_have_limits(desk: Desk, terms: dict[str, object], code: str):
    answer = await desk.intent(**terms)

    assert (answer["error"]["code"], answer["error"]["param"]) == (code, "amount")


async def test_an_update_to_zero_is_refused(desk: Desk):
    intent = await desk.intent()

    answer = await desk.post(f"/v1/payment_intents/{intent['id']}", amount=0)

    assert answer["error"]["code"] == "parameter_invalid_integer"
    assert (await desk.look(intent))["amount"] == 1999


async def test_a_currency_is_one_of_stripes(desk: Desk):
    assert (await desk.intent(currency="xxx"))["error"]["param"] == "currency"
    assert (await desk.intent(currency="EUR"))["currency"] == "eur"


@pytest.mark.parametrize(
    "metadata",
    [{"k" * 41: "v"}, {"k": "v" * 501}, {f"k{number}": "v" for number in range(51)}],
)
async def test_metadata_has_limits(desk: Desk, metadata: dict[str, str]):
    answer = await desk.intent(metadata=metadata)

    assert answer["error"]["param"].startswith("metadata")


async def test_an_unknown_intent_is_missing(desk: Desk):
    response = await desk.call("GET", "/v1/payment_intents/pi_nothing")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "resource_missing"
    assert response.json()["error"]["param"] == "intent"


async def test_parameters_without_a_counterpart_here_are_refused_openly(desk: Desk):
    answer = await desk.intent(on_behalf_of="acct_1")

    assert "does not imitate the parameter on_behalf_of" in answer["error"]["message"]


async def test_method_types_are_an_answer_and_no_parameter(desk: Desk):
    refused = await desk.intent(payment_method_types=["card"])

    assert refused["error"]["code"] == "payment_method_types_no_longer_supported"
    assert (await desk.intent())["payment_method_types"] == ["card", "us_bank_account"]


async def test_allowed_types_are_narrowed_to_those_switched_on(desk: Desk):
    intent = await desk.intent(allowed_payment_method_types=["card", "klarna"])
    nothing = await desk.intent(allowed_payment_method_types=["klarna"])

    assert intent["payment_method_types"] == ["card"]
    assert intent["automatic_payment_methods"] is None
    assert nothing["error"]["param"] == "allowed_payment_method_types"


async def test_excluded_types_are_left_out(desk: Desk):
    intent = await desk.intent(excluded_payment_method_types=["klarna"])
    nothing = await desk.intent(excluded_payment_method_types=["card", "us_bank_account"])

    assert intent["excluded_payment_method_types"] == ["klarna"]
    assert nothing["error"]["param"] == "excluded_payment_method_types"


async def test_allowing_and_excluding_types_contradict_each_other(desk: Desk):
    answer = await desk.intent(
        allowed_payment_method_types=["card"], excluded_payment_method_types=["klarna"]
    )

    assert "only specify one" in answer["error"]["message"]


async def test_the_browser_sees_no_metadata_and_no_charge(desk: Desk):
    paid = await desk.paid(metadata={"order_number": "A-1"})

    seen = await desk.get(
        f"/v1/payment_intents/{paid['id']}",
        key=PUBLISHABLE,
        client_secret=paid["client_secret"],
    )

    assert seen["status"] == "succeeded"
    assert not {"metadata", "latest_charge", "customer", "amount_received"} & set(seen)


async def test_a_refused_create_leaves_nothing_behind(desk: Desk):
    refused = await desk.post(
        "/v1/payment_intents",
        amount=1999,
        currency="usd",
        payment_method="pm_card_visa",
        confirm=True,
    )

    assert refused["error"]["param"] == "return_url"
    assert (await desk.get("/v1/payment_intents"))["data"] == []
    assert await desk.topics() == []


async def test_a_refused_confirmation_changes_nothing(desk: Desk):
    intent = await desk.intent()

    answer = await desk.confirm(intent, "pm_card_visa", receipt_email="not an address")

    assert answer["error"]["code"] == "email_invalid"
    assert await desk.look(intent) == intent
    assert await desk.topics() == ["payment_intent.created"]
