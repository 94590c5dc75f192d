"""US bank accounts: the money is under way for a while, and then it has come or it has not."""

from pathlib import Path
from typing import Any

import pytest

from bookstore.sandbox.bank_accounts import BANK_ACCOUNTS, BankAccount
from tests.sandbox.desk import PUBLISHABLE, Clock, Desk, open_desk

pytestmark = pytest.mark.anyio

ACCOUNT = {
    "routing_number": "110000000",
    "account_number": "000123456789",
    "account_holder_type": "individual",
}
MANDATE = {"customer_acceptance": {"type": "offline"}}
FAILS = [account for account in BANK_ACCOUNTS if account.failure_code]


async def type_account(desk: Desk, number: str = ACCOUNT["account_number"], **form: Any) -> Any:
    """What the browser's frame sends when a buyer has typed an account."""
    given = {
        "us_bank_account": {**ACCOUNT, "account_number": number},
        "billing_details": {"name": "Ada"},
        **form,
    }
    return await desk.post("/v1/payment_methods", key=PUBLISHABLE, type="us_bank_account", **given)


async def debit(desk: Desk, number: str = ACCOUNT["account_number"]) -> Any:
    """An intent that waits for the bank."""
    intent, method = await desk.intent(), await type_account(desk, number)
    secret = intent["client_secret"]
    waiting = await desk.confirm(intent, method["id"], key=PUBLISHABLE, client_secret=secret)
    assert waiting["status"] == "processing", waiting
    return waiting


async def later(desk: Desk, seconds: float) -> None:
    desk.clock.now += seconds
    await desk.do_due()


async def test_an_account_is_shown_without_its_number(desk: Desk):
    method = await type_account(desk)

    shown = method["us_bank_account"]
    assert (shown["last4"], shown["routing_number"]) == ("6789", "110000000")
    assert shown["account_holder_type"] == "individual"
    assert ACCOUNT["account_number"] not in str(method)
    assert "card" not in method


async def test_the_money_is_under_way_first(desk: Desk):
    waiting = await desk.look(await debit(desk))

    charge = await desk.get(f"/v1/charges/{waiting['latest_charge']}")
    assert (waiting["amount_received"], waiting["next_action"]) == (0, None)
    assert (charge["status"], charge["paid"], charge["balance_transaction"]) == (
        "pending",
        False,
        None,
    )
    assert (await desk.get("/v1/balance"))["pending"][0]["amount"] == 0
    assert (await desk.topics())[-2:] == ["charge.pending", "payment_intent.processing"]


async def test_then_it_has_come(desk: Desk):
    waiting = await debit(desk)
    await later(desk, 19)
    assert (await desk.look(waiting))["status"] == "processing"

    await later(desk, 2)

    paid = await desk.look(waiting)
    charge = await desk.get(f"/v1/charges/{paid['latest_charge']}", expand=["balance_transaction"])
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 1999)
    assert (charge["status"], charge["paid"]) == ("succeeded", True)
    assert charge["balance_transaction"]["fee"] == 16  # 0.8%
    assert charge["payment_method_details"]["us_bank_account"]["last4"] == "6789"
    assert (await desk.topics())[-1] == "payment_intent.succeeded"


