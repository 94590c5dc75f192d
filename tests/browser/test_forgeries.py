"""Payments, answers and tokens that are not what they are said to be: none of them opens or pays.

The forger has everything that a browser has: a socket, Stripe's publishable key, the secrets of
intents of his own, and the ids of other people's.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bookstore.settings import SANDBOX_PUBLISHABLE_KEY
from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from bookstore.states.returning import ReturnState
from tests.browser.shopper import Shopper
from tests.browser.site import Site
from tests.browser.socket_client import SocketClient

FORM = {
    "name": "Mallory",
    "line1": "1 Main Street",
    "city": "Springfield",
    "postal_code": "12345",
    "country": "US",
}
WISHES = {"cheap": "item=1", "dear": "item=1&quantity=4"}


@dataclass
class Placed:
    """An order that the forger has placed, and its intent as his browser knows it."""

    tab: SocketClient
    email: str
    id: str
    secret: str

    def status(self, site: Site) -> str:
        """How the order stands in the shop's own database."""
        (order,) = site.orders(self.email)
        return order["status"]


@contextmanager
def tab_at(site: Site, path: str) -> Iterator[SocketClient]:
    """A tab that has opened an address."""
    tab = SocketClient(site, path)
    try:
        yield tab
    finally:
        tab.close()


@pytest.fixture
def forger(site: Site) -> Iterator[dict[str, Placed]]:
    """A cheap order and a dear one, neither paid."""
    with ExitStack() as open_tabs:
        orders: dict[str, Placed] = {}
        for name, wish in WISHES.items():
            tab = open_tabs.enter_context(tab_at(site, f"/checkout?{wish}"))
            tab.call(CheckoutState, "open")
            email = f"forger.{name}{site.log_length()}.{id(tab)}@example.com"
            total = tab.value(CheckoutState, "summary")["total_minor"]
            form = {**FORM, "email": email, "shown_total": str(total)}
            tab.call(CheckoutState, "place_order", attempt=name, form=form)
            secret = tab.value(CheckoutState, "client_secret")
            assert secret, tab.value(CheckoutState, "alert")
            orders[name] = Placed(tab, email, secret.partition("_secret_")[0], secret)
        yield orders
        for order in orders.values():
            order.tab.call(CheckoutState, "abandon")  # gives the copies back


@pytest.fixture
def browser_api(site: Site) -> Iterator[httpx.Client]:
    """Stripe's API with the key that every browser has."""
    url = f"{site.url}/sandbox/v1/"
    with httpx.Client(base_url=url, auth=(SANDBOX_PUBLISHABLE_KEY, ""), timeout=20) as api:
        yield api


def pay(api: httpx.Client, order: Placed, **forged: str) -> httpx.Response:
    """Confirm an intent with a card that succeeds, as Stripe.js does."""
    method = api.post(
        "payment_methods",
        data={
            "type": "card",
            "card[number]": "4242424242424242",
            "card[exp_month]": "12",
            "card[exp_year]": "2034",
            "card[cvc]": "123",
        },
    ).json()
    form = {
        "client_secret": order.secret,
        "payment_method": method["id"],
        "return_url": "http://localhost/back",
        **forged,
    }
    return api.post(f"payment_intents/{order.id}/confirm", data=form)


def led_to(tab: SocketClient) -> list[str]:
    """The addresses to which the server has sent a tab."""
    return [event["payload"]["path"] for event in tab.events if event["name"] == "_redirect"]


def test_intent_paid_for_a_cheap_order_never_pays_a_dear_one(
    site: Site, forger: dict[str, Placed], browser_api: httpx.Client
) -> None:
    cheap, dear = forger["cheap"], forger["dear"]
    paid = pay(browser_api, cheap)
    assert paid.json().get("status") == "succeeded", paid.text
    mixtures = [(cheap.id, dear.secret), (dear.id, cheap.secret), (cheap.id, ""), (dear.id, "")]

    for intent_id, secret in mixtures:
        said = {"payment_intent": intent_id, "client_secret": secret, "status": "succeeded"}
        dear.tab.call(CheckoutState, "payment_answered", result=said)
        query = {
            "payment_intent": intent_id,
            "payment_intent_client_secret": secret,
            "redirect_status": "succeeded",
        }
        with tab_at(site, f"/checkout/return?{urlencode(query)}") as stranger:
            stranger.call(ReturnState, "come_back")
            assert "success" not in "".join(led_to(stranger))

    assert (cheap.status(site), dear.status(site)) == ("paid", "awaiting_payment")
    (bought,) = site.orders(cheap.email)
    # The secret of the cheap one shows the cheap one, to whoever paid it.
    assert set(led_to(dear.tab)) <= {f"/success?order={bought['token']}"}


@pytest.mark.parametrize(
    "forged",
    [
        {"amount": "1"},
        {"currency": "jpy"},
        {"metadata[order_number]": "AAAA-AAAA"},
        {"metadata[order_revision]": "7"},
        {"receipt_email": "mallory@example.com", "amount": "1"},
    ],
    ids=lambda forged: "-".join(forged),
)
def test_browser_changes_neither_amount_nor_order_of_an_intent(
    site: Site, forger: dict[str, Placed], browser_api: httpx.Client, forged: dict[str, str]
) -> None:
    dear = forger["dear"]
    before = site.sandbox.get(f"payment_intents/{dear.id}")

    updated = browser_api.post(
        f"payment_intents/{dear.id}", data={"client_secret": dear.secret, **forged}
    )
    confirmed = pay(browser_api, dear, **forged)

    assert updated.status_code in (401, 403)
    assert confirmed.json()["error"]["param"].partition("[")[0] in str(forged)
    assert site.sandbox.get(f"payment_intents/{dear.id}") == before
    assert dear.status(site) == "awaiting_payment"


def answers_to(site: Site, token: str) -> dict[str, Any]:
    """What the order page says to a token."""
    with tab_at(site, f"/success?{urlencode({'order': token})}") as tab:
        tab.call(OrderState, "open")
        names = ("is_known", "is_missing", "order", "problem")
        return {name: tab.value(OrderState, name) for name in names}


def test_token_that_is_nearly_right_is_told_nothing_more_than_nonsense(
    shopper: Shopper, site: Site
) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    token = shopper.page.url.partition("order=")[2]
    assert answers_to(site, token)["is_known"] is True
    last = "A" if token[-1] != "A" else "B"
    intent = shopper.intent()

    answers = [
        answers_to(site, guess)
        for guess in (
            token[:-1] + last,
            token[:-1],
            token + "A",
            token.swapcase(),
            "%" * 22,
            "_" * 22,
            "A" * 22,
            "",
            intent["id"],
            intent["metadata"]["order_number"],
            intent["client_secret"],
        )
    ]

    assert answers[0]["is_missing"] is True
    assert all(answer == answers[0] for answer in answers)
