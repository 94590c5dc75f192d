"""Every published test card, by number from the browser and by name through the API."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bookstore.sandbox.cards import Card, CardEntry, all_cards, check_entry
from bookstore.sandbox.errors import ApiError
from bookstore.sandbox.scenarios import describe_card
from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

TYPED = [card for card in all_cards() if card["luhn_valid"]]
NAMED = [card for card in all_cards() if card["payment_method"]]
ASKS_THE_BUYER = ("requires_action", "requires_action_then_declined")
PAYS = ("succeeds", "succeeds_then_disputed", "succeeds_then_early_fraud_warning")


def last4(card: Card) -> str:
    return card["payment_method"] or card["last4"]


def assert_outcome(card: Card, answer: Any) -> None:
    """What the row promises is what the confirmation answered."""
    if card["outcome"] in PAYS:
        assert answer["status"] == "succeeded"
    elif card["outcome"] in ASKS_THE_BUYER:
        assert answer["status"] == "requires_action"
    else:
        error = answer["error"]
        assert error["type"] == "card_error"
        assert error["code"] == card["code"]
        assert error.get("decline_code") == card["decline_code"]
        assert error["message"] == card["message"]
        assert error["payment_intent"]["status"] == "requires_payment_method"


def test_all_rows_are_there():
    assert len(all_cards()) == 45


@pytest.mark.parametrize("card", TYPED, ids=last4)
async def test_a_typed_number_does_what_its_row_says(card: Card, desk: Desk):
    method = await desk.card(card["number"], cvc="1" * card["cvc_length"])
    answer = await desk.confirm(await desk.intent(), method["id"])

    assert_outcome(card, answer)
    assert method["card"]["brand"] == card["brand"]
    assert method["card"]["last4"] == card["last4"]
    assert card["number"] not in str(method)


@pytest.mark.parametrize("card", NAMED, ids=last4)
async def test_a_test_name_does_what_its_row_says(card: Card, desk: Desk):
    intent = await desk.intent()
    path = f"/v1/payment_intents/{intent['id']}/confirm"
    response = await desk.call("POST", path, payment_method=card["payment_method"])

    answer = response.json()
    assert_outcome(card, answer)
    assert response.status_code == (402 if "error" in answer else 200)
    shown = answer.get("error", {}).get("payment_intent", answer)
    assert shown["payment_method"] != card["payment_method"]


async def test_a_decline_names_charge_method_and_advice(desk: Desk):
    answer = await desk.confirm(await desk.intent(), "pm_card_visa_chargeDeclinedInsufficientFunds")

    error = answer["error"]
    charge = await desk.get(f"/v1/charges/{error['charge']}")
    assert error["doc_url"] == "https://stripe.com/docs/error-codes/card-declined"
    assert error["payment_method"]["card"]["last4"] == "9995"
    assert error["advice_code"] == "try_again_later"
    assert (charge["status"], charge["paid"], charge["captured"]) == ("failed", False, False)
    assert charge["failure_code"] == "card_declined"
    assert charge["outcome"]["type"] == "issuer_declined"
    assert charge["outcome"]["reason"] == "insufficient_funds"
    assert (await desk.topics())[1:] == ["charge.failed", "payment_intent.payment_failed"]


async def test_a_blocked_payment_never_reaches_the_bank(desk: Desk):
    error = (await desk.confirm(await desk.intent(), "pm_card_radarBlock"))["error"]

    charge = await desk.get(f"/v1/charges/{error['charge']}")
    assert charge["outcome"]["type"] == "blocked"
    assert charge["outcome"]["network_status"] == "not_sent_to_network"
    assert charge["outcome"]["risk_level"] == "highest"


async def test_a_wrong_security_code_matters_only_when_sent(desk: Desk):
    method = await desk.card("4000000000000127", cvc=None)

    answer = await desk.confirm(await desk.intent(), method["id"])

    assert answer["status"] == "succeeded"


@pytest.mark.parametrize(
    ("number", "check", "sent"),
    [
        ("4000000000000101", "cvc_check", {"cvc": "123"}),
        ("4000000000000036", "address_postal_code_check", {"cvc": "123"}),
        ("4242424242424242", None, {"cvc": "123"}),
    ],
)
async def test_checks_of_the_bank_are_shown(
    desk: Desk, number: str, check: str | None, sent: dict[str, str]
):
    card = {"number": number, "exp_month": 12, "exp_year": 34, **sent}
    billing = {"address": {"postal_code": "12345"}}
    method = await desk.post(
        "/v1/payment_methods", key=PUBLISHABLE, type="card", card=card, billing_details=billing
    )
    paid = await desk.confirm(await desk.intent(), method["id"])

    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}")
    checks = charge["payment_method_details"]["card"]["checks"]
    assert {name for name, result in checks.items() if result == "fail"} == ({check} - {None})


@pytest.mark.parametrize(
    ("entry", "code", "param"),
    [
        ({"number": "4242424242424241"}, "incorrect_number", "number"),
        ({"number": "4242"}, "incorrect_number", "number"),
        ({"number": "abcd"}, "incorrect_number", "number"),
        ({"number": "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"}, "incorrect_number", "number"),
        ({"number": "5454545454545454"}, "card_declined", None),
        ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
        ({"exp_month": 0}, "invalid_expiry_month", "exp_month"),
        ({"exp_year": 95}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": 2026}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "99"}, "invalid_cvc", "cvc"),
        ({"cvc": "1234"}, "invalid_cvc", "cvc"),
        ({"cvc": "12a"}, "invalid_cvc", "cvc"),
    ],
)
async def test_card_details_are_checked_field_by_field(
    desk: Desk, entry: dict[str, Any], code: str, param: str | None
):
    given = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    response = await desk.call(
        "POST", "/v1/payment_methods", key=PUBLISHABLE, type="card", card={**given, **entry}
    )

    error = response.json()["error"]
    assert (response.status_code, error["type"]) == (402, "card_error")
    assert (error["code"], error.get("param")) == (code, param)


async def test_an_unlisted_number_is_refused_as_a_live_card(desk: Desk):
    answer = await desk.card("5454545454545454")

    assert answer["error"]["decline_code"] == "test_mode_live_card"


@pytest.mark.parametrize("year", [27, 2027])
def test_the_current_month_is_still_good_and_the_last_one_is_not(year: int):
    now = int(datetime(2027, 6, 30, 23, 59, tzinfo=UTC).timestamp())

    check_entry(CardEntry("4242424242424242", 6, year, "123"), now)
    with pytest.raises(ApiError) as caught:
        check_entry(CardEntry("4242424242424242", 5, year, "123"), now)

    assert caught.value.error["code"] == "invalid_expiry_month"


async def test_raw_numbers_are_taken_from_browsers_only(desk: Desk):
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}

    response = await desk.call("POST", "/v1/payment_methods", type="card", card=card)

    assert response.status_code == 402
    assert "unsafe" in response.json()["error"]["message"]


async def test_a_method_is_retrieved_by_its_maker_and_not_by_a_browser(desk: Desk):
    method = await desk.card("4242424242424242")
    path = f"/v1/payment_methods/{method['id']}"

    assert await desk.get(path) == method
    assert (await desk.call("GET", path, key=PUBLISHABLE)).status_code == 403


async def test_a_token_stands_for_a_card(desk: Desk):
    method = await desk.post("/v1/payment_methods", type="card", card={"token": "tok_visa"})

    assert method["card"]["last4"] == "4242"


def test_every_card_is_described_in_words_of_its_own():
    words = {describe_card(card) for card in all_cards() if card["outcome"] not in PAYS}

    assert "not enough money" in words
    assert all("_" not in text for text in words)
