"""One calm shopper in a process of its own, so that only the server can make it wait.

    python -m tests.bench.bystander shop|flask URL BOOK_ID

It comes in and says "ready". Then, for each line that names a number of seconds, it does something
small over and over for so long, and says what each act took, in milliseconds, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from time import perf_counter

from tests.bench.plain_http import ask
from tests.bench.shopping import Clicks
from tests.bench.wire import Tab
from tests.machine import PROJECT

PAUSE_SECONDS = 0.01
WARM_UP = 40

Act = Callable[[], Awaitable[float]]


class Bystander:
    """The process as the one that started it sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def stands_by(self, seconds: float) -> list[float]:
        """Answer the milliseconds of each act of so many seconds."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{seconds}\n".encode())
        said = await stdout.readline()
        if not said:
            raise ConnectionError("The bystander was turned away.")
        return json.loads(said)

    async def leaves(self) -> None:
        """End the process."""
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()


async def call_bystander(kind: str, url: str, book_id: int) -> Bystander:
    """Start one and wait until it has come in."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.bystander", kind, url, str(book_id)),
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**22,  # thousands of figures in a line
    )
    assert process.stdout is not None
    if await process.stdout.readline() != b"ready\n":
        raise ConnectionError("The bystander could not come in.")
    return Bystander(process)


async def stand_by(kind: str, url: str, book_id: int) -> None:
    """Live as the bystander until nobody asks any more."""
    act = await _shopper(url, book_id) if kind == "shop" else _reader(url)
    for _ in range(WARM_UP):
        await act()
    _say("ready")
    while told := await asyncio.to_thread(sys.stdin.readline):
        took, end = [], perf_counter() + float(told)
        while perf_counter() < end:
            took.append(1000 * await act())
            await asyncio.sleep(PAUSE_SECONDS)
        _say(json.dumps(took))


async def _shopper(url: str, book_id: int) -> Act:
    clicks = Clicks(Tab(url), book_id)
    await clicks.start()
    return clicks.next


def _reader(url: str) -> Act:
    async def read() -> float:
        started = perf_counter()
        await ask(f"{url}/cart")
        return perf_counter() - started

    return read


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - for the process that started this one


if __name__ == "__main__":
    asyncio.run(stand_by(sys.argv[1], sys.argv[2], int(sys.argv[3])))
