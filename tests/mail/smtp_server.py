"""A mail server of a few lines, which keeps what it takes and answers as it is told."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP


@dataclass
class MailServer:
    """`answers` replaces the answer to a command by its first word; `asked` is what came."""

    answers: dict[str, str] = field(default_factory=dict)
    offers: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := (await reader.readline()).decode().rstrip():
            word = line.split()[0].upper()
            self.asked.append(line)
            answer = self.answers.get(word) or self._answer(word)
            writer.write(f"{answer}\r\n".encode())
            if word == "DATA" and answer.startswith("354"):
                self._take(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
            if word == "QUIT":
                break
        writer.close()

    def _answer(self, word: str) -> str:
        match word:
            case "EHLO":
                return "\r\n".join([*(f"250-{offer}" for offer in self.offers), "250 HELP"])
            case "AUTH":
                return "235 welcome"
            case "DATA":
                return "354 go on"
            case "QUIT":
                return "221 bye"
            case _:
                return "250 fine"

    def _take(self, data: bytes) -> None:
        message = message_from_bytes(data.removesuffix(b".\r\n"), policy=SMTP)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)

    def passwords(self) -> list[str]:
        """The user names and passwords that came with AUTH PLAIN."""
        words = [line.split() for line in self.asked if line.startswith("AUTH")]
        return [base64.b64decode(each[2]).decode() for each in words]


@asynccontextmanager
async def open_mail_server(server: MailServer, host: str = "127.0.0.1") -> AsyncGenerator[None]:
    """Serve on a free port until the block ends."""
    listener = await asyncio.start_server(server.serve, host, 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield
