"""Lets a background loop sleep until it is called or something is due."""

import logging
import sqlite3
from collections.abc import Awaitable, Callable

from anyio import Event, move_on_after, sleep

log = logging.getLogger(__name__)

_LONGEST_SECONDS = 5.0  # how often to look for what other processes have left
_AFTER_FAULT_SECONDS = 1.0


class Bell:
    """Rung by whoever has made work, waited for by whoever does it."""

    def __init__(self) -> None:
        self._rung = Event()

    def ring(self) -> None:
        """Wake the waiter, or make its next wait return at once."""
        self._rung.set()

    async def wait(self, seconds: float | None) -> None:
        """Wait to be rung, for at most ``seconds``; None waits as long as is sensible."""
        pause = _LONGEST_SECONDS if seconds is None else min(max(seconds, 0.0), _LONGEST_SECONDS)
        with move_on_after(pause):
            await self._rung.wait()
        self._rung = Event()


async def keep_going(round_of_work: Callable[[], Awaitable[None]]) -> None:
    """Do rounds of work until cancelled; a fault of the disk ends a round, not the work."""
    while True:
        try:
            await round_of_work()
        except sqlite3.Error:
            log.exception("The sandbox could not use its store; it tries again.")
            await sleep(_AFTER_FAULT_SECONDS)
