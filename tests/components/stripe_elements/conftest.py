"""The demo app in a production build, and a shopper in front of it."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.components.stripe_elements.shopper import Shopper
from tests.machine import PROJECT, free_port

START_SECONDS = 240
WAIT_SECONDS = 20
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page whose headers a test has changed is no longer a page of this machine to Chromium.
    "--disable-features=LocalNetworkAccessChecks",
]


def _run_demo(folder: Path, port: int) -> subprocess.Popen[str]:
    lock = PROJECT / "reflex.lock"
    if lock.is_dir():
        shutil.copytree(lock, folder / "reflex.lock")
    environment = {
        **os.environ,
        "DEMO_PORT": str(port),
        "PYTHONPATH": str(PROJECT),
        "REFLEX_TELEMETRY_ENABLED": "false",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "reflex", "run", "--env", "prod"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running demo app."""
    folder = tmp_path_factory.mktemp("stripe_elements") / "demo"
    shutil.copytree(
        Path(__file__).parent / "demo", folder, ignore=shutil.ignore_patterns("__pycache__")
    )
    port = free_port()
    process = _run_demo(folder, port)
    assert process.stdout is not None
    too_late = threading.Timer(START_SECONDS, process.kill)
    too_late.start()
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "App running" in line:
            break
    else:
        pytest.fail("".join(said))
    too_late.cancel()
    # What is printed later must be read by somebody, or the app would wait for it.
    reader = threading.Thread(target=process.stdout.read, daemon=True)
    reader.start()
    yield f"http://localhost:{port}"
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
    reader.join(timeout=30)
    process.stdout.close()


# For one file and no longer: Playwright's synchronous API keeps an event loop running in this
# thread, and async tests elsewhere need one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=CHROMIUM_FLAGS,
        )
        yield browser
        browser.close()


@pytest.fixture
def shopper(chromium: Browser, demo_site: str) -> Iterator[Shopper]:
    """A shopper with an empty browser; an error on its console fails the test unless cleared."""
    context = chromium.new_context()
    context.set_default_timeout(WAIT_SECONDS * 1000)
    expect.set_options(timeout=WAIT_SECONDS * 1000)
    shopper = Shopper(context.new_page(), demo_site)
    shopper.page.on("pageerror", lambda error: shopper.errors.append(str(error)))
    shopper.page.on(
        "console",
        lambda message: shopper.errors.append(message.text) if message.type == "error" else None,
    )
    yield shopper
    context.close()
    assert shopper.errors == []
