"""The sandbox as one object: an ASGI app to mount, and its background life."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from anyio import CancelScope, create_task_group
from httpx import AsyncBaseTransport
from starlette.applications import Starlette
from starlette.routing import Route

from .api import Api
from .background import Background
from .control import Control
from .dashboard import Dashboard
from .faults import Faults
from .idempotency import KeysInUse
from .pages import Pages
from .performing import Performer
from .receipts import Receipts
from .store import Store
from .world import World

_METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]


class Sandbox:
    """An offline Stripe: the same HTTP API, test cards and webhooks; no money moves.

    Making one touches nothing. Mount ``app`` under any prefix and keep ``running()`` entered
    while it serves; outside of it every call is answered 503.

    Attributes:
        app: the ASGI application.
        faults: trouble that calls are to meet, such as ``sandbox.faults.add(Fault("cut_after"))``.

    Args:
        store_path: the SQLite file; None keeps everything in memory.
        public_url: the absolute address at which a browser reaches the sandbox, without a
            slash at the end, such as ``http://localhost:3000/sandbox``.
        latency_ms: added to each ``/v1`` call.
        settle_seconds: how long a bank takes to answer a debit; None leaves it to a control.
        world: clock and randomness, for tests.
        webhook_road: how webhooks travel instead of over the network; httpx's ASGITransport
            brings them to an application in this process.
        store: the memory to use instead of one at ``store_path``, for tests.
    """

    def __init__(
        self,
        store_path: Path | None,
        *,
        public_url: str,
        latency_ms: int = 0,
        settle_seconds: float | None = 20.0,
        world: World | None = None,
        webhook_road: AsyncBaseTransport | None = None,
        store: Store | None = None,
    ) -> None:
        url = public_url.rstrip("/")
        self._world = replace(world or World(), settle_seconds=settle_seconds, base_url=url)
        self._store = store or Store(store_path)
        self._background = Background(self._store, self._world, road=webhook_road)
        self.faults = Faults()
        performer = Performer(self._store, self._background, self._world, KeysInUse())
        api = Api(
            performer,
            public_url=url,
            latency_seconds=latency_ms / 1000,
            faults=self.faults,
        )
        control = Control(performer, self.faults, url)
        pages = Pages(store=self._store, background=self._background, world=self._world)
        self.app = Starlette(
            routes=[
                Route("/v1/{path:path}", api.answer, methods=_METHODS),
                *Dashboard(self._store, self.faults, self._world).routes(),
                *control.routes(),
                *pages.routes(),
                *Receipts(self._store, self._world).routes(),
            ]
        )

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Open the store and deliver webhooks until the block ends; then close both.

        Raises:
            StoreError: the file cannot be used; the message says what to do.
        """
        await self._store.open()
        try:
            async with create_task_group() as tasks:
                tasks.start_soon(self._background.run)
                yield
                tasks.cancel_scope.cancel()
        finally:
            with CancelScope(shield=True):
                await self._background.close()
                await self._store.close()
