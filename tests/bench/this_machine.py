"""The machine that was measured, in a line that tells nothing else of it."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("reflex", "stripe", "playwright")


def describe_machine(chromium: str) -> dict[str, str]:
    """Cores, memory and versions; no names and no paths."""
    return {
        "Processor": f"{os.cpu_count()} cores of {_processor()}, {_memory()}",
        "System": f"{platform.system()} {platform.release().partition('-')[0]}",
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "Chromium": _chromium_version(chromium),
    }


def load() -> float:
    """How many processes wanted to run, on average over the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    told = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return told[1] if told else platform.machine()


def _memory() -> str:
    told = re.search(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"), re.MULTILINE)
    return f"{int(told[1]) / 2**20:.0f} GiB" if told else "memory unknown"


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""


def _chromium_version(chromium: str) -> str:
    said = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=False)
    told = re.search(r"[\d.]{5,}", said.stdout)
    return told[0] if told else "unknown"
