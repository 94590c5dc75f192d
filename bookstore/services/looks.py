"""What is being asked of Stripe at this moment: who comes meanwhile need not ask as well.

A purchase is told to us twice within moments, by the shopper's tab and by the webhook. Each
worker remembers the looks of its own; the database decides between workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookstore.services.settlement import Payment


class Look:
    """One intent being asked about and settled."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._over = asyncio.Event()
        self._payment: Payment | None = None

    def found(self, payment: Payment) -> None:
        """Keep what came of it."""
        self._payment = payment

    def end(self) -> None:
        """Let those who wait go on."""
        self._over.set()

    async def outcome(self) -> Payment | None:
        """What came of it, once it is over; None when nothing did."""
        await self._over.wait()
        return self._payment


class Looks:
    """The latest look at each intent that is under way in this process."""

    def __init__(self) -> None:
        """Nobody looks yet."""
        self._under_way: dict[str, Look] = {}

    @contextmanager
    def looking(self, intent_id: str) -> Generator[Look]:
        """Look at an intent for the duration; whatever happens, nobody waits for it after."""
        look = self._under_way[intent_id] = Look()
        try:
            yield look
        finally:
            if self._under_way.get(intent_id) is look:
                del self._under_way[intent_id]
            look.end()

    async def join(self, intent_id: str) -> Payment | None:
        """Wait for the look at an intent that is under way, if there is one.

        It may have begun before what the caller has heard of, so that only what can not
        change any more is to be believed: an order that was paid stays so.

        Returns:
            What came of it when the order was paid; None for anything else.
        """
        look = self._under_way.get(intent_id)
        payment = await look.outcome() if look is not None else None
        return payment if payment is not None and payment.order.was_paid else None
