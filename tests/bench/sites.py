"""The servers of a run, each built and started when a part first asks for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.peers import BlankSite, FlaskSite
from tests.bench.shop_site import ShopSite
from tests.browser.conftest import CHROMIUM_FLAGS


class Sites:
    """The shop, its peers and a browser; `close` ends whatever was started."""

    def __init__(self, folder: Path, *, is_quick: bool) -> None:
        self.folder = folder
        self.is_quick = is_quick
        folder.mkdir(parents=True, exist_ok=True)

    def few(self, full: int, quick: int) -> int:
        """How often something is done: less in a quick run."""
        return quick if self.is_quick else full

    @cached_property
    def shop(self) -> ShopSite:
        """The shop, not started yet."""
        folder = self.folder / "shop"
        folder.mkdir(exist_ok=True)
        return ShopSite(folder)

    @cached_property
    def blank(self) -> BlankSite:
        """The blank Reflex page, not started yet."""
        return BlankSite(self.folder / "blank")

    @cached_property
    def flask(self) -> FlaskSite:
        """The Flask shop, not started yet."""
        return FlaskSite(self.folder / "flask")

    @cached_property
    def chromium(self) -> str:
        """The browser's program."""
        found = os.environ.get("CHROMIUM") or shutil.which("chromium")
        if not found:
            raise SystemExit("The bench needs Chromium: name one with CHROMIUM=/path/to/chromium.")
        return found

    @contextmanager
    def browser(self) -> Iterator[Browser]:
        """A browser for the duration of a part: no event loop runs before or after it."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=self.chromium, args=CHROMIUM_FLAGS)
            yield browser
            browser.close()

    def close(self) -> None:
        """End every server that was started."""
        for name in ("shop", "blank", "flask"):
            if name in self.__dict__:
                getattr(self, name).end()
