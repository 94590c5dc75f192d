"""Make the virtual environment when this Python is outside it, then install requirement files."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from steps import StepFailed, last_words, refuse, run_step

VENV = Path(".venv")
UNREACHABLE = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "ProxyError",
    "ConnectTimeoutError",
    "Connection refused",
    "Connection reset",
    "ReadTimeoutError",
    "No route to host",
    "Network is unreachable",
)


def make_venv() -> None:
    """Make .venv anew from the Python that runs this."""
    version = ".".join(str(part) for part in sys.version_info[:2])
    try:
        run_step(
            f"Making .venv with Python {version}",
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
        )
    except StepFailed as failure:
        raise refuse(f"{last_words(failure.lines)}\nPython could not make .venv.") from failure


def install(files: Sequence[str]) -> None:
    """Install the requirement files into .venv."""
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install"]
    names = " and ".join(files)
    # Pip's own five retries keep a person without a network waiting for half a minute.
    calm = {"PIP_RETRIES": "2", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_PROGRESS_BAR": "off"}
    try:
        run_step(
            f"Installing {names} (about half a minute the first time)",
            [*pip, *(part for file in files for part in ("-r", file))],
            env={**calm, **os.environ},
        )
    except StepFailed as failure:
        raise refuse(explain(failure.lines)) from failure


def explain(lines: Sequence[str]) -> str:
    """Answer why pip failed: one sentence without a network, else pip's own last words."""
    if any(sign in line for line in lines for sign in UNREACHABLE):
        return (
            "No package index can be reached, so the requirements cannot be installed: check the"
            " network, or name an index of your own with PIP_INDEX_URL."
        )
    return f"{last_words(lines)}\nPip could not install the requirements; its last words are above."


if __name__ == "__main__":
    if Path(sys.prefix).resolve() != VENV.resolve():
        make_venv()
    install(sys.argv[1:])
