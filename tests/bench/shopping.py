"""What shoppers do, spoken over the wire: many at once, and without a browser's own cost."""

from __future__ import annotations

import json
import re
from time import perf_counter
from uuid import uuid4

from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from tests.bench.plain_http import ask
from tests.bench.shop_site import cart_of
from tests.bench.wire import SUFFIX, Tab
from tests.browser.socket_client import owner, wire_name

CART = CartState.get_full_name()
CHECKOUT = CheckoutState.get_full_name()
SUMMARY = owner(CheckoutState, "summary")
CONTACT = {
    "email": "reader@example.com",
    "name": "Ada Reader",
    "line1": "1 Main Street",
    "line2": "",
    "city": "Springfield",
    "state": "NY",
    "postal_code": "12345",
    "country": "US",
}
FLASK_SECRET = re.compile(r"clientSecret: \"((pi_\w+?)_secret_\w+)\"")


class Clicks:
    """A tab of the shop that adds a book, looks into the drawer and takes one away, for ever."""

    def __init__(self, tab: Tab, book_id: int) -> None:
        self.tab = tab
        self._book_id = book_id
        self._number = 0

    async def start(self) -> None:
        """Connect with one copy in the cart, so that a copy more or less leaves a cart."""
        await self.tab.open({wire_name(CartState, "cart"): cart_of((self._book_id, 1))})

    async def add(self) -> float:
        """Put one copy into the cart; answers the seconds until the page heard of it."""
        return await self._ask("add_book")

    async def take(self) -> float:
        """Take one copy out."""
        return await self._ask("step_quantity", step=-1)

    async def next(self) -> float:
        """Do what comes next in turn; answers the seconds that its answer took."""
        self._number += 1
        match self._number % 4:
            case 1:
                return await self.add()
            case 2:
                return await self.tab.ask(f"{CART}.open_drawer")
            case 3:
                return await self.tab.ask(f"{CART}.close_drawer")
            case _:
                return await self.take()

    async def _ask(self, handler: str, **more: int) -> float:
        carried = self.tab.value(CART, "cart")
        payload = {"book_id": self._book_id, "carried": carried, **more}
        return await self.tab.ask(f"{CART}.{handler}", payload)


async def buy(url: str, api: str, book_id: int) -> float:
    """Open the shop's checkout, pay and come to the order's page; answers the seconds."""
    started = perf_counter()
    tab = Tab(url, f"/checkout?item={book_id}")
    await tab.open()
    await tab.hear_until(lambda: _total(tab) > 0)
    attempt = uuid4().hex
    form = {**CONTACT, "shown_total": str(_total(tab))}
    tab.send(f"{CHECKOUT}.place_order", {"attempt": attempt, "form": form})
    await tab.hear_until(lambda: tab.value(CHECKOUT, "attempt") == attempt)
    secret = tab.value(CHECKOUT, "client_secret")
    if not secret:
        raise ConnectionError(f"The shop would not sell: {tab.values}")
    status = await confirm(api, secret.partition("_secret_")[0], url)
    intent = secret.partition("_secret_")[0]
    result = {"status": status, "payment_intent": intent, "client_secret": secret}
    tab.send(f"{CHECKOUT}.payment_answered", {"result": {"attempt": attempt, **result}})
    await tab.hear_until(lambda: any("/success?order=" in json.dumps(each) for each in tab.events))
    tab.close()
    return perf_counter() - started


def _total(tab: Tab) -> int:
    summary = tab.values[SUMMARY].get(f"summary{SUFFIX}") or {}
    return int(summary.get("total_minor", 0)) if summary.get("is_sellable") else 0


async def buy_from_flask(url: str, api: str, slug: str) -> float:
    """The same from the Flask shop: its checkout page, Stripe, its page of the order."""
    started = perf_counter()
    page = await ask(f"{url}/checkout?item={slug}")
    found = FLASK_SECRET.search(page)
    if found is None:
        raise ConnectionError("The Flask shop's checkout holds no client_secret.")
    await confirm(api, found[2], url)
    back = f"payment_intent={found[2]}&payment_intent_client_secret={found[1]}"
    page = await ask(f"{url}/success?{back}")
    if "your order is complete" not in page:
        raise ConnectionError("The Flask shop does not know of the payment.")
    return perf_counter() - started


async def confirm(api: str, intent: str, site: str) -> str:
    """What the shopper's browser asks of Stripe; no shop has a part in it."""
    form = {"payment_method": "pm_card_visa", "return_url": f"{site}/back"}
    address = f"{api}/v1/payment_intents/{intent}/confirm"
    return json.loads(await ask(address, form, key="sk_test_bench"))["status"]
