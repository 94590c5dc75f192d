"""A bare shop page that takes card payments, as the tests drive it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import ConsoleMessage, FrameLocator, Locator, Page

PATIENCE_SECONDS = 20
KEY = "pk_test_sandbox"
DEFERRED = {"mode": "payment", "amount": 1999, "currency": "usd"}
BODY = (
    "<form id=order><div id=payment></div><div id=email></div>"
    "<div id=address></div><div id=express></div><button id=pay>Pay</button></form>"
)
HTML = f"<!doctype html><html lang=en><title>Till</title><body>{BODY}"
PAGE_SIDE = Path(__file__).with_name("till.js").read_text(encoding="utf-8")
SECRET = "'pi_1_secret_2'"
GROUP = "Stripe('pk_test_x').elements({mode: 'payment', amount: 1999, currency: 'usd'})"
SWITCHED_OFF = {
    "billingDetails": {"name": "never", "email": "never", "address": "never"},
}
BILLING = {
    "name": "Ada Sample",
    "email": "ada@example.com",
    "address": {
        "line1": "1 Sample Street",
        "line2": "",
        "city": "Cambridge",
        "state": "MA",
        "postal_code": "02139",
        "country": "US",
    },
}


@dataclass
class Till:
    page: Page
    sandbox: str
    shop: str
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    async def open(self, *, csp: str = "", query: str = "", shop: str | None = None) -> None:
        """Show the bare shop page, with the sandbox's script in it."""
        self.shop = shop or self.shop
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        # The sandbox's own pages let no script in; its data has no rules of that kind.
        page = "elements/config" if self.shop == self.sandbox else ""
        await self.page.goto(f"{self.shop}/{page}?{urlencode({'csp': csp})}")
        await self.page.add_script_tag(url=f"{self.sandbox}/stripe.js{query}")
        await self.page.evaluate(PAGE_SIDE, BODY)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            self.warnings.append(message.text)

    async def seen(self, work: str, argument: Any = None) -> dict[str, Any]:
        """What a piece of the page's code resolved (`value`) or threw (`thrown`, `message`)."""
        code = f"(argument) => seen(async () => {{ {work} }})"
        return await asyncio.wait_for(self.page.evaluate(code, argument), PATIENCE_SECONDS)

    async def do(self, work: str, argument: Any = None) -> Any:
        """Run a piece of the page's code which must not throw; return what it resolved."""
        outcome = await self.seen(work, argument)
        assert "thrown" not in outcome, outcome
        return outcome.get("value")

    async def group(self, **options: Any) -> None:
        """Make an Elements group."""
        code = f"shop.stripe = Stripe('{KEY}'); shop.group = shop.stripe.elements(argument);"
        await self.do(code, options or DEFERRED)

    async def mount(
        self,
        kind: str = "payment",
        *,
        at: str = "#payment",
        wait_for: str = "ready",
        **options: Any,
    ) -> None:
        """Create and mount an element, and wait until it has told how that went."""
        await self.do("mount(argument.kind, argument.options, argument.at);", {
            "kind": kind, "options": options, "at": at,
        })  # fmt: skip
        await self.event(kind, wait_for)

    async def event(self, kind: str, name: str) -> dict[str, Any]:
        """Wait for an event of an element; return its last payload."""
        found = await self.page.wait_for_function(
            "([kind, name]) => shop.events.findLast((one) => one[0] === kind && one[1] === name)",
            arg=[kind, name],
        )
        return (await found.json_value())[2]

    async def change(self, kind: str, **expected: Any) -> dict[str, Any]:
        """Wait for a change event with these values; return its payload."""
        found = await self.page.wait_for_function(
            """([kind, expected]) => {
              const event = shop.events.findLast((one) => one[0] === kind && one[1] === 'change');
              const fits = ([name, value]) => event[2][name] === value;
              return event && Object.entries(expected).every(fits) && event[2];
            }""",
            arg=[kind, expected],
        )
        return await found.json_value()

    async def events(self, kind: str = "payment") -> list[str]:
        return await self.do(
            "return shop.events.filter((one) => one[0] === argument).map((one) => one[1])", kind
        )

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    def box(self, name: str) -> Locator:
        """One textbox of the Payment Element, by its accessible name."""
        return self.frame.get_by_role("textbox", name=name, exact=True)

    async def type_card(self, number: str, expiry: str = "12/34", cvc: str = "123") -> None:
        await self.box("Card number").fill(number)
        await self.box("Expiration date").fill(expiry)
        await self.box("Security code").fill(cvc)

    async def ready_card(self, number: str = "4242424242424242") -> None:
        """A mounted Payment Element without an address, filled in and submitted."""
        await self.group()
        await self.mount(fields=SWITCHED_OFF)
        await self.type_card(number)
        assert await self.do("return shop.group.submit()") == {"selectedPaymentMethod": "card"}

    async def intent(self, **params: Any) -> dict[str, Any]:
        """A new PaymentIntent, as the shop's server would make it."""
        form = {"amount": 1999, "currency": "usd", **params}
        answer = await self.page.request.post(
            f"{self.sandbox}/v1/payment_intents",
            form=form,
            headers={"Authorization": "Bearer sk_test_sandbox"},
        )
        assert answer.ok, await answer.text()
        return await answer.json()

    async def look(self, intent: Mapping[str, Any]) -> dict[str, Any]:
        """The same PaymentIntent as it is now."""
        answer = await self.page.request.get(
            f"{self.sandbox}/v1/payment_intents/{intent['id']}?expand[]=payment_method",
            headers={"Authorization": "Bearer sk_test_sandbox"},
        )
        return await answer.json()

    def confirming(self, secret: str, **more: Any) -> "asyncio.Task[dict[str, Any]]":
        """Start stripe.confirmPayment(); the task ends with what it resolved or threw."""
        options = {
            "clientSecret": secret,
            "redirect": "if_required",
            "confirmParams": {"payment_method_data": {"billing_details": BILLING}},
            **more,
        }
        code = (
            f"return shop.stripe.confirmPayment({{elements: shop.group, ...{json.dumps(options)}}})"
        )
        return asyncio.create_task(self.seen(code))

    async def confirm(self, secret: str, **more: Any) -> dict[str, Any]:
        return await self.confirming(secret, **more)

    @property
    def bank(self) -> Locator:
        return self.page.get_by_role("dialog", name="Confirm with your bank")


def refused(outcome: dict[str, Any], *words: str) -> bool:
    """Whether this was refused as a mistake of the integration, for a reason in these words."""
    assert outcome.get("thrown") == "IntegrationError", outcome
    assert all(word in outcome["message"] for word in words), outcome
    return True
