"""Letters to shoppers: written here, handed to a mail server or to the sandbox's outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookstore.domain.mail import Mail
from bookstore.domain.order import Mode, Order
from bookstore.mail.letters import Letterhead, Message, write_message
from bookstore.mail.outbox import OutboxSender
from bookstore.mail.smtp import SmtpSender
from bookstore.settings import Settings

__all__ = [
    "LetterPostman",
    "Letterhead",
    "Message",
    "OutboxSender",
    "Sender",
    "SmtpSender",
    "open_postman",
    "write_message",
]


class Sender(Protocol):
    """A way out for a finished message."""

    async def send(self, message: Message) -> None:
        """Hand the message over. Raises MailNotSent."""
        ...

    async def close(self) -> None:
        """Give back what is held open."""
        ...


class LetterPostman:
    """Writes letters under one letterhead and sends them one way."""

    def __init__(self, letterhead: Letterhead, sender: Sender) -> None:
        """Keep both; nothing is connected to yet."""
        self._letterhead = letterhead
        self._sender = sender

    async def send(self, mail: Mail, order: Order, *, linked: Sequence[Order] = ()) -> None:
        """Send one letter to the order's contact. Raises MailNotSent."""
        await self._sender.send(write_message(mail, order, self._letterhead, linked=linked))

    async def close(self) -> None:
        """Give back what the sender holds open."""
        await self._sender.close()


def open_postman(settings: Settings, letterhead: Letterhead) -> LetterPostman | None:
    """Whoever carries this shop's mail: SMTP_URL, else the sandbox's outbox, else nobody."""
    if settings.smtp_url is not None:
        sender = SmtpSender(
            settings.smtp_url.reveal(),
            mail_from=settings.mail_from,
            shop_name=letterhead.shop_name,
        )
        return LetterPostman(letterhead, sender)
    if settings.mode is Mode.SANDBOX:
        return LetterPostman(letterhead, OutboxSender(settings.sandbox_api))
    return None
