"""The shop's ports with a gate before each call, at which others may go first or all may end."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from bookstore.storage.addresses import DatabaseUnusable

if TYPE_CHECKING:
    from tests.faults.world import World

DATABASE_FAULTS = ("locked", "unheard_commit", "slow_database")


class Gated:
    """An adapter of the database: the real one, behind gates and a database with troubles."""

    def __init__(self, adapter: Any, name: str, world: World) -> None:
        self._adapter = adapter
        self._name = name
        self._world = world

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._adapter, name)
        if not inspect.iscoroutinefunction(found):
            return found
        gated = self._gated(found, f"{self._name}.{name}")
        setattr(self, name, gated)
        return gated

    def _gated(
        self, method: Callable[..., Coroutine[Any, Any, Any]], label: str
    ) -> Callable[..., Coroutine[Any, Any, Any]]:
        world = self._world

        async def call(*args: Any, **kwargs: Any) -> Any:
            await world.scheduler.gate(label)
            match world.draw(world.plan.database_faults):
                case "locked":
                    with world.locked_database():
                        return await method(*args, **kwargs)
                case "slow_database":
                    await world.scheduler.pause(world.random.uniform(0.1, 8))
                    await world.scheduler.gate(label)  # whoever died meanwhile stays there
                    return await method(*args, **kwargs)
                case "unheard_commit":  # a server's connection that breaks while it commits
                    await method(*args, **kwargs)
                    raise DatabaseUnusable("The simulation lost the answer of the database.")
                case _:
                    return await method(*args, **kwargs)

        return call
