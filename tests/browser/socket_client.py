"""A browser tab as far as the server can tell, made of nothing but a socket: for the hostile.

It speaks what Reflex 0.10's front end speaks: socket.io in one websocket, namespace `/_event`,
events `{"name", "payload", "router_data"}` going up, `{"delta", "events"}` coming down.
"""

import json
from collections import defaultdict
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import reflex as rx
from reflex.state import BaseState
from simple_websocket import Client, ConnectionClosed

from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from tests.browser.site import Site

NAMESPACE = "/_event"
ROOT = rx.State.get_full_name()
SUFFIX = "_rx_state_"  # of every var's name on the wire
PATIENCE_SECONDS = 10
ECHO = "said to be heard again "
ALERT = f"alert{SUFFIX}"

State = type[BaseState]
Update = dict[str, Any]


def owner(state: State, var: str) -> str:
    """The wire name of the state that holds a var: the state itself, or one it inherits from."""
    parent = state.get_parent_state()
    if parent is not None and var in parent.vars:
        return owner(parent, var)
    return state.get_full_name()


def wire_name(state: State, var: str) -> str:
    """The name by which a browser calls a var."""
    return f"{owner(state, var)}.{var}{SUFFIX}"


def open_socket(site: Site, headers: list[tuple[bytes, bytes]] | None = None) -> Client:
    """The transport of a new tab, on which nothing has been said yet."""
    return Client(
        f"ws://localhost:{site.port}{NAMESPACE}/?token={uuid4()}&EIO=4&transport=websocket",
        subprotocols=["0.10.1"],
        headers=[(b"Origin", site.url.encode()), *(headers or [])],
    )


class SocketClient:
    """A connected tab that may send whatever it likes."""

    def __init__(
        self,
        site: Site,
        path: str = "/",
        stored: dict[str, str] | None = None,
        headers: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        """Connect and hydrate, with browser storage as given (wire name of the var -> value)."""
        self.values: dict[str, dict[str, Any]] = defaultdict(dict)
        self.events: list[dict[str, Any]] = []
        self.heard = ""
        self._echoed = ""
        self._path = path
        self._socket = open_socket(site, headers)
        boot = self._event(f"{ROOT}.hydrate_and_load", {"vars": stored} if stored else {})
        self._socket.send(f"40{NAMESPACE},{json.dumps({'event': boot})}")
        self._read_until(lambda: self.values[ROOT].get(f"is_hydrated{SUFFIX}") is True)

    def close(self) -> None:
        """Hang up, if the server has not."""
        with suppress(ConnectionClosed):
            self._socket.close()

    def value(self, state: State, var: str) -> Any:
        """The last value that the server has sent for a var."""
        return self.values[owner(state, var)].get(var + SUFFIX)

    def call(self, state: State, handler: str, **payload: Any) -> None:
        """Call a handler of a state and return when everything it did has been heard."""
        self.send(f"{state.get_full_name()}.{handler}", payload)
        self.settle()

    def settle(self) -> None:
        """Return when everything that was sent before has been worked on."""
        # Events of one tab are worked on in order, and this one says a word of ours back.
        self.send(f"{CartState.get_full_name()}.connect", {})
        word = f"{ECHO}{uuid4()}"
        problem = {"code": "", "message": word}
        self.send(f"{CheckoutState.get_full_name()}.show_problem", problem)
        self._read_until(lambda: self._echoed == word)

    def send(self, name: str, payload: Any) -> None:
        """Send one event, well-formed or not."""
        packet = json.dumps(["event", self._event(name, payload)])
        self.send_packet(f"42{NAMESPACE},{packet}")

    def send_packet(self, packet: str | bytes) -> None:
        """Send one frame of the transport, well-formed or not."""
        self._socket.send(packet)

    def _event(self, name: str, payload: Any) -> dict[str, Any]:
        pathname, _, query = self._path.partition("?")
        route = {"pathname": pathname, "asPath": self._path, "query": dict(parse_qsl(query))}
        return {"name": name, "payload": payload, "router_data": route}

    def _read_until(self, is_enough: Any) -> None:
        while not is_enough():
            said = self._socket.receive(timeout=PATIENCE_SECONDS)
            assert isinstance(said, str), f"the server said nothing more: {said!r}"
            if said == "2":  # a ping of the transport
                self._socket.send("3")
            elif said.startswith(f"42{NAMESPACE},"):
                self._take(said.removeprefix(f"42{NAMESPACE},"))

    def _take(self, said: str) -> None:
        self.heard += said
        name, *body = json.loads(said)
        if name != "event":
            return
        update: Update = body[0] if isinstance(body[0], dict) else json.loads(body[0])
        for state, changes in (update.get("delta") or {}).items():
            alert = changes.get(ALERT)
            if isinstance(alert, str) and alert.startswith(ECHO):
                self._echoed = changes.pop(ALERT)
            self.values[state].update(changes)
        self.events += update.get("events") or []
