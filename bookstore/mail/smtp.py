"""The way out over SMTP: one connection per message, encrypted wherever a password travels."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bookstore.domain.errors import MailNotSent
from bookstore.mail.letters import Message
from bookstore.web_addresses import LOCAL_HOSTS

TIMEOUT_SECONDS = 15.0
PORTS = {"smtp": 587, "smtps": 465}


class SmtpSender:
    """Sends by the server behind a URL: smtp (STARTTLS) or smtps (TLS from the first byte).

    With smtp, TLS is used where the server offers it, and demanded before a password is
    sent to another machine. Certificates are checked.
    """

    def __init__(
        self,
        url: str,
        *,
        mail_from: str,
        shop_name: str,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        """Read the URL (smtp://user:password@host:port); connects to nothing yet."""
        parts = urlsplit(url)
        self._host = parts.hostname or "localhost"
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "") or None
        self._password = unquote(parts.password or "") or None
        self._is_tls = parts.scheme == "smtps"
        self._tls_context = tls_context
        name, address = parseaddr(mail_from)
        self._from = Address(display_name=name or shop_name, addr_spec=address)

    async def send(self, message: Message) -> None:
        """Hand the message to the server. Raises MailNotSent."""
        try:
            async with self._server() as server:
                await server.send_message(
                    self._mime(message), sender=self._from.addr_spec, recipients=[message.to]
                )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotSent(_reason(error)) from None  # the error's own words name the address

    @property
    def signs_in(self) -> bool:
        """Say whether the server is shown a password."""
        return self._user is not None

    async def greet(self) -> None:
        """Connect, encrypt and sign in as for a message, and send none. Raises MailNotSent."""
        try:
            async with self._server() as server:
                await server.ehlo()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailNotSent(_reason(error)) from None

    async def close(self) -> None:
        """Nothing is held open."""

    def _server(self) -> aiosmtplib.SMTP:
        """The server, connected to, encrypted and signed in to when it is entered."""
        demands_tls = self._user is not None and self._host not in LOCAL_HOSTS
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            local_hostname=self._from.domain,
            use_tls=self._is_tls,
            start_tls=False if self._is_tls else True if demands_tls else None,
            tls_context=self._tls_context,
            timeout=TIMEOUT_SECONDS,
        )

    def _mime(self, message: Message) -> EmailMessage:
        mime = EmailMessage()
        mime["Message-ID"] = f"<{message.id}@{self._from.domain}>"
        mime["Date"] = format_datetime(datetime.now(UTC))
        mime["From"] = self._from
        mime["To"] = Address(addr_spec=message.to)
        mime["Subject"] = message.subject
        mime["Auto-Submitted"] = "auto-generated"
        mime.set_content(message.text)
        mime.add_alternative(message.html, subtype="html")
        return mime


def _reason(error: Exception) -> str:
    """What happened, by kind and number: a server's own words repeat the address."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        codes = ", ".join(str(each.code) for each in error.recipients)
        return f"the mail server refused the recipient: {codes}"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"the mail server answered {error.code}: {type(error).__name__}"
    return f"the mail server could not be used: {type(error).__name__}"
