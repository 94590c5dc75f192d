"""Every scenario of the trays, filled in by one click and paid to its end."""

import asyncio
from typing import Any

import pytest

from bookstore.sandbox.elements import list_cards, list_methods
from tests.sandbox_browser.till import SWITCHED_OFF, Till

pytestmark = pytest.mark.anyio


def scenarios() -> dict[str, Any]:
    """What the tray offers: scenario in words -> the first card of it."""
    cards: list[Any] = list_cards()
    offered = [card for card in cards if card["code"] != "incorrect_number"]  # no form takes that
    return {card["scenario"]: card for card in reversed(offered)}


@pytest.mark.parametrize("scenario", list(scenarios()))
async def test_scenario_of_the_tray_ends_as_it_says(till: Till, scenario: str) -> None:
    card = scenarios()[scenario]
    await till.group()
    await till.mount(fields=SWITCHED_OFF)
    await till.frame.get_by_role("button", name="Test cards").click()
    words = f"{scenario[0].upper()}{scenario[1:]}ends in {card['number'][-4:]}"
    await till.frame.locator("#tray button").filter(has_text=words).click()
    assert await till.do("return shop.group.submit()") == {"selectedPaymentMethod": "card"}
    intent = await till.intent()

    confirming = till.confirming(intent["client_secret"])
    if card["outcome"].startswith("requires_action"):
        bank = till.bank.frame_locator("iframe")
        await bank.get_by_role("button", name="Complete authentication").click()
    outcome = (await confirming)["value"]

    if card["code"] is None:
        assert outcome["paymentIntent"]["status"] == "succeeded"
    else:
        error = outcome["error"]
        assert (error["code"], error.get("decline_code")) == (card["code"], card["decline_code"])
        assert (await till.look(intent))["status"] == "requires_payment_method"


def accounts() -> dict[str, Any]:
    """The tray of the bank account: scenario in words -> the account."""
    methods: list[Any] = list_methods("usd", manual=False)
    return {account["scenario"]: account for account in methods[-1]["accounts"]}


async def hasten_until_settled(till: Till, intent: dict[str, Any]) -> dict[str, Any]:
    """Let what the bank would do later happen now; the intent as it is then."""
    async with asyncio.timeout(10):
        while (now := await till.look(intent))["status"] == "processing":
            hastened = await till.page.request.post(f"{till.sandbox}/control/diary/hasten")
            assert hastened.ok, await hastened.text()
    return now


@pytest.mark.parametrize("scenario", list(accounts()))
async def test_account_of_the_tray_ends_as_it_says(till: Till, scenario: str) -> None:
    account = accounts()[scenario]
    await till.group()
    await till.mount(layout="accordion", fields=SWITCHED_OFF)
    await till.frame.get_by_text("US bank account", exact=True).click()
    await till.frame.get_by_role("button", name="Test accounts").click()
    words = f"{scenario[0].upper()}{scenario[1:]}ends in {account['account_number'][-4:]}"
    await till.frame.locator("#tray button").filter(has_text=words).click()
    await till.do("return shop.group.submit()")
    intent = await till.intent()

    outcome = await till.confirm(intent["client_secret"])

    assert outcome["value"]["paymentIntent"]["status"] == "processing"
    if scenario != "the bank does not answer until it is told to":
        settled = await hasten_until_settled(till, intent)
        error = settled["last_payment_error"] or {}
        assert error.get("code") == account["failure_code"]
        assert (settled["status"] == "succeeded") == (account["failure_code"] is None)
