"""Run a long command as one step: a title, signs of life, and its last words if it fails."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

PATIENCE_SECONDS = 10.0  # without a new line on the screen
LAST_WORDS = 30  # lines


class StepFailed(Exception):
    """A step ended with an error; `lines` is everything that it printed."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def refuse(sentence: str) -> SystemExit:
    """Answer the exception that ends the command with one sentence."""
    print(sentence, file=sys.stderr, flush=True)
    return SystemExit(1)


def last_words(lines: Sequence[str]) -> str:
    """Answer the end of an output, indented, without empty lines and banners."""
    told = [line for line in lines if line.strip() and not line.startswith("──")]
    return "\n".join(f"  {line}" for line in told[-LAST_WORDS:])


def run_step(title: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Run a command quietly under a title; raise StepFailed when it fails."""
    say(f"{title} ...")
    with subprocess.Popen(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        lines = list(with_signs_of_life(lines_of(process.stdout)))
    if process.returncode != 0:
        raise StepFailed(lines)


def lines_of(stream: IO[str] | None) -> Iterable[str | None]:
    """Yield the lines of a pipe as they come, and None whenever patience runs out."""
    waiting: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream or ():
            waiting.put(line.rstrip())
        waiting.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while True:
        try:
            line = waiting.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line


def with_signs_of_life(lines: Iterable[str | None]) -> Iterable[str]:
    """Pass lines on; say every so often how long it has taken and what came last."""
    started = told = time.monotonic()
    last = ""
    for line in lines:
        now = time.monotonic()
        if now - told >= PATIENCE_SECONDS:
            say(f"  {now - started:.0f} s so far{': ' + last[:70] if last else ''}")
            told = now
        if line is not None:
            last = line.strip() or last
            yield line
