"""The Stripe of a shop: the sandbox in a process of its own, whose work is not the shop's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import processes
from tests.machine import PROJECT


class StripeApart:
    """A sandbox that waits before each answer; what it uses of the machine is told apart."""

    def __init__(self, file: Path) -> None:
        """Keep where it stores its objects; nothing runs yet."""
        self._file = file
        self._process: subprocess.Popen[str] | None = None
        self.api = ""

    def open(self, *, port: int = 0, latency_ms: int) -> None:
        """Serve, at a free port unless one is named."""
        command = [sys.executable, "-m", "bookstore.sandbox", "--file", str(self._file)]
        self._process = subprocess.Popen(
            [*command, "--port", str(port), "--latency-ms", str(latency_ms)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        announced = self._process.stdout.readline()
        self.api = next(word for word in announced.split() if word.startswith("http"))

    def cpu_seconds(self) -> float:
        """What it has used of the processors."""
        assert self._process is not None
        return processes.cpu_seconds(self._process.pid)

    def end(self) -> None:
        """End it; its objects stay in the file."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.wait(timeout=20)
        assert process.stdout is not None
        process.stdout.close()
