"""Runs many schedules on all cores and adds up what came of them."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.faults.mutants import MUTANTS
from tests.faults.schedule import Report, open_folder, run_schedule

BATCH = 25  # schedules that a worker takes at once

_folder: Path | None = None
_stack = ExitStack()


@dataclass
class Total:
    """What came of many schedules; `failed` has the failures and the story of each bad one."""

    schedules: int = 0
    steps: int = 0
    cpu_seconds: float = 0.0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Report] = field(default_factory=list)

    def add(self, other: Total) -> None:
        """Add up."""
        self.schedules += other.schedules
        self.steps += other.steps
        self.cpu_seconds += other.cpu_seconds
        self.counts += other.counts
        self.failed += other.failed


def _prepare() -> None:
    """A worker's own folder; a collector that does not look again at what stays anyway."""
    global _folder
    _folder = _stack.enter_context(open_folder())
    gc.collect()
    gc.freeze()
    gc.disable()


def run_batch(seeds: Iterable[int], mutant: str = "") -> Total:
    """Run these schedules in this process, up to the first failure of a mutant."""
    if _folder is None:
        _prepare()
    assert _folder is not None
    total, before = Total(), _cpu_seconds()
    for seed in seeds:
        report = run_schedule(seed, _folder, mutant=MUTANTS[mutant]() if mutant else None)
        total.schedules += 1
        total.steps += report.steps
        total.counts += report.counts
        if report.failures:
            total.failed.append(report)
            if mutant:
                break
    gc.collect()
    total.cpu_seconds = _cpu_seconds() - before
    return total


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system


def run_many(first: int, count: int, *, workers: int | None = None) -> Iterator[Total]:
    """Run `count` schedules from a seed on; the total so far, each time a batch is done."""
    started = time.monotonic()
    total = Total()
    batches = [
        range(start, min(start + BATCH, first + count))
        for start in range(first, first + count, BATCH)
    ]
    workers = min(workers or os.cpu_count() or 1, len(batches))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done in pool.map(run_batch, batches):
            total.add(done)
            total.seconds = time.monotonic() - started
            yield total
