"""Every scenario of the test-card tray, filled in by one click and paid to its end."""

from typing import Any

import pytest

from bookstore.sandbox.elements import list_cards
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
