"""The shop's process: the real adapters on the schedule's file, started, killed, started again."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
from starlette.types import Receive, Scope, Send

from bookstore import wiring
from bookstore.domain.catalogue import Catalogue
from bookstore.domain.errors import BookstoreError
from bookstore.http import make_http
from bookstore.mail import Letterhead, LetterPostman, OutboxSender
from bookstore.services.ports import Shop
from bookstore.settings import Settings, read_settings
from bookstore.states import cart as cart_states
from bookstore.turnstile import Limits
from tests.faults.inline import cut_off, reopen
from tests.faults.network import Road, RoadClient
from tests.faults.ports import Gated
from tests.faults.scheduler import Life

if TYPE_CHECKING:
    from tests.faults.world import World

GATED = ("books", "orders", "notebook", "mails", "reminders", "contacts")


class ProcessDied(Exception):
    """Whoever waited for the process hears nothing more."""


def _limits_on(world: World) -> Limits:
    """The usual limits, on the schedule's own time."""

    def now_ms() -> int:
        return int(world.loop.time() * 1000)

    usual = Limits()
    return Limits(
        placing=replace(usual.placing, clock_ms=now_ms),
        looking=replace(usual.looking, clock_ms=now_ms),
        reminding=replace(usual.reminding, clock_ms=now_ms),
        forging=replace(usual.forging, clock_ms=now_ms),
    )


class Process:
    """One run of the shop, from its start to its end."""

    def __init__(self, world: World, catalogue: Catalogue, name: str) -> None:
        self.world = world
        self.life = Life(name)
        self.settings: Settings = read_settings({"DATABASE_URL": f"sqlite:///{world.file}"})
        self._database = reopen(world.file)
        plan = world.plan
        gateway = world.mutant.gateway(
            self.settings.secret_key.reveal(),
            base_address=f"{self.settings.own_url}/sandbox",
            http=RoadClient(Road(world, plan.api_faults)),
        )
        sender = OutboxSender(self.settings.sandbox_api, road=Road(world, plan.outbox_faults))
        letterhead = Letterhead(catalogue.shop_name, self.settings.site_url, catalogue.locale)
        made = wiring._make_shop(
            self.settings,
            catalogue,
            self._database,
            gateway,
            postman=LetterPostman(letterhead, sender),
        )
        made = world.mutant.spoil(made, self._database)
        gated: dict[str, Any] = {name: Gated(getattr(made, name), name, world) for name in GATED}
        self.shop: Shop = replace(made, clock=world.clock, ids=world.ids, **gated)
        self._stack = ExitStack()
        self._premises = wiring.Premises(
            self.shop, self.settings, self._database, limits=_limits_on(world)
        )
        self._http = make_http(self.settings.site_url)
        self._door = httpx.ASGITransport(self._answer_http)

    def begin(self) -> None:
        """Open the shop, with the background work that `wiring` keeps running."""
        cart_states._recent._carts.clear()  # what a process remembers ends with it
        self._stack.enter_context(wiring.use(self._premises))
        self.world.process = self
        for name, work in {
            "registering": wiring._register_webhook(self._premises),
            "reconciling": wiring.reconcile_for_ever(self.shop),
            "mailing": wiring._send_mail_for_ever(self.shop),
        }.items():
            self.start(work, who=name)

    def start(self, work: Coroutine[Any, Any, Any], *, who: str) -> asyncio.Task[Any]:
        """Have the process do something."""
        return self.world.start(work, who=f"{self.life.name} {who}", life=self.life)

    async def hear(self, work: Coroutine[Any, Any, Any], *, who: str) -> Any:
        """Have the process do something and wait for its answer from outside.

        Raises:
            ProcessDied: it ended before it answered.
        """
        if self.life.is_over:
            work.close()
            raise ProcessDied
        heard: asyncio.Future[Any] = self.world.loop.create_future()
        self.life.sockets.append(heard)

        async def answer() -> None:
            try:
                result = await work
            except Exception as error:  # noqa: BLE001 - whoever waits is told, whatever it was
                if not heard.done():
                    heard.set_exception(error)
            else:
                if not heard.done():
                    heard.set_result(result)

        self.start(answer(), who=who)
        try:
            return await heard
        finally:
            self.life.sockets.remove(heard)

    async def _answer_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The shop's own endpoints; what they raise is answered 500, as a server does."""
        try:
            await self._http(scope, receive, send)
            await self.world.scheduler.gate("answers")
        except BookstoreError:
            self.world.counts["webhook: 500, to be sent again"] += 1

    async def take_webhook(self, headers: dict[str, str], body: bytes) -> httpx.Response:
        """A webhook comes in by the shop's own front door."""
        request = httpx.Request(
            "POST", "http://127.0.0.1:3000/stripe/webhook", headers=headers, content=body
        )
        try:
            return await self.hear(self._door.handle_async_request(request), who="webhook")
        except ProcessDied:
            raise httpx.ReadError("The shop died.", request=request) from None

    def die(self) -> None:
        """End at this moment, with no cleaning up."""
        world = self.world
        world.scheduler.tell(f"{self.life.name} dies")
        world.scheduler.end(self.life)
        for heard in self.life.sockets:
            if not heard.done():
                heard.set_exception(ProcessDied())
        world.process = None
        self.close()

    def close(self) -> None:
        """Hand out this shop no more; its connections are closed as the system closes them."""
        cut_off(self.world.file)
        self._stack.close()
