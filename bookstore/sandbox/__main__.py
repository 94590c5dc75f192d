"""``python -m bookstore.sandbox --port 12111``: the sandbox alone, for any Stripe client."""

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.middleware.cors import CORSMiddleware

from .recording import Recording, write_to
from .server import Sandbox
from .store import StoreError

_HOST = "127.0.0.1"
_KNOCK_SECONDS = 0.02
_DEFAULT_FILE = Path(".data/sandbox_alone.db")  # apart from the shop's own


def main() -> None:
    """Serve until interrupted."""
    options = _read_options()
    try:
        asyncio.run(_serve(_free_port(options.port), options))
    except StoreError as error:
        raise SystemExit(str(error)) from error


class _Options(argparse.Namespace):
    port: int
    file: Path | None
    latency_ms: int
    record: Path | None
    settle_seconds: float | None


def _read_options() -> _Options:
    parser = argparse.ArgumentParser(
        prog="python -m bookstore.sandbox",
        description="An offline stand-in for Stripe's API. No money moves.",
    )
    parser.add_argument("--port", type=int, default=12111, help="0 chooses a free one")
    parser.add_argument("--latency-ms", type=int, default=0, help="added to each call")
    settle = parser.add_mutually_exclusive_group()
    settle.add_argument(
        "--settle-seconds", type=float, default=20.0, help="how long a bank takes to answer a debit"
    )
    settle.add_argument(
        "--settle-by-hand",
        dest="settle_seconds",
        action="store_const",
        const=None,
        help="banks answer only when a control tells them to",
    )
    parser.add_argument("--record", type=Path, help="add each call, as JSON, to this file")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--file", type=Path, default=_DEFAULT_FILE, help="where the state is kept")
    where.add_argument(
        "--memory", dest="file", action="store_const", const=None, help="keep no state"
    )
    return parser.parse_args(namespace=_Options())


def _free_port(wanted: int) -> int:
    # Two servers may listen on one port and share its callers, so ask before.
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, wanted))
        except OSError as error:
            message = f"Port {wanted} cannot be used: {error.strerror}. Choose another with --port."
            raise SystemExit(message) from error
        return probe.getsockname()[1]


async def _serve(port: int, options: _Options) -> None:
    url = f"http://{_HOST}:{port}"
    sandbox = Sandbox(
        options.file,
        public_url=url,
        latency_ms=options.latency_ms,
        settle_seconds=options.settle_seconds,
    )
    inner = Recording(sandbox.app, write_to(options.record)) if options.record else sandbox.app
    # Any local page may use it; in the shop the host app answers CORS instead.
    app = CORSMiddleware(inner, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    server = Server(app, address=_HOST, port=port, interface=Interfaces.ASGINL, log_enabled=False)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    async with sandbox.running():
        serving = asyncio.create_task(server.serve())
        await _until_listening(port)
        sys.stdout.write(f"Sandbox at {url} (no money moves). Stop it with Ctrl+C.\n")
        sys.stdout.flush()
        await serving


async def _until_listening(port: int) -> None:
    # The server does not say when it listens, so knock until somebody opens.
    while True:
        try:
            _, writer = await asyncio.open_connection(_HOST, port)
        except OSError:
            await asyncio.sleep(_KNOCK_SECONDS)
        else:
            writer.close()
            return


if __name__ == "__main__":
    main()
