"""What a tab is told at the end of a handler, read off Reflex's states and events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import reflex as rx

from bookstore.domain.cart import read_cart, write_cart
from bookstore.states import cart as cart_states
from bookstore.states.cart import CartState


@dataclass(frozen=True)
class Answer:
    """What a handler's end tells a tab."""

    storage: dict[str, str]
    shown: dict[str, Any]
    led_to: str


def owner_of(kind: type[rx.State], handler: str) -> type[rx.State]:
    """The state in whose class a handler is written: Reflex keeps it there alone."""
    while handler not in kind.event_handlers:
        parent = kind.get_parent_state()
        assert parent is not None, f"No state has the handler {handler}."
        kind = parent  # pyright: ignore[reportAssignmentType] - they are States all
    return kind


def keep_latest(cart: CartState) -> None:
    """What `CartState.get_delta` does to a cart that is about to be told."""
    if "cart" not in cart.dirty_vars:
        return
    arrived = read_cart(cart.cart)
    latest = cart_states._recent.latest(arrived)
    if latest is not arrived:
        cart.cart = write_cart(latest)


def address_of(spec: object) -> str:
    """Where a handler's redirect leads; "" when it is none."""
    if spec is None:
        return ""
    args: Any = getattr(spec, "args", ())
    given = {name._js_expr: value._js_expr for name, value in args}
    return str(json.loads(given["path"])) if "path" in given else ""
