"""The way out without a mail server: into the sandbox's outbox, and which way a shop takes."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bookstore.domain.errors import MailNotSent
from bookstore.mail import LetterPostman, OutboxSender, open_postman, write_message
from bookstore.sandbox import Sandbox
from bookstore.settings import read_settings
from tests.mail.letter_examples import LETTERHEAD, a_mail, a_paid_order

pytestmark = pytest.mark.anyio

OWN_URL = "http://127.0.0.1:3000"


def road_to(sandbox: Sandbox) -> httpx.ASGITransport:
    return httpx.ASGITransport(Starlette(routes=[Mount("/sandbox", sandbox.app)]))


async def test_a_letter_lies_in_the_outbox(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.db", public_url=f"{OWN_URL}/sandbox")
    postman = LetterPostman(LETTERHEAD, OutboxSender(f"{OWN_URL}/sandbox", road=road_to(sandbox)))

    async with sandbox.running(), httpx.AsyncClient(transport=road_to(sandbox)) as reader:
        await postman.send(a_mail(), a_paid_order())
        accept = {"accept": "application/json"}
        listed = (await reader.get(f"{OWN_URL}/sandbox/outbox", headers=accept)).json()
    await postman.close()

    written = write_message(a_mail(), a_paid_order(), LETTERHEAD)
    (mail,) = listed["mails"]
    assert (mail["to"], mail["subject"]) == (written.to, written.subject)
    assert (mail["text"], mail["html"]) == (written.text, written.html)


async def test_a_closed_outbox_refuses(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox.db", public_url=f"{OWN_URL}/sandbox")
    postman = LetterPostman(LETTERHEAD, OutboxSender(f"{OWN_URL}/sandbox", road=road_to(sandbox)))

    with pytest.raises(MailNotSent, match="answered 503"):
        await postman.send(a_mail(), a_paid_order())
    await postman.close()


async def test_no_answer_is_a_refusal() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("nobody", request=request)

    postman = LetterPostman(
        LETTERHEAD, OutboxSender(f"{OWN_URL}/sandbox", road=httpx.MockTransport(silent))
    )

    with pytest.raises(MailNotSent, match="does not answer: ReadTimeout"):
        await postman.send(a_mail(), a_paid_order())
    await postman.close()


KEYS = {
    "STRIPE_PUBLISHABLE_KEY": "pk_test_51AbCdEfGhIjKlMnOp",
    "STRIPE_SECRET_KEY": "sk_test_51AbCdEfGhIjKlMnOp",
}
SMTP = {"SMTP_URL": "smtp://mail.example.com"}


@pytest.mark.parametrize(
    ("environ", "is_there"), [({}, True), (KEYS, False), (SMTP, True), (KEYS | SMTP, True)]
)
async def test_who_carries_the_mail(environ: dict[str, str], is_there: bool) -> None:
    postman = open_postman(read_settings(environ), LETTERHEAD)

    assert (postman is not None) is is_there
    if postman is not None:
        await postman.close()
