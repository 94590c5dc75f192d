"""The sandbox's own server, and a Chromium with a bare shop page in it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from bookstore.sandbox.recording import Exchange
from tests.machine import PROJECT
from tests.sandbox.conftest import judge
from tests.sandbox_browser.till import HTML, Till

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--process-per-site",
]


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The sandbox alone; what it was asked and answered is held to Stripe's contract at the end."""
    traffic = tmp_path_factory.mktemp("sandbox") / "traffic.jsonl"
    command = [sys.executable, "-m", "bookstore.sandbox", "--port", "0", "--memory"]
    command += ["--record", str(traffic)]
    server = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with server:
        assert server.stdout is not None
        announced = server.stdout.readline()
        assert announced, "the sandbox said nothing and ended"
        yield next(word for word in announced.split() if word.startswith("http://"))
        server.terminate()
    lines = traffic.read_text(encoding="utf-8").splitlines()
    assert lines, "no traffic was recorded"
    judge([Exchange(**json.loads(line)) for line in lines])


class ShopPage(BaseHTTPRequestHandler):
    """Answers every path with the bare shop page, under the policy named in the query."""

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", asked.get("csp", [""])[0])
        self.end_headers()
        self.wfile.write(HTML.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests speak."""


@pytest.fixture(scope="session")
def shop_url() -> Generator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), ShopPage) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
async def chromium() -> AsyncGenerator[Browser]:
    """One browser for all."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def context(chromium: Browser) -> AsyncGenerator[BrowserContext]:
    """One profile for all pages, so that they share their processes: the sandbox sets no cookie."""
    context = await chromium.new_context(locale="en-US", viewport={"width": 480, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@asynccontextmanager
async def opened_till(context: BrowserContext, sandbox: str, shop: str) -> AsyncGenerator[Till]:
    till = Till(await context.new_page(), sandbox, shop)
    await till.open()
    yield till
    await till.page.close()


@pytest.fixture
async def till(context: BrowserContext, sandbox_url: str, shop_url: str) -> AsyncGenerator[Till]:
    """A shop's page on another origin than the sandbox, with the script loaded."""
    async with opened_till(context, sandbox_url, shop_url) as till:
        yield till


@pytest.fixture(scope="module")
async def counter(context: BrowserContext, sandbox_url: str, shop_url: str) -> AsyncGenerator[Till]:
    """A till shared by tests which leave nothing behind in the page."""
    async with opened_till(context, sandbox_url, shop_url) as till:
        yield till
