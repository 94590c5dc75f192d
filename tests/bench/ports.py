"""A port that stays the same from run to run, because the address of a site is in its build."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.machine import free_port


def kept_port(folder: Path, whose: str = "port") -> int:
    """The folder's port of the last time if it is free, else another that is kept."""
    note = folder / whose
    if note.exists() and is_free(int(note.read_text())):
        return int(note.read_text())
    port = free_port()
    note.write_text(str(port))
    return port


def is_free(port: int) -> bool:
    """Whether nobody on this machine has the port."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
