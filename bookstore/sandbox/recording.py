"""Writes down the API's traffic, so that it can be held against Stripe's contract afterwards.

Keys are not recorded; card numbers are, and are test cards. Wrap any application which holds
the sandbox; only its ``/v1`` calls count.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer.

    Attributes:
        path: from ``/v1`` on, with the query.
        form: the body as it was sent.
        status: of the answer; 0 when the connection was cut.
        by_browser: whether the key was a publishable one, which is shown less.
    """

    method: str
    path: str
    form: str
    status: int
    body: str
    by_browser: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """An application whose API calls are handed to ``observe`` when they are over."""

    app: ASGIApp
    observe: Callable[[Exchange], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and listen."""
        _, slash_v1, path = scope.get("path", "").partition("/v1/")
        if scope["type"] != "http" or not slash_v1:
            await self.app(scope, receive, send)
            return
        form, body, status = bytearray(), bytearray(), [0]

        async def hear() -> Message:
            message = await receive()
            form.extend(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            status[0] = message.get("status", status[0])
            body.extend(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, hear, tell)
        except BaseException:
            status[0] = 0
            body.clear()
            raise
        finally:
            query = scope["query_string"].decode()
            sent = form.decode(errors="replace")
            self.observe(
                Exchange(
                    method=scope["method"],
                    path=f"/v1/{path}?{query}" if query else f"/v1/{path}",
                    form=sent,
                    status=status[0],
                    body=body.decode(errors="replace"),
                    by_browser=_is_publishable(scope, query, sent),
                )
            )


def _is_publishable(scope: Scope, query: str, form: str) -> bool:
    keys = [text for name, text in scope["headers"] if name == b"authorization"]
    said = [f"key={key.decode(errors='replace').rpartition(' ')[2]}" for key in keys]
    return any(part.startswith("key=pk_") for part in (said or f"{query}&{form}".split("&")))


def write_to(file: Path) -> Callable[[Exchange], None]:
    """An observer which adds one line of JSON per exchange to a file."""

    def write(exchange: Exchange) -> None:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(exchange)) + "\n")

    return write
