"""Start the shop, say in a few lines what is happening, and stay until it ends.

    .venv/bin/python .ci/run_shop.py run|dev [port]

Reflex runs as a child in a session of its own, so that ending this program ends all of it: the
supervisor, its workers and whatever the front-end build has started.
"""

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import NoReturn

from steps import PATIENCE_SECONDS, last_words, refuse, say

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = Path(".web/node_modules")
INSTALLED = Path(".web/reflex.install_frontend_packages.cached")  # Reflex wrote it at the end
POLL_SECONDS = 0.1
GRACE_SECONDS = 10.0  # from the first polite signal to the last
PORT = 3000
DEV_BACKEND_PORT = 8000
MODES = {
    "sandbox": "sandbox: no money moves",
    "test": "Stripe test keys: no money moves",
    "live": "LIVE Stripe keys: real money moves",
}
NPM_UNREACHABLE = ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET", "CERT_")


class Stopped(Exception):
    """A signal asked this program to end."""


class Reflex:
    """The running `reflex` command: its output, line by line, and its end."""

    def __init__(self, arguments: list[str]) -> None:
        self.lines: list[str] = []
        self.news: queue.Queue[str] = queue.Queue()
        self.is_quiet = True
        self.process = subprocess.Popen(
            [sys.executable, ".ci/run_reflex.py", "run", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            if self.is_quiet:
                self.lines.append(line.rstrip())
            else:
                say(line.rstrip())

    def has_ended(self) -> bool:
        """Whether the command is over; its last lines are then in `lines`."""
        if self.process.poll() is None:
            return False
        self._reader.join(timeout=1)
        return True

    def end(self) -> None:
        """End the command and everything that it started."""
        self._signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE_SECONDS)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def is_taken(port: int) -> bool:
    """Whether another program listens on the port, at any address of this machine."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind(("", 0))  # a machine without IPv6 refuses here, and that is no conflict
            with socket.socket(family, socket.SOCK_STREAM) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    listener.bind(("", port))
                except OSError:
                    return True
    return False


def answers(port: int, path: str) -> bool:
    """Whether a server on this machine answers the path with 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def explain(lines: list[str]) -> str:
    """Answer why the start failed: a sentence for a missing network, else the last words."""
    for line in lines:
        if "npm error code" in line and any(sign in line for sign in NPM_UNREACHABLE):
            return (
                f"No npm registry can be reached ({line.split()[-1]}), and the first start needs"
                " one: check the network, or name a registry of your own with NPM_CONFIG_REGISTRY."
            )
    return (
        f"{last_words(lines)}\nThe shop did not start; the last words of `reflex run` are above."
        " (`make clean` and another try cure whatever is only half installed.)"
    )


class Progress:
    """Tells one line per step of the start, and a sign of life when a step takes long."""

    def __init__(self, *, is_first: bool) -> None:
        self._steps = {"Building": "Building the site ...", "App running": "Opening the shop ..."}
        if is_first:
            self._steps["Compiling"] = "Fetching the npm packages (once; half a minute or so) ..."
        self._seen = 0
        self._started = self._told = time.monotonic()
        say("Compiling the pages ...")

    def tell(self, lines: list[str]) -> None:
        """Look at what has been printed since the last call."""
        now = time.monotonic()
        fresh = lines[self._seen :]
        self._seen += len(fresh)
        for mark in [mark for mark in self._steps if any(line.startswith(mark) for line in fresh)]:
            say(self._steps.pop(mark))
            self._told = now
        if now - self._told >= PATIENCE_SECONDS:
            say(f"  {now - self._started:.0f} s so far")
            self._told = now


def wait_until_open(reflex: Reflex, addresses: list[tuple[int, str]], progress: Progress) -> None:
    """Return once every address answers; refuse when the command ends before that."""
    while addresses:
        if reflex.has_ended():
            raise refuse(explain(reflex.lines))
        progress.tell(reflex.lines)
        if answers(*addresses[0]):
            addresses = addresses[1:]
        else:
            time.sleep(POLL_SECONDS)


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into the exception that ends the main loop."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped


def mode_in_words() -> str:
    """Answer what may happen to money; wrong settings refuse here, in one sentence."""
    sys.path.insert(0, str(ROOT))
    from bookstore.settings import load_settings

    return MODES[load_settings().mode]


def require_free(port: int, advice: str) -> None:
    """Refuse when another program has the port."""
    if is_taken(port):
        raise refuse(f"Port {port} is taken by another program: stop that one{advice}.")


def serve(command: str, port: int) -> None:
    """Start the shop, announce it and stay until it ends by itself."""
    os.environ["REFLEX_FRONTEND_PORT"] = str(port)  # read by Reflex and by the shop's settings
    mode = mode_in_words()
    addresses = [(port, "/healthz")]
    if command == "dev":
        addresses = [(DEV_BACKEND_PORT, "/healthz"), (port, "/")]
        require_free(DEV_BACKEND_PORT, "")
    require_free(port, f", or choose another port: make {command} PORT={port + 1}")
    is_first = not INSTALLED.is_file()
    progress = Progress(is_first=is_first)
    reflex = Reflex(["--env", "dev" if command == "dev" else "prod"])
    try:
        wait_until_open(reflex, addresses, progress)
        reflex.is_quiet = False
        is_first = False
        say(f"The shop is open at http://localhost:{port} ({mode}). Ctrl-C closes it.")
        code = reflex.process.wait()
        raise refuse(f"The shop ended by itself with exit status {code}.")
    finally:
        reflex.end()
        if is_first:
            forget_packages()


def forget_packages() -> None:
    """Remove what a first start has fetched: npm believes half a package to be a whole one."""
    INSTALLED.unlink(missing_ok=True)
    shutil.rmtree(PACKAGES, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    try:
        serve(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else PORT)
    except Stopped:
        say("The shop is closed.")
