"""Watches the event loop of the shop under test: Python imports this at the start of each process.

It is found by PYTHONPATH, so the shop knows nothing of it. Two things keep everybody else
waiting: a callback of the loop that computes for too long, and a call in one that blocks.
Each is written to the file that HOLDS names. Computing is measured as CPU time of the loop's
thread, so that a busy machine is not taken for a slow shop.
"""

import asyncio
import asyncio.events
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

LIMIT_SECONDS = 0.05
FILE = os.environ.get("HOLDS", "")
BLOCKS = {"os.system", "subprocess.Popen", "sqlite3.connect"}
NAMES = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_running = threading.local()  # .handle: the callback that this thread is in


def note(what: str) -> None:
    """Write down what has held the loop."""
    with open(FILE, "a", encoding="utf-8") as holds:
        holds.write(f"{what}\n")


def is_blocking(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether what Python is about to do may wait: a sleep, a lookup, a blocking socket."""
    if event == "socket.connect":
        return arguments[0].gettimeout() != 0
    return event in BLOCKS or event in NAMES


def listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Note a call that blocks, if a callback of a loop makes it."""
    handle = getattr(_running, "handle", None)
    if handle is not None and is_blocking(event, arguments):
        note(f"{event} in {handle!r}")


def sleep_heard(seconds: float, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Sleep as ever; before Python 3.13 a sleep raises no event of its own."""
    if handle := getattr(_running, "handle", None):
        note(f"time.sleep in {handle!r}")
    sleep(seconds)


def watch() -> None:
    """Have every callback of every event loop timed, and heard."""
    run = asyncio.events.Handle._run

    def run_timed(handle: asyncio.events.Handle) -> None:
        _running.handle, begun = handle, time.thread_time()
        try:
            run(handle)
        finally:
            _running.handle = None
        held = time.thread_time() - begun
        if held > LIMIT_SECONDS:
            note(f"{held * 1000:.0f} ms in {handle!r}")

    setattr(asyncio.events.Handle, "_run", run_timed)  # noqa: B010 - a private name
    time.sleep = sleep_heard
    sys.addaudithook(listen)


if FILE:
    watch()
