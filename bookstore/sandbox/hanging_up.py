"""Cuts a connection so that the caller never hears an answer.

ASGI has no word for this: a server answers 500 for an application that raises. So the socket
itself is found among the open files of this process, by the caller's address, and shut. Where
there is no socket, because the caller is in this process, the caller's own exception is raised.
"""

import os
import socket
from pathlib import Path
from stat import S_ISSOCK

from httpx import ReadError
from starlette.types import Scope

_OPEN_FILES = Path("/dev/fd")


class ConnectionCut(ReadError):
    """The connection ended without an answer; httpx's ASGITransport hands it to the caller."""

    def __init__(self) -> None:
        super().__init__("The sandbox cut the connection, as it was asked to.")


def hang_up(scope: Scope) -> None:
    """End the connection of one request; what is answered afterwards goes nowhere.

    Raises:
        ConnectionCut: the caller is in this process, or behind a socket that is not ours.
    """
    client = scope.get("client")
    if client is None or not _shut(client[0], int(client[1])):
        raise ConnectionCut


def _shut(host: str, port: int) -> bool:
    for name in os.listdir(_OPEN_FILES) if _OPEN_FILES.is_dir() else ():
        held = _socket_of(int(name))
        if held is None:
            continue
        with held:
            if _peer(held) == (host, port):
                held.shutdown(socket.SHUT_RDWR)
                return True
    return False


def _socket_of(number: int) -> socket.socket | None:
    """A second handle on an open socket; None for any other file."""
    try:
        if not S_ISSOCK(os.fstat(number).st_mode):
            return None
        copy = os.dup(number)
    except OSError:  # closed meanwhile
        return None
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None


def _peer(held: socket.socket) -> tuple[str, int] | None:
    try:
        peer = held.getpeername()
    except OSError:
        return None
    is_internet = held.family in (socket.AF_INET, socket.AF_INET6)
    return (str(peer[0]).removeprefix("::ffff:"), int(peer[1])) if is_internet else None
