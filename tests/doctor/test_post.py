"""A mail server that is silent or refuses the password; nothing is sent to one that answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.keys import read_on
from bookstore.doctor.post import check_mail
from tests.doctor.patients import TEST, patient
from tests.machine import free_port
from tests.mail.smtp_server import MailServer, open_mail_server

pytestmark = pytest.mark.anyio


async def examined(folder: Path, **environ: str) -> Finding:
    return await check_mail(read_on(patient(folder, environ))[0])


@pytest.mark.parametrize(("environ", "words"), [({}, "outbox"), (TEST, "it waits")])
async def test_without_a_mail_server_it_is_said_where_mail_goes(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    found = await examined(tmp_path, **environ)

    assert found.problem is None
    assert words in found.text


async def test_server_is_greeted_and_sent_nothing(tmp_path: Path) -> None:
    server = MailServer(offers=("AUTH PLAIN",))
    async with open_mail_server(server):
        found = await examined(tmp_path, SMTP_URL=f"smtp://ada:pw@127.0.0.1:{server.port}")

    words = {line.split()[0].upper() for line in server.asked}
    assert found.problem is None
    assert "takes the password" in found.text
    assert "EHLO" in words
    assert words.isdisjoint({"MAIL", "RCPT", "DATA"})


async def test_refused_password_is_told_and_not_shown(tmp_path: Path) -> None:
    server = MailServer(offers=("AUTH PLAIN",), answers={"AUTH": "535 no"})
    async with open_mail_server(server):
        found = await examined(tmp_path, SMTP_URL=f"smtp://ada:hunter2@127.0.0.1:{server.port}")

    assert found.problem is Problem.MAIL_UNREACHABLE
    assert "535" in found.text
    assert "hunter2" not in found.line()


async def test_silent_server_is_told(tmp_path: Path) -> None:
    found = await examined(tmp_path, SMTP_URL=f"smtp://127.0.0.1:{free_port()}")

    assert found.problem is Problem.MAIL_UNREACHABLE
