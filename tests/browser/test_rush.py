"""A rush of shoppers: nothing that one of them asks for keeps the others waiting."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.finder import FinderState
from bookstore.states.shelf import ShelfState
from tests.browser.shopper import HAMMING
from tests.browser.site import WATCH, Site, wait_until
from tests.browser.socket_client import SocketClient, wire_name

SHOPPERS, AT_ONCE = 30, 10
FORM = {
    "name": "Ada Reader",
    "line1": "1 Main Street",
    "city": "Springfield",
    "postal_code": "12345",
    "country": "US",
    "shown_total": "2800",
}


def shops(site: Site, number: int) -> str:
    """Look around, add a book, search, buy it; answers the e-mail address of the order."""
    email = f"rush{number}@example.com"
    cart = f'{{"id":"rush{number:018d}","revision":1,"settled":[],"lines":[[1,1]]}}'
    with httpx.Client(base_url=site.url) as web:
        for path in ("/", f"/books/{HAMMING}", "/nothing"):
            web.get(path)
    looks_around(site)
    client = SocketClient(site, "/checkout", {wire_name(CartState, "cart"): cart})
    client.call(CheckoutState, "place_order", attempt="rush", form=FORM | {"email": email})
    secret = client.value(CheckoutState, "client_secret")
    assert secret, client.value(CheckoutState, "alert")
    confirms(site, secret)
    said = {"status": "succeeded", "client_secret": secret}
    client.call(CheckoutState, "payment_answered", result=said)
    client.close()
    return email


def looks_around(site: Site) -> None:
    """Browse as a tab does, up to a book in the cart."""
    client = SocketClient(site, "/?q=science")
    client.call(ShelfState, "look")
    client.call(FinderState, "look_up")
    client.call(CartState, "add_book", book_id=1, carried="")
    client.call(CartState, "open_drawer")
    client.close()


def confirms(site: Site, secret: str) -> None:
    """Confirm the payment, as Stripe's script does in a browser."""
    intent = secret.partition("_secret_")[0]
    site.sandbox.post(
        f"payment_intents/{intent}/confirm",
        payment_method="pm_card_visa",
        return_url=f"{site.url}/checkout/return",
    )


def are_paid(site: Site, emails: list[str]) -> bool:
    return all(
        [row["status"] == "paid" for row in site.orders(email)] == [True] for email in emails
    )


def test_nobody_is_kept_waiting_by_what_others_do(site: Site) -> None:
    before = site.holds()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        emails = list(pool.map(lambda number: shops(site, number), range(SHOPPERS)))

    wait_until(lambda: are_paid(site, emails), seconds=60)
    assert site.holds()[len(before) :] == []


PROGRAM = """
import asyncio, socket, sqlite3, time
server = socket.create_server(("127.0.0.1", 0))
async def main():
    {callback}
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("callback", "holds"),
    [
        ("time.sleep(0.01)", True),  # not a wait of the test: a callback that the watch must hear
        ("sum(range(20_000_000))", True),
        ("socket.create_connection(server.getsockname())", True),
        ("sqlite3.connect(':memory:')", True),
        ("await asyncio.sleep(0.2)", False),
        ("await asyncio.to_thread(time.sleep, 0.2)", False),
        ("await asyncio.open_connection(*server.getsockname())", False),
    ],
)
def test_watch_sees_what_holds_the_loop(tmp_path: Path, callback: str, *, holds: bool) -> None:
    file = tmp_path / "holds.txt"
    file.touch()
    program = PROGRAM.format(callback=callback)
    environ = {**os.environ, "PYTHONPATH": str(WATCH), "HOLDS": str(file)}

    subprocess.run([sys.executable, "-c", program], env=environ, check=True)

    assert (file.read_text() != "") is holds
