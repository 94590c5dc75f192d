"""A sandbox in this process with a clock that tests turn by hand, and a client in front of it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from httpx import ASGITransport, AsyncBaseTransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.routing import Mount

from bookstore.sandbox import Sandbox
from bookstore.sandbox.recording import Exchange, Recording
from bookstore.sandbox.world import World

SECRET = "sk_test_desk"
PUBLISHABLE = "pk_test_desk"
PUBLIC_URL = "http://localhost:3000/sandbox"
START = 1_800_000_000.0  # January 2027


@dataclass
class Clock:
    """Time as the sandbox sees it; stands still until a test turns it."""

    now: float = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """What a test uses: calls in, JSON out."""

    client: AsyncClient
    clock: Clock
    sandbox: Sandbox
    exchanges: list[Exchange] = field(default_factory=list)

    async def call(
        self, method: str, path: str, *, key: str = SECRET, idem: str = "", **form: Any
    ) -> Response:
        headers = {"authorization": f"Bearer {key}"}
        if idem:
            headers["idempotency-key"] = idem
        pairs = dict(flatten(form))
        if method == "GET":
            return await self.client.get(f"/sandbox{path}", params=pairs, headers=headers)
        return await self.client.request(method, f"/sandbox{path}", data=pairs, headers=headers)

    async def post(self, path: str, **form: Any) -> Any:
        response = await self.call("POST", path, **form)
        return response.json()

    async def get(self, path: str, **form: Any) -> Any:
        response = await self.call("GET", path, **form)
        return response.json()

    async def intent(self, **form: Any) -> Any:
        """A fresh intent of 19.99 USD which never redirects."""
        terms = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
        if "allowed_payment_method_types" in form:
            terms = {}
        given = {"amount": 1999, "currency": "usd", **terms, **form}
        return await self.post("/v1/payment_intents", **given)

    async def confirm(self, intent: Mapping[str, Any], method: str, **form: Any) -> Any:
        path = f"/v1/payment_intents/{intent['id']}/confirm"
        return await self.post(path, payment_method=method, **form)

    async def paid(self, method: str = "pm_card_visa", **form: Any) -> Any:
        intent = await self.confirm(await self.intent(**form), method)
        assert intent["status"] == "succeeded", intent
        return intent

    async def look(self, intent: Mapping[str, Any]) -> Any:
        return await self.get(f"/v1/payment_intents/{intent['id']}")

    async def card(self, number: str, **form: Any) -> Any:
        """What the browser's frame sends when a buyer has typed a card."""
        entry = {"number": number, "exp_month": 12, "exp_year": 2034, "cvc": "123", **form}
        given = {name: value for name, value in entry.items() if value is not None}
        return await self.post("/v1/payment_methods", key=PUBLISHABLE, type="card", card=given)

    async def control(self, path: str, **sent: Any) -> Any:
        """Work one of the controls, as a program does."""
        response = await self.client.post(f"/sandbox/control/{path}", json=sent)
        assert response.status_code == 200, response.text
        return response.json()

    async def deliveries(self, **asked: Any) -> list[Any]:
        """What is on its way or was, newest first."""
        response = await self.client.get("/sandbox/control/deliveries", params=asked)
        return response.json()["deliveries"]

    async def do_due(self) -> None:
        """Have everything done that is due by the clock, and look for deliveries."""
        await self.sandbox._background.do_due()
        self.sandbox._background.wake()

    async def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the store really holds."""
        return await self.sandbox._store.write(lambda tx: tx.execute(sql, values).fetchall())

    async def topics(self) -> list[str]:
        """The types of all events, oldest first."""
        events = await self.get("/v1/events", limit=100)
        return [event["type"] for event in events["data"]][::-1]


@asynccontextmanager
async def open_desk(
    store: Path | None = None,
    *,
    clock: Clock | None = None,
    webhook_road: AsyncBaseTransport | None = None,
) -> AsyncGenerator[Desk]:
    """A running sandbox, mounted as the shop mounts it."""
    clock = clock or Clock()
    world = World(clock=clock, random=Random())
    sandbox = Sandbox(store, public_url=PUBLIC_URL, world=world, webhook_road=webhook_road)
    exchanges: list[Exchange] = []
    recorded = Recording(sandbox.app, exchanges.append)
    host = Starlette(routes=[Mount("/sandbox", recorded)])
    transport = ASGITransport(host)
    async with (
        sandbox.running(),
        AsyncClient(transport=transport, base_url="http://localhost:3000") as client,
    ):
        yield Desk(client, clock, sandbox, exchanges)


def flatten(form: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Bracketed pairs, as the SDKs write them."""
    pairs: list[tuple[str, str]] = []
    for name, value in form.items():
        full = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, Mapping):
            pairs += flatten(value, full)
        elif isinstance(value, list):
            pairs += flatten({str(i): item for i, item in enumerate(value)}, full)
        elif value is not None:
            pairs.append((full, str(value).lower() if isinstance(value, bool) else str(value)))
    return pairs
