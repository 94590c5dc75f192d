"""The port that somebody has, and a Node that is too old."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bookstore.doctor.findings import Problem
from bookstore.doctor.machine import check_port, check_versions, find_owner
from tests.doctor.patients import patient
from tests.machine import program, taken_port

pytestmark = pytest.mark.anyio


@contextmanager
def server_saying(body: bytes) -> Iterator[int]:
    """A web server that answers everything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_free_port_is_fine(tmp_path: Path) -> None:
    assert (await check_port(patient(tmp_path))).problem is None


async def test_taken_port_is_told_with_its_owner_and_another_port(tmp_path: Path) -> None:
    with taken_port(listens=True) as port:
        found = await check_port(patient(tmp_path, port=port))
        owner = find_owner(port)

    assert found.problem is Problem.PORT_TAKEN
    assert found.mend == f"make run PORT={port + 1}"
    assert str(os.getpid()) in owner or sys.platform != "linux"
    assert owner in found.text


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"database": "ready", "stripe": "answers"}', None),
        (b"<h1>It works</h1>", Problem.PORT_TAKEN),
        (b'{"status": "ok"}', Problem.PORT_TAKEN),
        (b"[]", Problem.PORT_TAKEN),
    ],
)
async def test_port_of_the_running_shop_is_fine_and_of_another_is_not(
    tmp_path: Path, body: bytes, problem: Problem | None
) -> None:
    with server_saying(body) as port:
        found = await check_port(patient(tmp_path, port=port))

    assert found.problem is problem


@pytest.mark.parametrize("script", ["echo v18.20.1", "echo v22.21.9", "exit 1", "echo nonsense"])
async def test_node_that_cannot_build_is_told(tmp_path: Path, script: str) -> None:
    looked_at = replace(patient(tmp_path), node=program(tmp_path / "old", script))

    _, found = await check_versions(looked_at)

    assert found.problem is Problem.NODE


async def test_missing_node_is_told_and_ours_is_fine(tmp_path: Path) -> None:
    healthy = patient(tmp_path)

    missing = await check_versions(replace(healthy, node=tmp_path / "none"))
    fine = await check_versions(healthy)

    assert [each.problem for each in missing] == [None, Problem.NODE]
    assert [each.problem for each in fine] == [None, None]
