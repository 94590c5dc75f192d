"""Titles as they were read last, for as long as nobody can have changed them.

For what is only shown: sixteen tabs that look at the shelf in one moment ask the database
once. What is sold is read where it is sold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from bookstore.domain.catalogue import ShelfBook

CAPACITY = 2_000  # titles; some pages of every shopper's

Titles = Mapping[int, ShelfBook]


class KeptTitles:
    """The readings of one moment, by the id that was asked for; all go when it is over."""

    def __init__(
        self,
        read: Callable[[Sequence[int]], Awaitable[Titles]],
        moment: Callable[[], object],
        *,
        capacity: int = CAPACITY,
    ) -> None:
        """Keep how titles are read, and how a moment is told from the next."""
        self._read = read
        self._moment = moment
        self._capacity = capacity
        self._as_of: object = None
        self._readings: dict[int, asyncio.Future[Titles]] = {}

    async def by_ids(self, ids: Iterable[int]) -> Titles:
        """The titles with these ids; unknown ids are left out."""
        if (now := self._moment()) != self._as_of:
            self._as_of, self._readings = now, {}
        wanted = list(dict.fromkeys(ids))
        missing = [id for id in wanted if id not in self._readings]
        if len(self._readings) + len(missing) > self._capacity:
            self._readings, missing = {}, wanted
        if missing:
            self._begin(missing)
        found: dict[int, ShelfBook] = {}
        for id, reading in [(id, self._readings[id]) for id in wanted]:
            # Shielded: others wait for it too, when this caller is canceled.
            titles = reading.result() if reading.done() else await asyncio.shield(reading)
            if id in titles:
                found[id] = titles[id]
        return found

    def _begin(self, missing: Sequence[int]) -> None:
        readings, reading = self._readings, asyncio.ensure_future(self._read(missing))
        readings.update(dict.fromkeys(missing, reading))

        def drop_failed(ended: asyncio.Future[Titles]) -> None:
            if ended.cancelled() or ended.exception() is not None:
                for id in missing:
                    if readings.get(id) is ended:
                        del readings[id]

        reading.add_done_callback(drop_failed)

    def forget(self, ids: Iterable[int]) -> None:
        """Read these anew when they are asked for next."""
        for id in ids:
            self._readings.pop(id, None)
