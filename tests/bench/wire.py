"""A browser tab as cheap as can be: a socket to a Reflex server, for many at once.

It speaks what Reflex 0.10's front end speaks (tests/browser/socket_client.py says how), on asyncio
and without a library, because what the client costs is taken from the machine that is measured.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

NAMESPACE = "/_event"
ROOT = "reflex___state____state"
SUFFIX = "_rx_state_"
PATIENCE_SECONDS = 20
TEXT, PONG = 1, 10
UPDATE = f"42{NAMESPACE},"

Delta = dict[str, dict[str, Any]]


class Tab:
    """One connected tab."""

    def __init__(self, url: str, path: str = "/") -> None:
        self.values: Delta = defaultdict(dict)
        self.events: list[dict[str, Any]] = []
        self._host = urlsplit(url).netloc
        self._origin = url
        self._path = path
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self, stored: dict[str, str] | None = None) -> None:
        """Connect and hydrate, with browser storage as given (wire name of the var -> value)."""
        host, _, port = self._host.partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port))
        self._writer.write(
            f"GET {NAMESPACE}/?token={uuid4()}&EIO=4&transport=websocket HTTP/1.1\r\n"
            f"host: {self._host}\r\norigin: {self._origin}\r\nconnection: Upgrade\r\n"
            "upgrade: websocket\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "sec-websocket-protocol: 0.10.1\r\n\r\n".encode()
        )
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(f"No socket was opened: {answer[:80]!r}")
        boot = self._event(f"{ROOT}.hydrate_and_load", {"vars": stored} if stored else {})
        self._write(f"40{NAMESPACE},{json.dumps({'event': boot})}")
        await self.hear_until(lambda: self.values[ROOT].get(f"is_hydrated{SUFFIX}") is True)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()

    def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        """Send one event and wait for nothing."""
        packet = json.dumps(["event", self._event(name, payload or {})], separators=(",", ":"))
        self._write(UPDATE + packet)

    async def ask(self, name: str, payload: dict[str, Any] | None = None) -> float:
        """Send an event that changes something; answers the seconds until the change came."""
        start = perf_counter()
        self.send(name, payload)
        said = await self._update()
        took = perf_counter() - start
        self._take(said)
        return took

    async def hear_until(self, is_enough: Callable[[], bool]) -> None:
        """Take in what the server says until a condition holds."""
        while not is_enough():
            self._take(await self._update())

    def value(self, state: str, var: str) -> Any:
        """The last value that the server has sent for a var of a state (both by wire name)."""
        return self.values[state].get(var + SUFFIX)

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        pathname, _, query = self._path.partition("?")
        route = {"pathname": pathname, "asPath": self._path, "query": dict(parse_qsl(query))}
        return {"name": name, "payload": payload, "router_data": route}

    async def _update(self) -> str:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                said = await self._message()
                if said.startswith(UPDATE):
                    return said
                if said == "2":  # a ping of the transport
                    self._write("3")

    def _take(self, said: str) -> None:
        name, *body = json.loads(said.removeprefix(UPDATE))
        if name != "event":
            return
        update = body[0] if isinstance(body[0], dict) else json.loads(body[0])
        for state, changes in (update.get("delta") or {}).items():
            self.values[state].update(changes)
        self.events += update.get("events") or []

    def _write(self, text: str, code: int = TEXT) -> None:
        # A client must mask what it sends; with zeros the mask costs nothing.
        body = text.encode()
        if len(body) < 126:
            head = struct.pack("!BB", 0x80 | code, 0x80 | len(body))
        elif len(body) < 65536:
            head = struct.pack("!BBH", 0x80 | code, 0x80 | 126, len(body))
        else:
            head = struct.pack("!BBQ", 0x80 | code, 0x80 | 127, len(body))
        self._writer.write(head + b"\0\0\0\0" + body)

    async def _message(self) -> str:
        parts = []
        while True:
            first, length = await self._reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self._reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self._reader.readexactly(8))
            body = await self._reader.readexactly(length)
            match first & 0x0F:
                case 8:
                    raise ConnectionError("The server hung up.")
                case 9:
                    self._write(body.decode("latin-1"), PONG)
                    continue
                case 10:
                    continue
                case _:
                    parts.append(body)
            if first & 0x80:
                return b"".join(parts).decode()
