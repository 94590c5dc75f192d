"""What is examined: an environment, the folders it was read from, and the ways out to others."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from dotenv import dotenv_values

from bookstore.settings import PROJECT


@dataclass(frozen=True)
class Patient:
    """Everything that the checks look at; the fields are the machine's own unless a test says so.

    `environ` is what settings are read from, `road` how Stripe is asked instead of over the
    network.
    """

    environ: Mapping[str, str | None]
    project: Path = PROJECT
    here: Path = field(default_factory=Path.cwd)
    catalogue: Path = PROJECT / "bookstore" / "catalogue.toml"
    node: Path = field(default_factory=lambda: Path(sysconfig.get_path("scripts")) / "node")
    port: int = 3000
    road: httpx.AsyncBaseTransport | None = None


def this_machine(port: int) -> Patient:
    """The shop in this folder with the environment of this process."""
    env_file = PROJECT / ".env"
    return Patient({**dotenv_values(env_file), **os.environ}, port=port)
