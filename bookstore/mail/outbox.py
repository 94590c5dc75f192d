"""The way out without a mail server: the sandbox keeps the message for a person to read."""

from __future__ import annotations

import httpx

from bookstore.domain.errors import MailNotSent
from bookstore.mail.letters import Message

TIMEOUT_SECONDS = 10.0


class OutboxSender:
    """Posts messages to the sandbox's `/outbox`; nothing leaves the machine."""

    def __init__(self, sandbox: str, *, road: httpx.AsyncBaseTransport | None = None) -> None:
        """Keep the address; connects to nothing yet.

        Args:
            sandbox: where the backend reaches it, without a trailing slash.
            road: how the message travels instead of over the network.
        """
        self._address = f"{sandbox}/outbox"
        self._client = httpx.AsyncClient(trust_env=False, timeout=TIMEOUT_SECONDS, transport=road)

    async def send(self, message: Message) -> None:
        """Put the message into the outbox. Raises MailNotSent."""
        letter = {
            "to": message.to,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
        }
        try:
            answer = await self._client.post(self._address, json=letter)
        except httpx.HTTPError as error:
            raise MailNotSent(f"the outbox does not answer: {type(error).__name__}") from None
        if not answer.is_success:
            raise MailNotSent(f"the outbox answered {answer.status_code}")

    async def close(self) -> None:
        """Close the connections to the outbox."""
        await self._client.aclose()
