"""Simulated time, and one hand that decides who goes on: the same seed, the same story.

Whoever is about to touch something outside of itself waits at a gate. When everybody waits,
the event loop is idle, and then a seeded hand opens one gate, or lets time pass to the next
timer. Nothing else is concurrent: no thread, no socket, no real clock. So two runs with one
seed are the same run, and a pause of an hour costs nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import selectors
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import Random

STEP_SECONDS = 0.01  # how long one step takes on average
LEAP_CHANCE = 0.97
PASS_TIME_CHANCE = 0.02  # how often time passes although somebody could go on


class Stuck(AssertionError):
    """The schedule does not end: somebody goes on for ever."""


@dataclass(eq=False)
class Life:
    """One run of the shop's process; what belongs to it never goes on after its end."""

    name: str
    is_over: bool = False
    sockets: list[asyncio.Future[object]] = field(default_factory=list)  # in order: no set


LIFE: ContextVar[Life | None] = ContextVar("life", default=None)
WHO: ContextVar[str] = ContextVar("who", default="-")


@dataclass(eq=False)
class Gate:
    """Somebody who waits to go on."""

    who: str
    what: str
    life: Life | None
    opened: asyncio.Future[None]


@dataclass(eq=False)
class Fuse:
    """Something that happens by itself at a step."""

    step: int
    act: Callable[[], None]


class _IdleSelector(selectors.SelectSelector):
    """Asked by the loop to wait for the world; there is none, so the scheduler goes on."""

    scheduler: Scheduler | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.scheduler is not None and (timeout is None or timeout > 0):
            self.scheduler.go_on()
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is a number."""

    def __init__(self) -> None:
        self.passed_seconds = 0.0
        self.idle = _IdleSelector()
        super().__init__(self.idle)

    def time(self) -> float:
        return self.passed_seconds

    def next_timer(self) -> float | None:
        """When the next timer is due, of those that still matter."""
        timers = [handle for handle in self._scheduled if not handle.cancelled()]  # pyright: ignore[reportAttributeAccessIssue] - asyncio shows no timers
        return min(handle.when() for handle in timers) if timers else None


class Scheduler:
    """Opens one gate at a time, as a seed says."""

    def __init__(self, loop: SimulatedLoop, random: Random, *, most_steps: int) -> None:
        self._loop = loop
        self._random = random
        self._most_steps = most_steps
        self._waiting: list[Gate] = []
        self._fuses: list[Fuse] = []
        self._pauses: list[float] = []
        self._settled: asyncio.Future[None] | None = None
        self.after_step: Callable[[], None] = lambda: None
        self.step = 0
        self.story: list[str] = []
        loop.idle.scheduler = self

    async def gate(self, what: str) -> None:
        """Wait for one's turn; for ever, when one's process has died."""
        life = LIFE.get()
        opened = self._loop.create_future()
        if life is not None and life.is_over:
            await opened
        gate = Gate(WHO.get(), what, life, opened)
        self._waiting.append(gate)
        try:
            await opened
        finally:
            if gate in self._waiting:  # canceled
                self._waiting.remove(gate)

    def tell(self, what: str) -> None:
        """Write a line into the story."""
        self.story.append(f"{self.step:5} {self._loop.time():12.3f} {WHO.get():12} {what}")

    def fuse(self, steps: int, act: Callable[[], None]) -> None:
        """Have something happen in so many steps."""
        self._fuses.append(Fuse(self.step + steps, act))

    def clear_fuses(self) -> None:
        """Nothing happens by itself any more."""
        self._fuses.clear()

    async def pause(self, seconds: float) -> None:
        """Rest, outside of the shop.

        Where all wait, time leaps to the end of such a pause rather than through every
        second of the shop's own timers: these are late then.
        """
        due = self._loop.time() + seconds
        self._pauses.append(due)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._pauses.remove(due)

    def end(self, life: Life) -> None:
        """A process dies: whoever belongs to it stays where they are, for ever."""
        life.is_over = True
        self._waiting = [gate for gate in self._waiting if gate.life is not life]

    def pass_time(self, seconds: float) -> None:
        """Let time pass at once."""
        self._loop.passed_seconds += seconds

    async def settle(self) -> None:
        """Wait until nobody waits at a gate; timers may still be running."""
        self._settled = self._loop.create_future()
        await self._settled

    def digest(self) -> str:
        """A fingerprint of the whole story."""
        return hashlib.sha256("\n".join(self.story).encode()).hexdigest()

    def go_on(self) -> None:
        """Everybody waits: let one go on."""
        self.after_step()
        self.step += 1
        if self.step > self._most_steps:
            raise Stuck(f"No end after {self._most_steps} steps; waiting: {self._names()}.")
        due = [fuse for fuse in self._fuses if fuse.step <= self.step]
        if due:
            self._fuses = [fuse for fuse in self._fuses if fuse.step > self.step]
            for fuse in due:
                fuse.act()
        elif not self._waiting:
            self._wait()
        elif self._random.random() < PASS_TIME_CHANCE and self._loop.next_timer() is not None:
            self._to_next_timer()
        else:
            self._open_one()

    def _names(self) -> str:
        return ", ".join(f"{gate.who}: {gate.what}" for gate in self._waiting) or "nobody"

    def _wait(self) -> None:
        if self._settled is not None:
            settled, self._settled = self._settled, None
            if not settled.done():
                settled.set_result(None)
            return
        if self._pauses and self._random.random() < LEAP_CHANCE:
            self._loop.passed_seconds = max(self._loop.passed_seconds, min(self._pauses))
        else:
            self._to_next_timer()

    def _to_next_timer(self) -> None:
        due = self._loop.next_timer()
        if due is None:
            raise Stuck("Nobody can go on, and no timer is running.")
        self._loop.passed_seconds = max(self._loop.passed_seconds, due)

    def _open_one(self) -> None:
        gate = self._waiting.pop(self._random.randrange(len(self._waiting)))
        self._loop.passed_seconds += self._random.random() * 2 * STEP_SECONDS
        self.story.append(f"{self.step:5} {self._loop.time():12.3f} {gate.who:12} {gate.what}")
        if not gate.opened.done():
            gate.opened.set_result(None)
