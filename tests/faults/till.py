"""What Stripe.js does in a tab: look at the intent, confirm it, lead through the bank's check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from tests.faults.network import Road
from tests.faults.world import BROWSER, SITE

if TYPE_CHECKING:
    from tests.faults.browser import Tab

RETURN_URL = f"{SITE}/checkout/return"
COMPARING_CHANCE = 0.7  # Stripe.js does; whoever wrote their own client need not
GOOD = ("succeeded", "processing", "requires_capture")


@dataclass(frozen=True)
class Means:
    """A way to pay, and what the shopper does when the bank asks."""

    name: str
    form: Mapping[str, str]
    answers: tuple[str, ...] = ("",)  # at the bank: complete, fail, authorise, cancel, leave


def _by_alias(name: str, alias: str, *answers: str) -> Means:
    return Means(name, {"payment_method": alias}, answers or ("",))


MEANS = (
    *[_by_alias("card pays", "pm_card_visa")] * 4,
    _by_alias("card declined", "pm_card_visa_chargeDeclined"),
    _by_alias("card without money", "pm_card_visa_chargeDeclinedInsufficientFunds"),
    _by_alias(
        "card asks", "pm_card_threeDSecure2Required", "complete", "complete", "fail", "leave"
    ),
    _by_alias("card asks, declines", "pm_card_threeDSecureRequiredChargeDeclined", "complete"),
    _by_alias("card refunds fail", "pm_card_refundFail"),
    _by_alias("card refunds late", "pm_card_pendingRefund"),
    Means(
        "wallet",
        {"payment_method_data[type]": "amazon_pay"},
        ("authorise", "authorise", "fail", "cancel", "leave"),
    ),
    _by_alias("account pays late", "pm_usBankAccount_success"),
    _by_alias("account fails late", "pm_usBankAccount_insufficientFunds"),
    _by_alias("account is silent", "pm_usBankAccount_processing"),
)


UNLUCKY = (
    _by_alias("card declined", "pm_card_visa_chargeDeclined"),
    _by_alias("card without money", "pm_card_visa_chargeDeclinedInsufficientFunds"),
    _by_alias("card asks", "pm_card_threeDSecure2Required", "complete", "fail", "leave"),
    _by_alias("account fails late", "pm_usBankAccount_insufficientFunds"),
)  # after which an order waits for another try


class TillClosed(Exception):
    """The page has left for the bank's; the shopper may come back by its address, or never."""

    def __init__(self, address: str) -> None:
        super().__init__("The page has left.")
        self.address = address


class Till:
    """Stripe.js in one tab."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._world = tab.world
        road = Road(tab.world, tab.world.plan.browser_faults)
        self._client = httpx.AsyncClient(transport=road, trust_env=False)

    async def confirm(self, secret: str, means: Means) -> dict[str, str]:
        """Confirm once; what is reported to the page.

        Raises:
            TillClosed: a redirect has taken the tab away.
        """
        intent_id = secret.partition("_secret_")[0]
        looked = await self._call("GET", f"/v1/payment_intents/{intent_id}", secret)
        if "error" in looked:
            return self._result(looked, secret)
        shown = int(self._tab.shown.get("total", 0))
        compares = self._world.random.random() < COMPARING_CHANCE
        if looked["amount"] != shown and compares:
            self._world.counts["till: other amount"] += 1
            return self._result({"error": {"type": "IntegrationError"}}, secret)
        self._world.counts[f"means: {means.name}"] += 1
        self._world.see_confirm(self._tab.browser, intent_id, shown)
        path = f"/v1/payment_intents/{intent_id}/confirm"
        more = {"use_stripe_sdk": "true", "return_url": RETURN_URL}
        intent = await self._call("POST", path, secret, **means.form, **more)
        return await self._follow(intent, secret, means)

    async def finish(self, secret: str, means: Means) -> dict[str, str]:
        """Carry out what a confirmed intent waits for."""
        intent_id = secret.partition("_secret_")[0]
        intent = await self._call("GET", f"/v1/payment_intents/{intent_id}", secret)
        return await self._follow(intent, secret, means)

    async def _follow(self, intent: Any, secret: str, means: Means) -> dict[str, str]:
        action = intent.get("next_action") if "error" not in intent else None
        if intent.get("status") != "requires_action" or not action:
            return self._result(intent, secret)
        answer = self._world.random.choice(means.answers) or "leave"
        self._world.counts[f"bank: {answer}"] += 1
        if action["type"] == "redirect_to_url":
            await self._leave(action["redirect_to_url"]["url"], answer)
        if answer != "leave":
            await self._answer_bank(action["use_stripe_sdk"]["stripe_js"], answer)
        path = f"/v1/payment_intents/{intent['id']}"
        return self._result(await self._call("GET", path, secret), secret)

    async def _leave(self, url: str, answer: str) -> None:
        """The page goes to the bank's; its way back leads by the shop's address."""
        back = "" if answer == "leave" else await self._answer_bank(url, answer)
        raise TillClosed(back)

    async def _answer_bank(self, url: str, answer: str) -> str:
        outcome = answer
        if "/bank/" in url and answer == "complete":
            outcome = "authorise"
        if "/bank/" not in url and answer in ("authorise", "cancel"):
            outcome = "complete" if answer == "authorise" else "fail"
        try:
            said = await self._client.post(url, data={"outcome": outcome})
        except httpx.TransportError:
            return ""
        address = urlsplit(said.headers.get("location", ""))
        return f"{address.path}?{address.query}" if address.path else ""

    async def _call(self, method: str, path: str, secret: str, **form: str) -> Any:
        sent = {"client_secret": secret, **form}
        url = f"{SITE}/sandbox{path}"
        try:
            if method == "GET":
                answer = await self._client.get(url, params=sent, headers=BROWSER)
            else:
                answer = await self._client.post(url, data=sent, headers=BROWSER)
        except httpx.TransportError:
            return {"error": {"type": "api_connection_error"}}
        return answer.json()

    def _result(self, said: Any, secret: str) -> dict[str, str]:
        """What the wrapper reports of an answer, as paying.js does."""
        error = said.get("error") or {}
        intent = error.get("payment_intent") if error else said
        if not error and said.get("status") not in GOOD:
            error = said.get("last_payment_error") or {"type": "invalid_request_error"}
        word = error.get("code") or error.get("type") or (intent or {}).get("status")
        self._world.counts[f"till: {word}"] += 1
        self._world.scheduler.tell(f"till: {word}")
        names = ("code", "decline_code", "type", "message")
        result = {name: str(error.get(name) or "") for name in names}
        status = str((intent or {}).get("status") or "")
        return result | {"status": status, "client_secret": secret}
