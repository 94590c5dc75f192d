"""What a server and all that it has started have used: processor and memory, from /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def members(group: int) -> list[Path]:
    """The /proc folders of a process group's members."""
    return [
        folder
        for folder in Path("/proc").glob("[0-9]*")
        if len(fields := _stat(folder)) > 2 and int(fields[2]) == group
    ]


def cpu_seconds(group: int) -> float:
    """The processor time that a process group has used so far."""
    ticks = 0
    for folder in members(group):
        fields = _stat(folder)
        if len(fields) > 12:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def memory_kib(group: int) -> float:
    """The memory of a process group; what it shares with others counts in part."""
    total = 0
    for folder in members(group):
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            lines = (folder / "smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return float(total)


def _stat(folder: Path) -> list[str]:
    """The fields behind the name, which may hold anything: state, parent, group and so on."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []  # it has ended
