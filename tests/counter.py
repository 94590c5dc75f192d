"""What stands open around a fake shop, for tests of what reaches the shop from outside."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from starlette.types import ASGIApp

from bookstore.settings import Settings, read_settings
from bookstore.storage.database import open_database
from bookstore.wiring import Premises
from tests.fakes import FakeShop

WEBHOOK_SECRET = "whsec_ABCDEFGHIJKLMNOPkl12"
TEST_KEYS = {
    "STRIPE_PUBLISHABLE_KEY": "pk_test_51ABCDEFGHIJKLMNab12",
    "STRIPE_SECRET_KEY": "sk_test_51ABCDEFGHIJKLMNcd34",
}
LIVE_KEYS = {
    "STRIPE_PUBLISHABLE_KEY": "pk_live_51ABCDEFGHIJKLMNef56",
    "STRIPE_SECRET_KEY": "sk_live_51ABCDEFGHIJKLMNgh78",
    "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    "ALLOW_LIVE_PAYMENTS": "yes",
    "SITE_URL": "https://shop.example.com",
}


def settings_for(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings whose database is a file in this folder."""
    return read_settings({"DATABASE_URL": f"sqlite:///{folder}/shop.db", **(environ or {})})


def premises_of(shop: FakeShop, folder: Path, environ: Mapping[str, str] | None = None) -> Premises:
    """A fake shop on a database that is opened and has no tables."""
    settings = settings_for(folder, environ)
    return Premises(shop, settings, open_database(settings.database_url.reveal()))


@asynccontextmanager
async def client_of(app: ASGIApp, *, address: str = "127.0.0.1") -> AsyncGenerator[AsyncClient]:
    """A client that calls an app without a socket, from an address."""
    transport = ASGITransport(app, raise_app_exceptions=False, client=(address, 123))
    async with AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client
