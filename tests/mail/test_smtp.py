"""The way out over SMTP, against a small server."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import MailNotSent
from bookstore.mail import LetterPostman, SmtpSender
from tests.mail.letter_examples import LETTERHEAD, a_mail, a_paid_order
from tests.mail.smtp_server import MailServer, open_mail_server

pytestmark = pytest.mark.anyio


def postman_to(url: str, *, mail_from: str = "books@shop.example.com") -> LetterPostman:
    sender = SmtpSender(url, mail_from=mail_from, shop_name=LETTERHEAD.shop_name)
    return LetterPostman(LETTERHEAD, sender)


async def deliver(
    server: MailServer, *, user: str = "", host: str = "127.0.0.1"
) -> MailNotSent | None:
    """Send a letter by this server; answers its refusal, if it is one."""
    async with open_mail_server(server, host):
        postman = postman_to(f"smtp://{user}{host}:{server.port}")
        try:
            await postman.send(a_mail(), a_paid_order())
        except MailNotSent as refusal:
            return refusal
    return None


async def test_a_letter_arrives_whole() -> None:
    server = MailServer()

    assert await deliver(server) is None

    (message,) = server.taken
    assert message["Message-ID"] == "<B7K2-9QWM.confirmation@shop.example.com>"
    assert message["From"] == "Quire & Quoin <books@shop.example.com>"
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "Your order B7K2-9QWM at Quire & Quoin"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = (part.get_content() for part in message.iter_parts())
    assert "1 Küfer St" in text
    assert "<td" in html


async def test_the_envelope_names_one_sender_and_one_recipient() -> None:
    server = MailServer()

    await deliver(server)

    mail, rcpt = (line for line in server.asked if line.startswith(("MAIL", "RCPT")))
    assert mail.startswith("MAIL FROM:<books@shop.example.com>")
    assert rcpt.startswith("RCPT TO:<ada@example.com>")


async def test_a_name_given_with_the_sender_is_used() -> None:
    server = MailServer()
    async with open_mail_server(server):
        url = f"smtp://127.0.0.1:{server.port}"
        await postman_to(url, mail_from="The Till <till@example.com>").send(
            a_mail(), a_paid_order()
        )

    assert server.taken[0]["From"] == "The Till <till@example.com>"


async def test_user_and_password_come_from_the_url() -> None:
    server = MailServer(offers=("AUTH PLAIN",))

    refusal = await deliver(server, user="sho%40p:p%3Aw@")

    assert refusal is None
    assert server.passwords() == ["\0sho@p\0p:w"]


async def test_a_password_never_leaves_the_machine_in_the_clear() -> None:
    server = MailServer(offers=("AUTH PLAIN",))  # and no STARTTLS

    refusal = await deliver(server, user="shop:secret@", host="127.0.0.2")

    assert refusal
    assert server.passwords() == []
    assert server.taken == []


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "550 no ada@example.com here", "refused the recipient: 550"),
        ("DATA", "451 ada@example.com: later", "answered 451"),
        ("MAIL", "553 who is books@shop.example.com", "answered 553"),
    ],
)
async def test_a_refusal_is_told_without_the_address(
    command: str, answer: str, reason: str
) -> None:
    server = MailServer(answers={command: answer})

    refusal = await deliver(server)

    assert refusal
    assert reason in str(refusal)
    assert "@" not in str(refusal)
    assert server.taken == []


async def test_a_server_that_is_not_there_is_no_crash() -> None:
    server = MailServer()
    async with open_mail_server(server):
        pass

    with pytest.raises(MailNotSent, match="could not be used"):
        await postman_to(f"smtp://127.0.0.1:{server.port}").send(a_mail(), a_paid_order())
