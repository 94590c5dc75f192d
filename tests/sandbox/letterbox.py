"""Where webhooks arrive in tests: a real socket which answers as it is told."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.streams.stapled import MultiListener

PATIENCE_SECONDS = 5


@dataclass
class Letterbox:
    """An HTTP server which keeps what is posted to it and answers as it is told."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    seen: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    changed: anyio.Event = field(default_factory=anyio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def take(self, stream: SocketStream) -> None:
        async with stream:
            data = b""
            while b"\r\n\r\n" not in data:
                data += await stream.receive()
            head, _, body = data.partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")[1:]
            headers = {k.lower(): v.strip() for k, v in (line.split(":", 1) for line in lines)}
            while len(body) < int(headers["content-length"]):
                body += await stream.receive()
            status = self.statuses.pop(0) if self.statuses else 200
            self.seen.append((headers, body))
            await stream.send(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode())
        self.changed.set()
        self.changed = anyio.Event()

    async def wait_for(self, count: int) -> list[Any]:
        """The first ``count`` events that arrived."""
        with anyio.fail_after(PATIENCE_SECONDS):
            while len(self.seen) < count:
                await self.changed.wait()
        return [json.loads(body) for _, body in self.seen[:count]]


def port_of(listener: MultiListener[SocketStream]) -> int:
    return listener.extra(SocketAttribute.local_port)  # noqa: S610 - this is no query


@asynccontextmanager
async def open_letterbox(port: int = 0) -> AsyncGenerator[Letterbox]:
    """A letterbox on this port, or on a free one."""
    box = Letterbox()
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1", local_port=port)
    box.port = port_of(listener)
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, box.take)
        yield box
        tasks.cancel_scope.cancel()
