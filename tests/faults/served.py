"""A tab's state in the shop's process, and its handlers run as Reflex runs them.

One at a time per tab; what a handler changes leaves with its answer, in order. The socket
and the page are left out: of what a page computes of a state only the checkout's total is
asked for, whenever Reflex would compute it anew.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData

from bookstore.domain.cart import read_cart, write_cart
from bookstore.domain.errors import BookstoreError
from bookstore.states import cart as cart_states
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.wish import WishState
from tests.faults.process import Process

if TYPE_CHECKING:
    from tests.faults.browser import Tab
    from tests.faults.world import World

State = TypeVar("State", bound=rx.State)
LOCAL = ("cart", "country", "checkout")
SESSION = ("checkout_item",)
SHOWN = ("attempt", "client_secret", "is_under_way", "under_way_secret", "alert")
PRICED = {"cart", "country", "checkout", "looked_at", *SESSION}
PRICED |= {"item_id", "item_quantity", "item_missing", "order_number", "order_problem"}
"""What `WishState.summary` depends on."""


@dataclass(frozen=True)
class Answer:
    """What a handler's end tells a tab."""

    storage: dict[str, str]
    shown: dict[str, Any]
    led_to: str


@dataclass
class Served:
    """A tab's state in a process."""

    process: Process
    root: rx.State = field(default_factory=lambda: rx.State(_reflex_internal_init=True))  # pyright: ignore[reportCallIssue] - as Reflex makes them
    path: str = "/"
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def world(self) -> World:
        """Where it is."""
        return self.process.world

    def state(self, kind: type[State]) -> State:
        """One of the tab's states."""
        found: Any = self.root.get_substate(kind.get_full_name().split("."))
        return found

    async def fill(self, tab: Tab) -> None:
        """Tell the state the tab's address and what the browser keeps."""
        async with self.turn:
            self.path = tab.path
            router = {"pathname": tab.path, "asPath": tab.address, "query": {}, "token": tab.name}
            self.root.router = RouterData.from_router_data(router)
            for name in LOCAL:
                setattr(self.state(CartState), name, tab.browser.storage[name])
            for name in SESSION:
                setattr(self.state(WishState), name, tab.session[name])

    async def serve(self, kind: type[rx.State], handler: str, payload: dict[str, object]) -> Answer:
        """Run a handler; what it raises is no answer, what it had changed by then is told."""
        async with self.turn:
            self.root._clean()
            led_to = ""
            try:
                owner = _owner_of(kind, handler)
                result: Any = owner.event_handlers[handler].fn(self.state(owner), **payload)
                if inspect.isasyncgen(result):
                    led_to = "".join([_address_of(part) async for part in result])
                elif inspect.isawaitable(result):
                    led_to = _address_of(await result)
            except BookstoreError as error:
                self.world.counts["handler raised"] += 1
                self.world.scheduler.tell(f"{handler} raised {type(error).__name__}")
            answer = await self._answer(handler, led_to)
            await self.world.scheduler.gate("answers")  # within the turn: a socket keeps order
            return answer

    async def _answer(self, handler: str, led_to: str) -> Answer:
        cart, wish = self.state(CartState), self.state(WishState)
        _keep_latest(cart)
        dirty = {name: getattr(cart, name) for name in LOCAL if name in cart.dirty_vars}
        dirty |= {name: getattr(wish, name) for name in SESSION if name in wish.dirty_vars}
        checkout = self.state(CheckoutState)
        shown: dict[str, Any] = {name: getattr(checkout, name) for name in SHOWN}
        for secret in (shown["client_secret"], shown["under_way_secret"]):
            self.world.handed_out.add(str(secret).partition("_secret_")[0])
        is_priced = self.path == "/checkout" and (cart.dirty_vars | wish.dirty_vars) & PRICED
        if is_priced and handler != "open":  # `connect` follows that at once
            shown["total"] = (await checkout.summary).total_minor  # pyright: ignore[reportGeneralTypeIssues] - a Var in a component, a coroutine here
        return Answer(dirty, shown, led_to)

    async def hear_of(self, name: str, value: str) -> str | None:
        """Take in what another tab has stored; something else when that has to be put right."""
        async with self.turn:
            cart = self.state(CartState)
            self.root._clean()
            setattr(cart, name, value)
            _keep_latest(cart)
            told: str = getattr(cart, name)
            await self.world.scheduler.gate("answers")
            return told if told != value else None


def _owner_of(kind: type[rx.State], handler: str) -> type[rx.State]:
    """The state in whose class a handler is written: Reflex keeps it there alone."""
    while handler not in kind.event_handlers:
        parent = kind.get_parent_state()
        assert parent is not None, f"No state has the handler {handler}."
        kind = parent  # pyright: ignore[reportAssignmentType] - they are States all
    return kind


def _keep_latest(cart: CartState) -> None:
    """What `CartState.get_delta` does to a cart that is about to be told."""
    if "cart" not in cart.dirty_vars:
        return
    arrived = read_cart(cart.cart)
    latest = cart_states._recent.latest(arrived)
    if latest is not arrived:
        cart.cart = write_cart(latest)


def _address_of(spec: object) -> str:
    """Where a handler's redirect leads; "" when it is none."""
    if spec is None:
        return ""
    args: Any = getattr(spec, "args", ())
    given = {name._js_expr: value._js_expr for name, value in args}
    return str(json.loads(given["path"])) if "path" in given else ""
