"""One built shop and one Chromium for all browser tests, a fresh browser context for each."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.shopper import Shopper
from tests.browser.site import Site, real_keys, wants_real_stripe

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 10_000
# What no line of the log may hold; the stars mean that one of them was about to.
LEAK = re.compile(r"_secret_|\b[sr]k_(test|live)_|whsec_|@example\.com|[?&]order=|\*\*\*\*", re.I)

_shopper_numbers = count(1)

OpenBrowser = Callable[..., Shopper]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test-live` runs the purchases against Stripe itself, if there are test keys."""
    if not wants_real_stripe() or real_keys():
        return
    reason = "no Stripe test keys: set STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY"
    for item in items:  # only `make test-live` comes here; `make test` never skips a browser
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shop as `reflex run --env prod` serves it, from a copy of the project."""
    # A folder that is kept between runs saves building during development.
    kept = os.environ.get("BROWSER_TESTS_FOLDER")
    site = Site(Path(kept) if kept else tmp_path_factory.mktemp("shop"))
    try:
        site.start()
        yield site
    finally:
        site.end()
        site.sandbox.close()


@pytest.fixture
def site(built_site: Site) -> Iterator[Site]:
    """The running shop; whatever a test does, no exception may escape in it."""
    before, built_site.expects_tracebacks = built_site.log_length(), False
    yield built_site
    said = built_site.said(before)
    assert built_site.expects_tracebacks or "Traceback" not in said, said
    assert "ALARM" not in said, said
    assert LEAK.search(said) is None, said


@contextmanager
def launched(*flags: str) -> Iterator[Browser]:
    """A Chromium for the duration."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*CHROMIUM_FLAGS, *flags])
        yield browser
        browser.close()


# For one file and no longer: Playwright's synchronous API keeps an event loop running in
# this thread, and async tests elsewhere need one of their own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file."""
    with launched() as browser:
        yield browser


@pytest.fixture
def open_browser(chromium: Browser, site: Site) -> Iterator[OpenBrowser]:
    """Makes shoppers, each with a browser of their own that remembers nothing."""
    opened: list[Shopper] = []

    def open_one(**options: Any) -> Shopper:
        context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        email = f"reader{next(_shopper_numbers)}.{os.getpid()}@example.com"
        opened.append(Shopper(context, context.new_page(), site, email))
        return opened[-1]

    yield open_one
    for shopper in opened:
        shopper.context.close()
    errors = [error for shopper in opened for error in shopper.errors]
    assert errors == []


@pytest.fixture
def shopper(open_browser: OpenBrowser) -> Shopper:
    """A shopper with an empty browser."""
    return open_browser()


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """Plain HTTP, which follows no redirect."""
    with httpx.Client(base_url=site.url, timeout=10) as opened:
        yield opened
