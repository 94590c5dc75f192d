"""How often a purchase asks Stripe: the sandbox counts, and so does the browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Request, Route

from tests.browser.deaths import CONFIRM
from tests.browser.shopper import HAMMING, Shopper
from tests.browser.site import Site, wait_until

INTENTS = "/v1/payment_intents"


class Counters:
    """Faults of a millisecond, which hurt nobody, and know how many calls they have struck."""

    def __init__(self, site: Site) -> None:
        self._faults = f"{site.url}/sandbox/control/faults"
        self._numbers: dict[str, int] = {}

    def count(self, operation: str) -> None:
        """Count the calls of an operation from now on."""
        asked = {"kind": "latency", "operation": operation, "latency_ms": 1}
        answer = httpx.post(self._faults, json=asked).raise_for_status().json()
        self._numbers[operation] = answer["id"]

    def of(self, operation: str) -> int:
        """How many calls there were so far."""
        listed = httpx.get(self._faults).raise_for_status().json()["faults"]
        number = self._numbers[operation]
        return next(fault["struck"] for fault in listed if fault["id"] == number)

    def stop(self) -> None:
        """Count no more."""
        for number in self._numbers.values():
            httpx.delete(f"{self._faults}/{number}").raise_for_status()


@contextmanager
def counting(site: Site) -> Iterator[Counters]:
    """Counters that are gone at the end."""
    counters = Counters(site)
    try:
        yield counters
    finally:
        counters.stop()


def test_purchase_asks_stripe_once_before_it_is_confirmed_and_once_after(
    shopper: Shopper, site: Site
) -> None:
    own: list[str] = []  # what the page itself asks of Stripe, with its publishable key
    shopper.page.on("request", lambda request: own.append(urlsplit(request.url).path))
    shopper.fills_cart(HAMMING)
    with counting(site) as counters:
        creates = f"POST {INTENTS}"
        counters.count(creates)
        with site.unheard():  # a tab alone settles its order
            shopper.goes_to_checkout()
            before_pay = counters.of(creates)
            with shopper.page.expect_request(CONFIRM) as confirmed:
                shopper.page.route(CONFIRM, lambda route: begin(counters, route, own), times=1)
                shopper.pays()
            shopper.expects_order()
        intent = intent_of(confirmed.value)
        by_page = [path for path in own if path.endswith(f"/{intent}")]

        wait_until(lambda: delivered(site, intent))  # payment_intent.succeeded, which is no news

        assert (before_pay, counters.of(creates)) == (0, 1)
        assert counters.of(f"GET {INTENTS}/{intent}") - len(by_page) == 1
        assert counters.of(f"POST {INTENTS}/{intent}") == 0


def begin(counters: Counters, route: Route, own: list[str]) -> None:
    """Count from now on what is asked of the intent that a browser is about to confirm."""
    own.clear()
    intent = intent_of(route.request)
    counters.count(f"GET {INTENTS}/{intent}")
    counters.count(f"POST {INTENTS}/{intent}")
    route.continue_()


def intent_of(request: Request) -> str:
    """The PaymentIntent that a browser's request names."""
    return urlsplit(request.url).path.rpartition(f"{INTENTS}/")[2].partition("/")[0]


def delivered(site: Site, intent: str) -> bool:
    """Whether the event of an intent that succeeded has been delivered to the shop."""
    events = site.sandbox.get("events", type="payment_intent.succeeded", limit="10")["data"]
    (event,) = [each for each in events if each["data"]["object"]["id"] == intent]
    asked = {"event": event["id"]}
    listed = httpx.get(f"{site.url}/sandbox/control/deliveries", params=asked).json()["deliveries"]
    return bool(listed) and all(each["state"] == "delivered" for each in listed)
