"""An answer that fails is logged by us, and not by a server that would quote the request."""

from __future__ import annotations

import logging

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("bookstore.front_door")
SORRY = PlainTextResponse("Something went wrong on our side.", 500)


class LoggedFailures:
    """Logs what the application behind it raises, and answers 500 if nothing else has."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of everything that may fail."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""
        has_begun = False

        async def send_noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception:  # whatever it was: nobody behind us may log it
            match scope["type"]:
                case "http":
                    log.exception("An answer has failed.")
                    if not has_begun:
                        await SORRY(scope, receive, send)
                case "websocket":  # a frame that is none; what a frame says fails elsewhere
                    log.warning("A socket was cut: it did not speak as it should.")
                case _:
                    raise
