"""The roads between shop, browser and bank, and what goes wrong on them.

Every exchange passes two gates: before it leaves, and before its answer is heard. In between
a fault may strike: the request is cut off, heard late although nobody waits for it any more,
refused, answered with an error before or after its effect, or its answer is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import httpx
import stripe

from bookstore.sandbox.faults import Fault
from tests.faults.scheduler import WHO

if TYPE_CHECKING:
    from tests.faults.world import World

PATIENCE_SECONDS = 20.0  # the gateway's own time limit
BY_SANDBOX = ("rate_limit", "error_before", "error_after")
OUTBOX_FAULTS = ("cut_before", "cut_after", "late", "slow")
API_FAULTS = (*BY_SANDBOX, "cut_before", "cut_after", "late", "slow")


class Road(httpx.AsyncBaseTransport):
    """How one party's calls travel; `faults` is the chance of each fault."""

    def __init__(self, world: World, faults: Mapping[str, float]) -> None:
        self._world = world
        self._faults = faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        world, call = self._world, f"{request.method} {world_path(request)}"
        await world.scheduler.gate(f"> {call}")
        fault = world.draw(self._faults)
        if fault == "slow":
            await world.scheduler.pause(world.random.uniform(0.5, 15))
        elif fault == "cut_before":
            raise await self._lose(request, "ConnectTimeout")
        elif fault == "late":
            world.start(self._arrive_late(request), who="network", life=None)
            raise await self._lose(request, "ReadTimeout")
        elif fault in BY_SANDBOX and world_path(request).startswith("/v1/"):
            world.sandbox.faults.add(Fault(fault, times=1))  # pyright: ignore[reportArgumentType] - one of its kinds
        answer = await world.inner.handle_async_request(request)
        if fault == "cut_after":
            raise await self._lose(request, "ReadError")
        await world.scheduler.gate(f"< {call} {answer.status_code}")
        return answer

    async def _lose(self, request: httpx.Request, kind: str) -> httpx.TransportError:
        """Nothing is heard until patience ends."""
        await self._world.scheduler.pause(self._world.random.choice((0.1, PATIENCE_SECONDS)))
        await self._world.scheduler.gate(f"< {request.method} {world_path(request)} {kind}")
        error: type[httpx.TransportError] = getattr(httpx, kind)
        return error("The simulation lost this.", request=request)

    async def _arrive_late(self, request: httpx.Request) -> None:
        await self._world.sleep_until_late()
        await self._world.scheduler.gate(f"late {request.method} {world_path(request)}")
        await self._world.inner.handle_async_request(request)


def world_path(request: httpx.Request) -> str:
    """The path without what names a key or a secret."""
    return request.url.path.removeprefix("/sandbox")


class RoadClient(stripe.HTTPXClient):
    """stripe-python's own client on a road; its pauses are those of the loop, unshaken."""

    def __init__(self, road: httpx.AsyncBaseTransport) -> None:
        super().__init__(timeout=PATIENCE_SECONDS, verify_ssl_certs=False)
        self._client_async = httpx.AsyncClient(transport=road, trust_env=False)

    def _add_jitter_time(self, sleep_seconds: float) -> float:
        return sleep_seconds * 0.75


class WebhookRoad(httpx.AsyncBaseTransport):
    """How the sandbox's webhooks reach the shop: once, twice, late, in any order, or never."""

    def __init__(self, world: World, faults: Mapping[str, float]) -> None:
        self._world = world
        self._faults = faults

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        world = self._world
        body = await request.aread()
        topic = _topic(body)
        token = WHO.set("webhook")
        try:
            await world.scheduler.gate(f"event {topic}")
            if not world.hears_webhooks:
                raise httpx.ConnectError("The simulation delivers no webhooks.", request=request)
            fault = world.draw(self._faults)
            if fault == "webhook_lost":
                raise httpx.ReadTimeout("The simulation lost this.", request=request)
            if fault == "webhook_late":
                await world.scheduler.pause(world.random.choice((2, 30, 600, 8_000, 90_000)))
                await world.scheduler.gate(f"event {topic}, late")
            if fault == "webhook_twice":
                await world.post_webhook(request, body)
            answer = await world.post_webhook(request, body)
            if fault == "webhook_unheard":
                raise httpx.ReadTimeout("The simulation lost the answer.", request=request)
            return answer
        finally:
            WHO.reset(token)


WEBHOOK_FAULTS = ("webhook_lost", "webhook_late", "webhook_twice", "webhook_unheard")


def _topic(body: bytes) -> str:
    mark = b'"type": "'
    start = body.rfind(mark) + len(mark)
    return body[start : body.find(b'"', start)].decode()
