"""What happened to each order, line by line: the part of `ports.Orders` that tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bookstore.domain.order import OrderEvent


class Timelines(Protocol):
    """The numbered lines that every change of an order writes, and notes between them."""

    async def note(self, number: str, kind: str, text: str, *, at: datetime) -> None:
        """Write a line to the order's timeline, unless it has this very line already.

        Args:
            number: the order's.
            kind: one word.
            text: a sentence; what may happen again names which time it was, by an id say.
            at: when it happened.
        """
        ...

    async def timeline(self, number: str) -> Sequence[OrderEvent]:
        """The order's timeline, oldest first."""
        ...

    async def last_lines(self, numbers: Iterable[str]) -> Mapping[str, int]:
        """Order number -> the number of the latest line about it.

        A growing number means news. Lines of one order become visible in their order, on
        Postgres too: each is written under the lock of the order's row. A number without an
        order is left out.
        """
        ...

    async def standings(self, checkout_keys: Iterable[str]) -> Mapping[str, str]:
        """Checkout key -> the `domain.order.standing` of the latest order made under it."""
        ...
