"""A shop on a real database and the real gateway, beside a sandbox in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bookstore.domain.cart import CartLine
from bookstore.domain.order import Order
from bookstore.services.checkout import Wish, place_order
from bookstore.services.ports import Shop
from bookstore.services.quoting import quote_lines
from bookstore.storage.database import open_database
from bookstore.storage.notebook import SqlNotebook
from bookstore.wiring import open_shop
from tests.contract.conftest import serve
from tests.counter import settings_for
from tests.fakes import CONTACT


@dataclass(frozen=True)
class Bank:
    """Stripe's side, as anybody with the secret key may use it."""

    url: str
    client: httpx.Client

    def post(self, path: str, **form: str) -> Any:
        """Change something, and answer it."""
        return self.client.post(path, data=form).raise_for_status().json()

    def get(self, path: str) -> Any:
        """Answer one object."""
        return self.client.get(path).raise_for_status().json()

    def pay(self, intent_id: str, *, method: str = "pm_card_visa") -> Any:
        """Confirm an intent, as a shopper's browser does."""
        path = f"/v1/payment_intents/{intent_id}/confirm"
        return self.post(path, payment_method=method, return_url="https://example.com/")


@contextmanager
def open_bank() -> Generator[Bank]:
    """A sandbox that forgets everything when it ends."""
    with serve("--memory") as url, httpx.Client(base_url=url, auth=("sk_test_x", "")) as client:
        yield Bank(url, client)


async def point_to(bank: Bank, folder: Path) -> Mapping[str, str]:
    """Note in the folder's database where the sandbox is; answer the environment to use it."""
    environ = {"DATABASE_URL": f"sqlite:///{folder}/shop.db"}
    database = open_database(environ["DATABASE_URL"])
    await database.migrate()
    await SqlNotebook(database).keep("sandbox.address", bank.url)
    await database.close()
    return environ


@asynccontextmanager
async def open_shop_at(folder: Path) -> AsyncGenerator[Shop]:
    """The shop of a folder, without its background work."""
    async with open_shop(settings_for(folder), with_upkeep=False) as shop:
        yield shop


async def order_of(shop: Shop, key: str) -> Order:
    """One copy of the first title, ordered and ready to be paid."""
    lines = (CartLine(1, 1),)
    quote = await quote_lines(shop, lines, country=CONTACT.country, checkout_key=key)
    wish = Wish(lines, CONTACT, quote.total.minor, checkout_key=key, is_from_cart=True)
    return (await place_order(shop, wish)).order
