"""A person's machine in a folder, for the tests of the commands."""

import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

Run = subprocess.CompletedProcess[str]


def copy_commands(folder: Path) -> Path:
    """Put our commands, and nothing else, into a new project in the folder; answer it."""
    shutil.copytree(PROJECT / ".ci", folder / "project/.ci")
    return folder / "project"


def program(path: Path, script: str) -> Path:
    """Write an executable shell script and answer its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def run(command: list[str | Path], *, cwd: Path = PROJECT, env: Mapping[str, str]) -> Run:
    """Run a command to its end with exactly this environment."""
    return subprocess.run(
        command, cwd=cwd, env=env, text=True, capture_output=True, timeout=60, check=False
    )


def assert_refused(result: Run, *words: str) -> None:
    """The command failed and said why in one line that holds these words."""
    assert result.returncode != 0
    assert result.stdout.count("\n") <= 1, result.stdout  # the title of the step, at most
    assert result.stderr.count("\n") == 1, result.stderr
    assert all(word in result.stderr for word in words), result.stderr


@contextmanager
def taken_port(*, listens: bool, host: str = "127.0.0.1") -> Iterator[int]:
    """A port that is bound for the duration; nobody else can have it, listening or not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as holder:
        holder.bind((host, 0))
        if listens:
            holder.listen()
        yield holder.getsockname()[1]


def free_port() -> int:
    with taken_port(listens=False) as port:
        return port
