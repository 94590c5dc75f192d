"""The whole shop, built and served as a person would, from a copy of the project."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from bookstore.domain.order import Mode
from bookstore.settings import NAMES, load_settings
from tests.machine import PROJECT, free_port

BUILD_SECONDS = 300  # a first start installs the front end's packages
POLL_SECONDS = 0.05
WATCH = Path(__file__).with_name("watch")  # of the event loop, in every process of the shop
COPIED = ("bookstore", "assets", "reflex.lock", "rxconfig.py", "requirements.txt")


class Sandbox:
    """The sandbox asked as any program with a test key may ask it; or Stripe itself."""

    def __init__(self, api: str, key: str) -> None:
        self._api = httpx.Client(base_url=api, auth=(key, ""), timeout=20)

    def close(self) -> None:
        self._api.close()

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Answer one object of the API."""
        return self._api.get(path, params=query).raise_for_status().json()

    def post(self, path: str, **form: str) -> dict[str, Any]:
        """Change something and answer it."""
        return self._api.post(path, data=form).raise_for_status().json()

    def intents(self, email: str) -> list[dict[str, Any]]:
        """Every PaymentIntent whose receipt goes to this address, the newest first."""
        latest = self.get("payment_intents", limit="100")["data"]
        return [intent for intent in latest if intent["receipt_email"] == email]


class Site:
    """A built shop in a folder, which can be stopped, killed and started again as it was."""

    command: tuple[str, ...] = ("-m", "reflex")  # to Python, in the folder

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.keys = real_keys()
        self.sandbox = (
            Sandbox("https://api.stripe.com/v1/", self.keys["STRIPE_SECRET_KEY"])
            if self.keys
            else Sandbox(f"{self.url}/sandbox/v1/", "sk_test_browsertests")
        )
        self.environment: dict[str, str] = {}  # beside what every shop here is given
        self.expects_tracebacks = False
        self._database = folder / "data" / "shop.db"
        self._log = folder / "site.log"
        self._holds = folder / "holds.txt"
        self._holds.unlink(missing_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        shutil.rmtree(folder / "data", ignore_errors=True)
        for name in COPIED:
            source, target = PROJECT / name, folder / name
            if source.is_dir():
                ignore = shutil.ignore_patterns("__pycache__", "external")
                shutil.copytree(source, target, ignore=ignore, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)

    def start(self) -> None:
        """Build what has changed, serve, and return when the shop says that it can sell."""
        port = str(self.port)
        ports = ["--frontend-port", port, "--backend-port", port]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.command, "run", "--env", "prod", *ports],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._is_ready, seconds=BUILD_SECONDS)

    def _environment(self) -> dict[str, str]:
        environment = {name: text for name, text in os.environ.items() if not _is_ours(name)}
        return environment | {
            "REFLEX_TELEMETRY_ENABLED": "false",
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self._database}",
            "PYTHONPATH": str(WATCH),
            "HOLDS": str(self._holds),
            **self.keys,
            **self.environment,
        }

    def commands(self, *words: str, module: str = "orders", patience_seconds: float = 60) -> str:
        """Run one of the operator's commands, a process of its own on the same database."""
        command = [sys.executable, "-m", f"bookstore.{module}", *words]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment() | {"REFLEX_BACKEND_PORT": str(self.port)},
            capture_output=True,
            text=True,
            timeout=patience_seconds,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.said()[-2000:]
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/readyz").status_code == 200
        return False

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server and all that it started: politely, or as a power cut would."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)

    def said(self, since: int = 0) -> str:
        """What the server has printed, from a place in its log on."""
        return self._log.read_bytes()[since:].decode(errors="replace")

    def holds(self) -> list[str]:
        """What has held the event loop for too long so far, a line each."""
        return self._holds.read_text().splitlines() if self._holds.exists() else []

    def log_length(self) -> int:
        """The place in the log where it ends now."""
        return self._log.stat().st_size

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The shop's own database; what the block changes is committed at its end."""
        with closing(sqlite3.connect(self._database, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            with connection:
                yield connection

    def webhooks(self, act: str) -> None:
        """Have the sandbox "hold" its webhooks until it may "resume" them, also over deaths."""
        wait_until(lambda: self.sandbox.get("webhook_endpoints")["data"])
        (endpoint,) = self.sandbox.get("webhook_endpoints")["data"]
        steer = f"{self.url}/sandbox/control/endpoints/{endpoint['id']}/{act}"
        httpx.post(steer, json={}).raise_for_status()

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Hold the sandbox's webhooks for the duration, so that only a browser tells the shop."""
        self.webhooks("hold")
        try:
            yield
        finally:
            self.webhooks("resume")

    @contextmanager
    def dearer(self, book_id: int, *, by_minor: int) -> Iterator[None]:
        """Raise a price for the duration, as an edited catalogue would."""
        change = "UPDATE books SET price_minor = price_minor + ? WHERE id = ?"
        with self.database() as database:
            database.execute(change, [by_minor, book_id])
        try:
            yield
        finally:
            with self.database() as database:
                database.execute(change, [-by_minor, book_id])

    @contextmanager
    def leaving(self, book_id: int, *, copies: int) -> Iterator[None]:
        """Leave so many copies on the shelf for the duration, as if others had bought the rest."""
        free = "SELECT copies - sold - held FROM stock WHERE book_id = ? AND mode = ?"
        change = "UPDATE stock SET sold = sold + ? WHERE book_id = ? AND mode = ?"
        shelf = (book_id, "test" if self.keys else "sandbox")
        with self.database() as database:
            taken = database.execute(free, shelf).fetchone()[0] - copies
            database.execute(change, [taken, *shelf])
        try:
            yield
        finally:
            with self.database() as database:
                database.execute(change, [-taken, *shelf])

    def orders(self, email: str) -> list[sqlite3.Row]:
        """Every order whose contact is this address, the oldest first."""
        asked = """
            SELECT DISTINCT orders.* FROM orders JOIN order_revisions
            ON order_revisions.order_number = orders.number
            WHERE order_revisions.contact LIKE ? ORDER BY orders.id
        """
        with self.database() as database:
            return database.execute(asked, [f"%{email}%"]).fetchall()


def wants_real_stripe() -> bool:
    """Whether `make test-live` asks for Stripe itself in place of the sandbox."""
    return os.environ.get("TEST_WITH_STRIPE") == "yes"


def real_keys() -> dict[str, str]:
    """The test keys of the environment or `.env` for `make test-live`; else none."""
    if not wants_real_stripe():
        return {}
    settings = load_settings()
    if settings.mode is not Mode.TEST:
        return {}
    return {
        "STRIPE_PUBLISHABLE_KEY": settings.publishable_key,
        "STRIPE_SECRET_KEY": settings.secret_key.reveal(),
    }


def _is_ours(name: str) -> bool:
    """Whether a variable would change the shop: nothing of this machine may."""
    return name in NAMES or name.startswith(("STRIPE_", "REFLEX_"))


def wait_until(holds: Any, *, seconds: float = 10) -> None:
    """Return as soon as `holds()` is true; fail when it is not in time."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"not so within {seconds} seconds: {holds}"
        time.sleep(POLL_SECONDS)  # between two looks at a condition; nothing is assumed of it
