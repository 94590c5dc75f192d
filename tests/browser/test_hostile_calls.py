"""Everything that a socket can call is called with everything: nothing of ours changes for it.

The list comes from the app itself, Reflex's own handlers included, so that a new method of a
state is in it from its first day.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect
from simple_websocket import ConnectionClosed

from bookstore.states.cart import CartState
from bookstore.states.trouble import SENTENCE, TroubleState
from tests.browser.conftest import OpenBrowser
from tests.browser.hostile_values import (
    BIG,
    EVENTS,
    LAST_PACKETS,
    NAMES,
    PACKETS,
    PAYLOADS,
    VALUES,
    WORD,
)
from tests.browser.shopper import DECLINED, Shopper
from tests.browser.site import Site, wait_until
from tests.browser.socket_client import SocketClient, open_socket, wire_name

LIST_HANDLERS = """
import inspect, json
import bookstore.bookstore
from reflex_base.registry import RegistrationContext
known = RegistrationContext.get().event_handlers.items()
print(json.dumps({name: list(inspect.signature(one.handler.fn).parameters)[1:]
                  for name, one in known}))
"""
OF_REFLEX = {
    "hydrate",
    "hydrate_and_load",
    "on_load_internal",
    "set_is_hydrated",
    "setvar",
    "update_vars_internal",
    "handle_frontend_exception",
}
HEADERS = [(b"Cookie", f"session={WORD}".encode()), (b"X-Secret", WORD.encode())]
MOST_LOG = 40_000  # characters for some two thousand hostile calls
# Whatever a call may change: everything but what the sandbox notes of calls, in both databases.
TABLES = ("books", "stock", "holds", "orders", "order_revisions", "order_events", "mail")
LEDGER = "SELECT id, body FROM objects WHERE kind IN ('payment_intent', 'charge', 'refund')"


@pytest.fixture(scope="module")
def handlers(built_site: Site) -> dict[str, list[str]]:
    """Every event handler of the app as it is served, with the names of its arguments."""
    command = [sys.executable, "-c", LIST_HANDLERS]
    ran = subprocess.run(command, cwd=built_site.folder, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


@dataclass
class Victim:
    """A shopper with a paid order and a waiting one, and what nobody else may learn."""

    shopper: Shopper
    known: list[str]  # ids that are no secret: on receipts, in mail
    secrets: list[str]


@pytest.fixture
def victim(open_browser: OpenBrowser) -> Victim:
    shopper = open_browser()
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    token = shopper.page.url.partition("order=")[2]
    shopper.opens("/checkout?item=2")
    shopper.pays(DECLINED)
    expect(shopper.alert).to_be_visible()
    waiting, paid = shopper.site.sandbox.intents(shopper.email)
    wait_until(lambda: _mails_waiting(shopper.site) == 0)
    kept = shopper.page.evaluate("JSON.parse(localStorage.getItem('cart')).id")
    with shopper.site.database() as database:
        keys = database.execute("SELECT token, checkout_key FROM orders ORDER BY id DESC LIMIT 2")
        tokens = [text for row in keys for text in row if text]
    return Victim(
        shopper,
        known=[
            waiting["id"],
            paid["id"],
            paid["latest_charge"],
            paid["metadata"]["order_number"],
            f"/checkout/return?payment_intent={waiting['id']}&redirect_status=succeeded",
        ],
        secrets=[
            token,
            *tokens,
            kept,
            shopper.email,
            "Ada Reader",
            waiting["client_secret"],
            paid["client_secret"],
        ],
    )


def _mails_waiting(site: Site) -> int:
    with site.database() as database:
        return database.execute("SELECT count(*) FROM mail WHERE sent_at IS NULL").fetchone()[0]


def ledger_of(site: Site) -> sqlite3.Connection:
    """The sandbox's own database."""
    return sqlite3.connect(site.folder / "data" / "sandbox.db", timeout=10)


