"""An answer that fails: logged once by us, 500 for the caller, nothing for the server to quote."""

from __future__ import annotations

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bookstore.front_door import LoggedFailures
from tests.counter import client_of

pytestmark = pytest.mark.anyio


async def fails(_request: Request) -> Response:
    raise ValueError("no such luck")


async def fails_bare(scope: Scope, receive: Receive, send: Send) -> None:
    raise ValueError("no such luck")


@pytest.mark.parametrize("app", [fails_bare, Starlette(routes=[Route("/", fails)])])
async def test_failure_is_logged_and_answered_with_500(
    app: Starlette, caplog: pytest.LogCaptureFixture
) -> None:
    async with client_of(LoggedFailures(app)) as client:
        answer = await client.get("/?secret=1", headers={"cookie": "secret=2"})

    assert answer.status_code == 500
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.name == "bookstore.front_door"
    assert record.exc_info is not None
    assert "secret" not in caplog.text


async def test_start_that_fails_still_ends_the_start() -> None:
    with pytest.raises(ValueError, match="luck"):
        await LoggedFailures(fails_bare)({"type": "lifespan"}, None, None)  # pyright: ignore[reportArgumentType] - neither is asked


async def test_socket_that_fails_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    await LoggedFailures(fails_bare)({"type": "websocket"}, None, None)  # pyright: ignore[reportArgumentType] - neither is asked

    assert [each.getMessage() for each in caplog.records] == [
        "A socket was cut: it did not speak as it should."
    ]
    assert caplog.records[0].exc_info is None
