"""How fast the sandbox answers on one core, with many intents stored: a program, not a test.

    python -m tests.bench.sandbox_speed --intents 100000 --requests 5000

The sandbox runs alone, as a person starts it, bound to one core; the caller has another. Each
caller sends its next request when its last is answered. The file lies on the disk named by
--folder (a fresh temporary one by default).
"""

import argparse
import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import granian
import httpx
import starlette

from bookstore.sandbox.store import connect

PROJECT = Path(__file__).resolve().parents[2]
HEADERS = "host: localhost\r\nauthorization: Bearer sk_test_bench\r\n"
FORM = (
    "amount=1999&currency=usd&metadata[order_number]=A-1"
    "&automatic_payment_methods[enabled]=true&receipt_email=a%40example.com"
)


@dataclass(frozen=True)
class Result:
    """What one kind of request took."""

    name: str
    seconds: float
    latencies_ms: list[float]
    cpu_seconds: float

    def __str__(self) -> str:
        count = len(self.latencies_ms)
        p99 = quantiles(self.latencies_ms, n=100)[98]
        return (
            f"{self.name:<22}{count / self.seconds:8.0f}/s  median {median(self.latencies_ms):6.2f}"
            f" ms  p99 {p99:6.2f} ms  worst {max(self.latencies_ms):6.1f} ms"
            f"  server CPU {self.cpu_seconds / count * 1000:.2f} ms each"
        )


def main() -> None:
    options = read_options()
    show_machine(options)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        file = Path(folder) / "speed.db"
        with serve(file, options.core) as (url, _):
            template = create_one(url)
        ids = fill(file, template, options.intents)
        with serve(file, options.core) as (url, pid):
            for result in measure(url, pid, ids, options):
                print(result)  # noqa: T201 - a program for people


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the sandbox's speed.")
    parser.add_argument("--intents", type=int, default=100_000, help="stored before measuring")
    parser.add_argument("--requests", type=int, default=5_000, help="of each kind")
    parser.add_argument("--callers", type=int, default=4, help="at once")
    parser.add_argument("--core", type=int, default=0, help="the core the sandbox runs on")
    parser.add_argument("--folder", type=Path, default=None, help="where the file is made")
    return parser.parse_args()


def show_machine(options: argparse.Namespace) -> None:
    versions = f"granian {granian.__version__}, starlette {starlette.__version__}"
    print(  # noqa: T201 - a program for people
        f"Python {platform.python_version()}, {versions}\n"
        f"{cpu_name()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
        f"{options.intents} intents stored, {options.requests} requests by {options.callers} "
        "callers, the sandbox on one core"
    )


def cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


@contextmanager
def serve(file: Path, core: int) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "bookstore.sandbox", "--port", "0", "--file", str(file)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        announced = server.stdout.readline()
        if hasattr(os, "sched_setaffinity"):
            for thread in Path(f"/proc/{server.pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core})
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - {core} or {core})
        try:
            yield next(word for word in announced.split() if word.startswith("http")), server.pid
        finally:
            server.terminate()


def create_one(url: str) -> dict[str, Any]:
    with httpx.Client(trust_env=False, headers={"authorization": "Bearer sk_test_bench"}) as caller:
        response = caller.post(f"{url}/v1/payment_intents", data=dict(parse_qsl(FORM)))
        response.raise_for_status()
        return response.json()


def fill(file: Path, template: dict[str, Any], count: int) -> list[str]:
    """Store copies of an intent and of its event, and nothing else that would cost time."""
    connection = connect(file)
    started = int(template["created"])
    ids = [f"pi_bench{number:018d}" for number in range(count)]
    connection.execute("BEGIN")
    for kind, prefix, topic in (
        ("payment_intent", "pi_", None),
        ("event", "evt_", "payment_intent.created"),
    ):
        row = connection.execute("SELECT body FROM objects WHERE kind = ?", (kind,)).fetchone()
        body = row[0].replace(template["id"], "%s")
        connection.executemany(
            "INSERT INTO objects (id, kind, created, topic, body) VALUES (?, ?, ?, ?, ?)",
            (
                (each.replace("pi_", prefix), kind, started, topic, body.replace("%s", each))
                for each in ids
            ),
        )
    connection.execute("COMMIT")
    connection.close()
    return ids


def measure(url: str, pid: int, ids: list[str], options: argparse.Namespace) -> Iterator[Result]:
    last, step = len(ids), 7919  # a prime, so that reads jump about
    requests: dict[str, Callable[[int], bytes]] = {
        "warm up": lambda n: get(f"/v1/payment_intents/{ids[n * step % last]}"),
        "create": lambda n: post("/v1/payment_intents", FORM),
        "create with a key": lambda n: post("/v1/payment_intents", FORM, key=f"key-{n}"),
        "retrieve": lambda n: get(f"/v1/payment_intents/{ids[n * step % last]}"),
        "create, then retrieve": lambda n: (
            get(f"/v1/payment_intents/{ids[n * step % last]}")
            if n % 2
            else post("/v1/payment_intents", FORM)
        ),
        "list 10": lambda n: get("/v1/payment_intents"),
        "list 10 deep": lambda n: get(f"/v1/payment_intents?starting_after={ids[n * step % last]}"),
    }
    for name, request in requests.items():
        count = options.requests // 10 if name == "warm up" else options.requests
        result = asyncio.run(load(name, url, pid, request, count, options.callers))
        if name != "warm up":
            yield result


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\n{HEADERS}\r\n".encode()


def post(path: str, form: str, *, key: str | None = None) -> bytes:
    keyed = f"idempotency-key: {key}\r\n" if key else ""
    kind = "content-type: application/x-www-form-urlencoded\r\n"
    length = f"content-length: {len(form)}\r\n"
    return f"POST {path} HTTP/1.1\r\n{HEADERS}{keyed}{kind}{length}\r\n{form}".encode()


async def load(
    name: str, url: str, pid: int, request: Callable[[int], bytes], count: int, callers: int
) -> Result:
    numbers = iter(range(count))
    latencies: list[float] = []

    async def call() -> None:
        host = urlsplit(url)
        reader, writer = await asyncio.open_connection(host.hostname, host.port)
        for number in numbers:
            sent = perf_counter()
            writer.write(request(number))
            await read_answer(reader)
            latencies.append((perf_counter() - sent) * 1000)
        writer.close()

    cpu, started = cpu_of(pid), perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    return Result(name, perf_counter() - started, latencies, cpu_of(pid) - cpu)


async def read_answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"The sandbox answered {head.decode()}")
    lines = head.lower().split(b"\r\n")
    length = next(line.split(b":")[1] for line in lines if line.startswith(b"content-length"))
    await reader.readexactly(int(length))


def cpu_of(pid: int) -> float:
    """Seconds of CPU a process has used; this one's own where that cannot be told."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return process_time()
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