def everything(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    """The shop's rows and the sandbox's ledger: money, stock, prices, contacts."""
    with site.database() as database:
        rows = {
            table: [tuple(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608
            for table in TABLES
        }
    with closing(ledger_of(site)) as ledger:
        return {**rows, "ledger": [tuple(row) for row in ledger.execute(LEDGER)]}


@contextmanager
def nothing_changes(site: Site) -> Iterator[None]:
    """The databases stay as they are, the log stays short and quotes nobody."""
    before, log = everything(site), site.log_length()
    yield
    said = site.said(log)
    assert everything(site) == before
    assert "Traceback" not in said
    assert WORD not in said.lower()
    assert len(said) < MOST_LOG


@contextmanager
def mallory(site: Site) -> Iterator[SocketClient]:
    """A tab with a cart of its own and a cookie that must not be logged."""
    cart = {"id": "MalloryMalloryMalloryA", "revision": 1, "settled": [], "lines": [[1, 1]]}
    stored = {wire_name(CartState, "cart"): json.dumps(cart)}
    client = SocketClient(site, f"/checkout?item={WORD}", stored, headers=HEADERS)
    try:
        yield client
    finally:
        client.close()


def good_client_is_served(site: Site) -> None:
    """The worker is alive and right: a new tab gets the price of a book."""
    cart = {"id": "GoodGoodGoodGoodGoodGo", "revision": 1, "settled": [], "lines": [[1, 1]]}
    client = SocketClient(site, "/", {wire_name(CartState, "cart"): json.dumps(cart)})
    quote = client.value(CartState, "quote")
    client.close()
    assert (quote["total_minor"], quote["is_sellable"]) == (2800, True)


def test_list_of_handlers_is_whole(handlers: dict[str, list[str]]) -> None:
    names = {name.rpartition(".")[2] for name in handlers}

    assert names >= OF_REFLEX
    assert names >= {"add_book", "place_order", "payment_answered", "come_back", "open", "abandon"}
    assert len(handlers) >= 40


def test_no_value_in_any_argument_of_any_handler_changes_anything(
    site: Site, handlers: dict[str, list[str]], victim: Victim
) -> None:
    heard: list[str] = []
    with nothing_changes(site):
        for name, arguments in handlers.items():
            is_reflexs = name.rpartition(".")[2] in OF_REFLEX
            with mallory(site) as tab, suppress(*([ConnectionClosed] if is_reflexs else [])):
                for payload in PAYLOADS:
                    tab.send(name, payload)
                tab.send(name, dict.fromkeys([*arguments, WORD], "1"))
                tab.send(name, dict.fromkeys(arguments[1:], "1"))
                for value in [*victim.known, *VALUES] if arguments else [None]:
                    tab.send(name, dict.fromkeys(arguments, value))
                tab.settle()
            heard.append(tab.heard)
            assert [event for event in tab.events if event["name"] == "_redirect"] == []
        good_client_is_served(site)

    assert [secret for secret in victim.secrets if secret in "".join(heard)] == []


def test_texts_of_nearly_a_megabyte_change_nothing(
    site: Site, handlers: dict[str, list[str]]
) -> None:
    with nothing_changes(site):
        for name, arguments in handlers.items():
            with mallory(site) as tab:
                big = dict.fromkeys(arguments[:1], BIG) | dict.fromkeys(arguments[1:], 1)
                tab.send(name, big or {"x": BIG})
                tab.settle()
        good_client_is_served(site)


def sends(tab: SocketClient, text: str) -> None:
    """Send a text, and hear whether anybody is still there."""
    tab.send(f"{CartState.get_full_name()}.choose_country", {"country": text})
    tab.settle()


def test_frame_of_more_than_a_megabyte_is_not_read(site: Site) -> None:
    with nothing_changes(site), mallory(site) as tab:
        with pytest.raises((ConnectionClosed, OSError)):  # whichever way it is noticed
            sends(tab, BIG + BIG)
        good_client_is_served(site)


def test_events_that_are_none_change_nothing(site: Site) -> None:
    with nothing_changes(site), mallory(site) as tab:
        for name in NAMES:
            tab.send(name, {"value": WORD})
        for event in EVENTS:
            tab.send_packet(f"42/_event,{json.dumps(['event', event])}")
        for _ in range(500):
            tab.send(WORD, {WORD: WORD})
        tab.settle()
        good_client_is_served(site)


def test_packets_that_are_none_change_nothing(site: Site) -> None:
    with nothing_changes(site):
        for packet in PACKETS:
            with mallory(site) as tab:
                tab.send_packet(packet)
                tab.settle()
        for packet in LAST_PACKETS:
            with mallory(site) as tab:
                tab.send_packet(packet)
                good_client_is_served(site)


def test_hostile_greetings_change_nothing(site: Site) -> None:
    greetings: list[Any] = [*EVENTS, *({"event": event} for event in EVENTS)]
    greetings += [{"event": {"name": name, "payload": {"vars": WORD}}} for name in NAMES]
    greetings += [{"event": None, "state_schema": value} for value in (WORD, [WORD], 7)]

    with nothing_changes(site), ExitStack() as sockets:
        for greeting in greetings:
            socket = open_socket(site, HEADERS)
            sockets.callback(socket.close)
            socket.send(f"40/_event,{json.dumps(greeting)}")
        good_client_is_served(site)


def test_failure_is_told_to_the_page_that_caused_it(site: Site) -> None:
    with mallory(site) as tab:
        tab.send(f"{CartState.get_full_name()}.add_book", {})
        tab.settle()

        assert tab.value(TroubleState, "trouble") == SENTENCE
