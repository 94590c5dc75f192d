"""A Postgres server of the test run's own: a folder, a socket in it, and no port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin")


def find_postgres() -> Path | None:
    """The folder of initdb and pg_ctl; None where Postgres is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    found = [path for place in PLACES for path in Path("/").glob(place[1:])]
    usable = [path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()]
    return max(usable, key=lambda path: path.parent.name, default=None)


@contextmanager
def run_postgres(programs: Path) -> Iterator[str]:
    """A server until the end; yields the URL of its first database."""
    folder = Path(
        tempfile.mkdtemp(prefix="bookstore-pg-")
    )  # short: a socket's path may not be long
    owner = _give_away(folder)
    cluster = folder / "data"
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    try:
        _run(owner, programs / "initdb", "-D", cluster, "-U", "shop", "-A", "trust", "--locale=C")
        started = ["-D", cluster, "-l", folder / "log", "-o", options, "-w", "start"]
        _run(owner, programs / "pg_ctl", *started)
        try:
            yield f"postgresql://shop@/postgres?host={folder}"
        finally:
            _run(owner, programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _give_away(folder: Path) -> str | None:
    """Postgres refuses to run as root: whoever it is to run as owns the folder."""
    if os.getuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    owner = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, owner)
    return owner


def _run(owner: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    # Its own folder as the working one: the project's may be closed to another user.
    group = pwd.getpwnam(owner).pw_gid if owner else None
    identity = {"user": owner, "group": group, "extra_groups": []} if owner else {}
    done = subprocess.run(
        words,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]} failed:\n{done.stdout}")
