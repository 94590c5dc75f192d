"""What the shop is compared with: a blank Reflex page, and a small Flask shop with its Stripe."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import httpx

from tests.bench import processes
from tests.bench.ports import kept_port
from tests.bench.stripe_apart import StripeApart
from tests.browser.site import wait_until
from tests.machine import PROJECT, free_port

HERE = Path(__file__).parent
BUILD_SECONDS = 300
GUNICORN_WORKERS = 2


class Server:
    """A server of a peer in a process group of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://localhost:{port}"
        self.group = 0

    def serve(self, command: list[str], environment: dict[str, str], *, cwd: Path) -> float:
        """Start it and return the seconds until its first page was answered."""
        started = perf_counter()
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, "REFLEX_TELEMETRY_ENABLED": "false", **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._process, self.group = process, process.pid
        wait_until(self._answers, seconds=BUILD_SECONDS)
        return perf_counter() - started

    def _answers(self) -> bool:
        ended = self._process.poll() is not None
        assert not ended, (self.folder / "server.log").read_text()[-2000:]
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/", trust_env=False).status_code == 200
        return False

    def cpu_seconds(self) -> float:
        """What it has used of the processors."""
        return processes.cpu_seconds(self.group)

    def end(self) -> None:
        """End it and all that it has started."""
        if not self.group:
            return
        for how in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.group, how)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
        self.group = 0


class BlankSite(Server):
    """The framework's floor, built as the shop is."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE / "blank_reflex", folder, dirs_exist_ok=True, ignore=ignore)
        shutil.copytree(PROJECT / "reflex.lock", folder / "reflex.lock", dirs_exist_ok=True)
        super().__init__(folder, kept_port(folder))

    def open(self) -> float:
        """Build what has changed and serve; answers the seconds, 0 when it was open."""
        if self.group:
            return 0.0
        port = str(self.port)
        command = [sys.executable, str(PROJECT / ".ci" / "run_reflex.py"), "run", "--env", "prod"]
        ports = ["--frontend-port", port, "--backend-port", port]
        return self.serve([*command, *ports], {}, cwd=self.folder)

    def forget_build(self) -> None:
        """Take away what was built and fetched."""
        shutil.rmtree(self.folder / ".web", ignore_errors=True)


class FlaskSite(Server):
    """The Flask shop under gunicorn, and a sandbox as its Stripe in a process of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, free_port())
        self.latency_ms = 0
        self.stripe = StripeApart(folder / "stripe.db")
        self._python = folder / "venv" / "bin" / "python"

    def open(self, latency_ms: int = 0) -> float:
        """Serve with a Stripe of this latency; answers the seconds, 0 when it was open."""
        if self.group and self.latency_ms == latency_ms:
            return 0.0
        self.end()
        self._install()
        self.latency_ms = latency_ms
        for left in self.folder.glob("*.db*"):
            left.unlink()
        self.stripe.open(latency_ms=latency_ms)
        workers = f"--workers={GUNICORN_WORKERS}"
        bind = f"--bind=127.0.0.1:{self.port}"
        return self.serve(
            [str(self._python), "-m", "gunicorn", "--backlog=256", workers, bind, "app:app"],
            {
                "SHOP_CATALOGUE": str(PROJECT / "bookstore" / "catalogue.toml"),
                "SHOP_DATABASE": str(self.folder / "orders.db"),
                "STRIPE_API_BASE": self.stripe.api,
                "NO_PROXY": "127.0.0.1,localhost",
            },
            cwd=HERE / "flask_shop",
        )

    def end(self) -> None:
        """End the shop and its Stripe."""
        super().end()
        self.stripe.end()

    def _install(self) -> None:
        wanted = (HERE / "flask_shop" / "requirements.txt").read_text()
        note = self.folder / "installed"
        if note.exists() and note.read_text() == wanted:
            return
        subprocess.run([sys.executable, "-m", "venv", str(self.folder / "venv")], check=True)
        asked = ["--quiet", "--quiet", "-r", str(HERE / "flask_shop" / "requirements.txt")]
        pip = [str(self._python), "-m", "pip", "install", "--disable-pip-version-check"]
        subprocess.run([*pip, *asked], check=True)
        note.write_text(wanted)
