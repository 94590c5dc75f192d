"""The shop in development: Vite serves the pages, the backend has a port of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx

from tests.browser.site import BUILD_SECONDS, Site, wait_until
from tests.machine import free_port


class DevSite(Site):
    """A copy of a built shop, served as `reflex run` serves it; what was installed is shared."""

    def __init__(self, folder: Path, built: Site) -> None:
        """Copy what the build has installed, so that nothing is fetched again."""
        super().__init__(folder)
        self.front_port = free_port()
        self.front = f"http://localhost:{self.front_port}"
        self.environment = {"SITE_URL": self.front}
        web = folder / ".web"
        shutil.copytree(
            built.folder / ".web",
            web,
            ignore=shutil.ignore_patterns("build", "node_modules"),
            symlinks=True,
        )
        shutil.copytree(
            built.folder / ".web/node_modules",
            web / "node_modules",
            copy_function=_link,
            symlinks=True,
        )

    def start(self) -> None:
        """Serve, and return when both halves answer."""
        ports = ["--frontend-port", str(self.front_port), "--backend-port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.command, "run", *ports],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: self._is_ready() and self._is_served(), seconds=BUILD_SECONDS)

    def _is_served(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(self.front).status_code == 200
        return False


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)
