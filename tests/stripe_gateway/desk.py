"""A Stripe that answers from a script: what the gateway sent is in `requests`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CHARGE: dict[str, Any] = {"id": "ch_1", "object": "charge", "amount": 3500, "amount_refunded": 0}
INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 3500,
    "amount_received": 0,
    "cancellation_reason": None,
    "client_secret": "pi_1_secret_x",
    "currency": "usd",
    "last_payment_error": None,
    "latest_charge": None,
    "livemode": False,
    "metadata": {"order_number": "B-1", "order_revision": "1"},
    "status": "requires_payment_method",
}
REFUND = {
    "id": "re_1",
    "object": "refund",
    "amount": 1000,
    "currency": "usd",
    "status": "succeeded",
}


@dataclass(frozen=True)
class Sent:
    """One request as it came over the wire; `form` is its query and body, decoded."""

    method: str
    path: str
    form: dict[str, str]
    headers: Mapping[str, str]

    @property
    def idempotency_key(self) -> str:
        """The key under which the answer is kept."""
        return self.headers["Idempotency-Key"]


@dataclass
class Desk:
    """Answers in order, the last one for ever."""

    url: str
    requests: list[Sent] = field(default_factory=list)
    connections: int = 0
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)

    def answer(self, body: object, status: int = 200, *, may_retry: bool = False) -> None:
        """Add an answer to the script; the SDK is told whether to try again."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Stripe-Should-Retry": str(may_retry).lower(), "Request-Id": "req_1"}
        self.answers.append((status, text, headers))

    def refuse(self, status: int, *, may_retry: bool = False, **error: object) -> None:
        """Add an error in Stripe's envelope to the script."""
        self.answer({"error": {"message": "No.", **error}}, status, may_retry=may_retry)

    def take(self, sent: Sent) -> tuple[int, bytes, dict[str, str]]:
        """Write a request down and say what it is answered."""
        self.requests.append(sent)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Serve a desk on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            desk.connections += 1
            super().setup()

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = dict(parse_qsl("&".join(filter(None, [url.query, body])), True))
            sent = Sent(self.command, url.path, form, dict(self.headers.items()))
            status, text, headers = desk.take(sent)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_DELETE = do_GET  # noqa: N815 - the names of http.server

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    desk = Desk(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
