"""One browser's tabs: events on Reflex's own path, with no socket and no page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import reflex as rx
from reflex.event import Event
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from bookstore import wiring
from tests.counter import premises_of
from tests.fakes import FakeShop

State = TypeVar("State", bound=rx.State)


class Line:
    """Where a socket would be: keeps what the server sends."""

    def __init__(self) -> None:
        self.updates: list[StateUpdate] = []

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        self.updates.append(update)


class Tab:
    """A tab that sends events and keeps the answers; `query` is its address's query."""

    def __init__(self, name: str, query: dict[str, str] | None = None, path: str = "/") -> None:
        self.name = name
        self.query = query or {}
        self.address = "127.0.0.1"
        self.path = path
        self.manager = StateManagerMemory()
        self.line = Line()
        self.processor = BaseStateEventProcessor()
        self.processor.configure(
            state_manager=self.manager,
            event_namespace=self.line,  # pyright: ignore[reportArgumentType] - all that is called
        )

    async def connect(self) -> None:
        """Greet the server, as a page does first."""
        await self._send(f"{rx.State.get_full_name()}.hydrate", {})

    async def do(self, state: type[rx.State], handler: str, **payload: object) -> None:
        """Send an event as a browser would, with whatever payload."""
        await self._send(f"{state.get_full_name()}.{handler}", payload)

    async def _send(self, name: str, payload: dict[str, Any]) -> None:
        address = f"{self.path}?{urlencode(self.query)}"  # goes along with every event
        router = {"pathname": self.path, "asPath": address, "query": self.query, "token": self.name}
        router["ip"] = self.address  # as the server takes it from the connection
        event = Event(name=name, payload=payload, router_data=router)
        # Reflex would log an unknown handler and leave the event waiting for ever.
        assert name in RegistrationContext.get().event_handlers, name
        # Of two open tabs, the context at hand is that of the one opened last.
        root = self.processor._root_context
        assert root is not None
        context = root.fork(token=self.name, router_data=event.router_data)
        await (await self.processor.enqueue(self.name, event, context)).wait_all()

    def token_of(self, state: type[rx.State]) -> rx.BaseStateToken:
        """By what the manager finds a state of this tab."""
        return rx.BaseStateToken(ident=self.name, cls=state)

    async def see(self, state: type[State]) -> State:
        """The state as the server has it now."""
        root = await self.manager.get_state(self.token_of(state))
        return await root.get_state(state)

    async def set(self, state: type[rx.State], **values: str) -> None:
        """Have the browser's storage arrive."""
        found = await self.see(state)
        for name, value in values.items():
            setattr(found, name, value)

    def led_to(self) -> list[str]:
        """The addresses to which the server sent this tab, in order."""
        sent = [event for update in self.line.updates for event in update.events]
        return [event.payload["path"] for event in sent if event.name == "_redirect"]


@asynccontextmanager
async def tab_of(
    shop: FakeShop,
    folder: Path,
    *,
    name: str = "tab",
    query: dict[str, str] | None = None,
    path: str = "/",
) -> AsyncGenerator[Tab]:
    """A connected tab of a shop."""
    opened = premises_of(shop, folder)
    tab = Tab(name, query, path)
    with wiring.use(opened):
        async with tab.processor:
            await tab.connect()
            yield tab
    await opened.database.close()