@pytest.mark.parametrize("account", FAILS, ids=lambda account: account.failure_code)
async def test_or_it_will_not_come(desk: Desk, account: BankAccount):
    waiting = await debit(desk, account.number)

    await later(desk, 21)

    failed = await desk.look(waiting)
    charge = await desk.get(f"/v1/charges/{failed['latest_charge']}")
    error = failed["last_payment_error"]
    assert failed["status"] == "requires_payment_method"
    assert (error["code"], error["charge"]) == (account.failure_code, charge["id"])
    assert (charge["status"], charge["paid"], charge["amount_captured"]) == ("failed", False, 0)
    assert (charge["failure_code"], charge["failure_message"]) == (
        account.failure_code,
        account.message,
    )
    assert (await desk.topics())[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    assert (await desk.confirm(failed, "pm_card_visa"))["status"] == "succeeded"


async def test_a_bank_may_never_answer(desk: Desk):
    waiting = await debit(desk, "000000000009")

    await later(desk, 10 * 86_400)

    assert (await desk.look(waiting))["status"] == "processing"


async def test_what_is_under_way_cannot_be_stopped_or_tried_again(desk: Desk):
    waiting = await debit(desk)

    canceled = await desk.post(f"/v1/payment_intents/{waiting['id']}/cancel")
    confirmed = await desk.confirm(waiting, "pm_card_visa")
    refunded = await desk.post("/v1/refunds", charge=(await desk.look(waiting))["latest_charge"])

    assert canceled["error"]["code"] == "payment_intent_unexpected_state"
    assert confirmed["error"]["code"] == "payment_intent_unexpected_state"
    assert refunded["error"]["code"] == "charge_not_refundable"


async def test_a_restart_forgets_no_debit(tmp_path: Path):
    clock, store = Clock(), tmp_path / "s.db"
    async with open_desk(store, clock=clock) as desk:
        waiting = await debit(desk)
    clock.now += 60

    async with open_desk(store, clock=clock) as desk:
        await desk.do_due()

        assert (await desk.look(waiting))["status"] == "succeeded"


@pytest.mark.parametrize(
    ("form", "param", "code"),
    [
        ({"billing_details": {}}, "billing_details[name]", "parameter_missing"),
        (
            {"us_bank_account": {**ACCOUNT, "routing_number": "123456789"}},
            "us_bank_account[routing_number]",
            "routing_number_invalid",
        ),
        (
            {"us_bank_account": {**ACCOUNT, "account_number": "1"}},
            "us_bank_account[account_number]",
            "account_number_invalid",
        ),
        (
            {"us_bank_account": {"routing_number": "110000000"}},
            "us_bank_account[account_number]",
            "parameter_missing",
        ),
    ],
)
async def test_the_account_is_checked_field_by_field(
    desk: Desk, form: dict[str, Any], param: str, code: str
):
    refused = await type_account(desk, **form)

    assert (refused["error"]["param"], refused["error"]["code"]) == (param, code)


async def test_a_server_says_that_the_buyer_has_allowed_it(desk: Desk):
    intent = await desk.intent()

    refused = await desk.confirm(intent, "pm_usBankAccount_success")
    taken = await desk.confirm(intent, "pm_usBankAccount_success", mandate_data=MANDATE)

    assert refused["error"]["param"] == "mandate_data"
    assert taken["status"] == "processing"


async def test_it_takes_dollars_only_and_holds_nothing(desk: Desk):
    euros = await desk.intent(currency="eur")
    held = await desk.intent(capture_method="manual")

    assert "us_bank_account" not in euros["payment_method_types"]
    assert "us_bank_account" not in held["payment_method_types"]


async def test_another_currency_drops_it_from_the_intent(desk: Desk):
    method = await type_account(desk)
    intent = await desk.intent(payment_method=method["id"])
    await desk.post(f"/v1/payment_intents/{intent['id']}", currency="eur")

    refused = await desk.post(f"/v1/payment_intents/{intent['id']}/confirm", mandate_data=MANDATE)

    assert refused["error"]["param"] == "payment_method"


async def test_a_refund_of_a_debit_takes_a_while(desk: Desk):
    waiting = await debit(desk)
    await later(desk, 21)

    refund = await desk.post("/v1/refunds", payment_intent=waiting["id"])
    await later(desk, 3)

    settled = await desk.get(f"/v1/refunds/{refund['id']}")
    assert (refund["status"], settled["status"]) == ("pending", "succeeded")
    assert refund["destination_details"]["type"] == "us_bank_transfer"


async def test_elements_learn_what_fits_their_currency(desk: Desk):
    async def types(**asked: str) -> list[str]:
        answer = await desk.client.get("/sandbox/elements/config", params=asked)
        return [method["type"] for method in answer.json()["methods"]]

    assert await types() == ["card", "amazon_pay", "us_bank_account"]
    assert await types(currency="usd") == ["card", "amazon_pay", "us_bank_account"]
    assert await types(currency="eur") == ["card", "amazon_pay"]
    assert await types(currency="pln") == ["card"]
    assert await types(currency="usd", capture_method="manual") == ["card", "amazon_pay"]
