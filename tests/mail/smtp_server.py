"""A mail server of a few lines, which keeps what it takes and answers as it is told."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import anyio
from anyio.abc import SocketAttribute, SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream


@dataclass
class MailServer:
    """`answers` replaces the answer to a command by its first word; `asked` is what came."""

    answers: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0
    arrived: anyio.Event = field(default_factory=anyio.Event)

    async def serve(self, stream: SocketStream) -> None:
        reader = BufferedByteReceiveStream(stream)
        async with stream:
            try:
                await stream.send(b"220 ready\r\n")
                while True:
                    line = (await reader.receive_until(b"\r\n", 1000)).decode()
                    await self._reply(line, stream, reader)
            except (anyio.IncompleteRead, anyio.BrokenResourceError):
                return  # the caller has hung up

    async def _reply(
        self, line: str, stream: SocketStream, reader: BufferedByteReceiveStream
    ) -> None:
        word = line.split()[0].upper()
        self.asked.append(line)
        answer = self.answers.get(word) or self._answer(word)
        await stream.send(f"{answer}\r\n".encode())
        if word == "DATA" and answer.startswith("354"):
            self._take(await reader.receive_until(b"\r\n.\r\n", 100_000))
            await stream.send(b"250 taken\r\n")
            self.arrived.set()

    def _answer(self, word: str) -> str:
        match word:
            case "EHLO":
                return "\r\n".join(
                    ["250-here", *(f"250-{each}" for each in self.offers), "250 HELP"]
                )
            case "AUTH":
                return "235 welcome"
            case "DATA":
                return "354 go on"
            case "QUIT":
                return "221 bye"
            case _:
                return "250 fine"

    def _take(self, data: bytes) -> None:
        message = message_from_bytes(data, policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)

    def passwords(self) -> list[str]:
        """The user names and passwords that came with AUTH PLAIN."""
        words = [line.split() for line in self.asked if line.startswith("AUTH")]
        return [base64.b64decode(each[2]).decode() for each in words]


@asynccontextmanager
async def open_mail_server(server: MailServer, host: str = "127.0.0.1") -> AsyncGenerator[None]:
    """Serve on a free port until the block ends."""
    listener = await anyio.create_tcp_listener(local_host=host)
    server.port = listener.extra(SocketAttribute.local_port)  # noqa: S610 - this is no query
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, server.serve)
        yield
        tasks.cancel_scope.cancel()
