"""As much of a Reflex app as pushing to open pages needs: sockets, and states to modify."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

import reflex as rx
from reflex.state import BaseState, StateUpdate

from bookstore.states.live import follow_orders
from tests.states.tab import Tab


class LiveApp:
    """The tabs that are connected; `modified` names those whose state was opened out of band."""

    def __init__(self, *tabs: Tab) -> None:
        self.tabs = {tab.name: tab for tab in tabs}
        self.event_namespace = self
        self.sid_to_token = {f"sid of {name}": name for name in self.tabs}
        self.modified: list[str] = []

    def hang_up(self, tab: Tab) -> None:
        """The tab's socket is gone."""
        del self.sid_to_token[f"sid of {tab.name}"]

    @asynccontextmanager
    async def modify_state(self, token: rx.BaseStateToken) -> AsyncGenerator[BaseState]:
        self.modified.append(token.ident)
        tab = self.tabs[token.ident]
        async with tab.manager.modify_state_with_links(token) as state:
            yield state
            delta = await state._get_resolved_delta()
            state._clean()
            if delta:
                await self.emit_update(StateUpdate(delta=delta), token.ident)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        self.tabs[token].line.updates.append(update)

    @asynccontextmanager
    async def following(self) -> AsyncGenerator[None]:
        """Push news while the block runs."""
        task = asyncio.create_task(follow_orders(cast("rx.App", self)))
        yield
        assert not task.done(), task
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition while others run."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - whatever is waited for sets no event of ours
            await asyncio.sleep(0.01)
