"""What goes on between calls: webhooks are delivered, and deeds are done when they are due."""

from anyio import create_task_group
from httpx import AsyncBaseTransport

from .bell import Bell, keep_going
from .deeds import DEEDS
from .delivery import Courier
from .diary import next_entry, take_due
from .ledger import Ledger
from .store import Store, Transaction
from .world import World


class Background:
    """Runs beside the API; to be woken after every write.

    Args:
        road: how webhooks travel; None means over the network.
    """

    def __init__(
        self, store: Store, world: World, *, road: AsyncBaseTransport | None = None
    ) -> None:
        self._store = store
        self._world = world
        self._courier = Courier(store, world, road)
        self._bell = Bell()

    def wake(self) -> None:
        """Something was written: there may be something to deliver or to do later."""
        self._courier.wake()
        self._bell.ring()

    async def run(self) -> None:
        """Work until cancelled."""
        async with create_task_group() as tasks:
            tasks.start_soon(self._courier.run)
            await keep_going(self._keep_diary)

    async def close(self) -> None:
        """Hand over what is unfinished."""
        await self._courier.release()

    async def do_due(self) -> int:
        """Do everything due by now; the number of deeds done."""
        return await self._store.write(self.do_due_within)

    def do_due_within(self, tx: Transaction) -> int:
        """Do everything due by now inside a transaction; the number of deeds done."""
        ledger = Ledger(tx, self._world, {"id": None, "idempotency_key": None})
        entries = take_due(tx, self._world.clock())
        for deed, subject in entries:
            DEEDS[deed](ledger, subject)
        return len(entries)

    async def _keep_diary(self) -> None:
        due = await self._store.read(next_entry)
        pause = None if due is None else due - self._world.clock()
        if pause is not None and pause <= 0:
            await self.do_due()
            self._courier.wake()
        else:
            await self._bell.wait(pause)
