"""A shopper's browser: its storage and its tabs, over the real states of the shop.

A tab's state lives in the shop's process (served.py) and dies with it; a new one is filled
from the browser's storage, which the tabs share and tell each other of (`sync=True`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import reflex as rx

from bookstore.domain.cart import read_cart
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.giving_up import GivingUpState
from bookstore.states.returning import ReturnState
from bookstore.states.sending import SentCartState
from tests.faults.process import Process, ProcessDied
from tests.faults.scheduler import WHO
from tests.faults.served import LOCAL, SESSION, Answer, Served

if TYPE_CHECKING:
    from tests.faults.world import World

ON_LOAD: dict[str, tuple[tuple[type[rx.State], str], ...]] = {
    "/": ((CartState, "connect"),),
    "/cart": ((CartState, "connect"), (SentCartState, "open_link")),
    "/cancel": (
        (GivingUpState, "look"),
        (CartState, "connect"),
        (CheckoutState, "listen"),
    ),
    "/success": ((CartState, "connect"),),
    "/checkout": ((CheckoutState, "open"),),
    "/checkout/return": ((ReturnState, "come_back"),),
}  # as the app module says


class TabClosed(Exception):
    """The shopper has closed the tab: whatever was going on in it is over."""


@dataclass
class Browser:
    """What one shopper's tabs share."""

    world: World
    name: str
    email: str
    storage: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LOCAL, ""))
    tabs: list[Tab] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)  # books whose lines the shopper made smaller

    is_left: bool = False  # one hand has done all it wanted

    @property
    def is_new(self) -> bool:
        """Whether the shop has never answered it; until then its cart has no id."""
        return not read_cart(self.storage["cart"]).id

    def open_tab(self) -> Tab:
        """A new tab, not yet anywhere."""
        tab = Tab(self, f"{self.name}.{len(self.tabs) + 1}")
        self.tabs.append(tab)
        return tab

    def write(self, tab: Tab, name: str, value: str) -> None:
        """A tab writes to the shared storage, and the other tabs hear of it."""
        if self.storage[name] == value:
            return
        if name == "cart":
            self.world.watch_cart(self, self.storage[name], value)
        self.storage[name] = value
        for other in self.tabs:
            if other is not tab and other.is_open and other.served is not None:
                work = other.hear_of(name, value)
                self.world.start(work, who=other.name, life=None)


@dataclass(eq=False)
class Tab:
    """One tab; `shown_minor` is the total that its checkout shows."""

    browser: Browser
    name: str
    session: dict[str, str] = field(default_factory=lambda: dict.fromkeys(SESSION, ""))
    served: Served | None = None
    address: str = "/"
    is_open: bool = True
    is_paying: bool = False
    led_to: str = ""
    shown: dict[str, Any] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """Where it is."""
        return self.browser.world

    @property
    def path(self) -> str:
        """The page it shows."""
        return urlsplit(self.address).path

    def close(self) -> None:
        """The shopper closes it; the shop goes on with what it was asked to do."""
        self.is_open = False
        self.world.scheduler.tell(f"{self.name} is closed")

    def _demand_open(self) -> None:
        if not self.is_open:
            raise TabClosed

    async def load(self, address: str) -> None:
        """Go to an address: the page tells the shop its storage and is told what it shows."""
        self._demand_open()
        self.address = address
        self.world.scheduler.tell(f"{self.name} opens {self.path}")
        self.is_paying = False
        await self._connect()
        await self._run_on_load()

    async def _run_on_load(self) -> None:
        for kind, handler in ON_LOAD[self.path]:
            if not await self.send(kind, handler):
                return  # the page has connected again since, and with that it began anew

    async def _connect(self) -> None:
        while True:
            process = await self._process()
            served = self.served
            if served is None or served.process is not process:
                served = self.served = Served(process)
            try:
                await process.hear(served.fill(self), who=f"{self.name} hydrate")
            except ProcessDied:
                continue
            return self._demand_open()

    async def _process(self) -> Process:
        """The shop, once it answers."""
        while True:
            await self.world.scheduler.gate(f"{self.name} calls")
            self._demand_open()
            if self.world.process is not None:
                return self.world.process
            await self.world.scheduler.pause(1)

    async def send(self, kind: type[rx.State], handler: str, **payload: object) -> bool:
        """Send an event and take in what it answers; a lost socket is connected again.

        Returns:
            Whether it was answered. When not, the page has connected and loaded again.

        Raises:
            TabClosed: nobody is there to hear the answer.
        """
        self._demand_open()
        served = self.served
        if served is None or served.process.life.is_over:
            await self._connect()
            await self._run_on_load()
            served = self.served
        assert served is not None
        await self.world.scheduler.gate(f"{self.name} sends {handler}")
        self.world.counts[f"event: {handler}"] += 1
        try:
            answer = await served.process.hear(
                served.serve(kind, handler, payload), who=f"{self.name} {handler}"
            )
        except ProcessDied:
            self._demand_open()
            await self._connect()
            await self._run_on_load()
            return False
        self._demand_open()
        await self._take_in(answer)
        return True

    async def _take_in(self, answer: Answer) -> None:
        for name, value in answer.storage.items():
            if name in self.session:
                self.session[name] = value
            else:
                self.browser.write(self, name, value)
        self.shown |= answer.shown
        if answer.led_to and answer.led_to != "/checkout/return":
            self.world.see_order(self.browser, answer.led_to)
            await self.load(answer.led_to)

    async def hear_of(self, name: str, value: str) -> None:
        """Another tab has changed the shared storage; the shop's answer may put it right."""
        token = WHO.set(self.name)
        try:
            await self.world.scheduler.gate(f"{self.name} hears of {name}")
            served = self.served
            if not self.is_open or served is None or served.process.life.is_over:
                return
            work = served.hear_of(name, value)
            answer = await served.process.hear(work, who=f"{self.name} {name}")
            if self.is_open and answer is not None:
                self.browser.write(self, name, answer)
        except ProcessDied:
            return
        finally:
            WHO.reset(token)
