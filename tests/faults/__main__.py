"""``python -m tests.faults``: break the shop at random, thousands of times, from one seed."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.faults.mutants import MUTANTS
from tests.faults.runner import Total, run_batch, run_many
from tests.faults.schedule import Report

STORIES = Path(".pytest_cache/faults")
MOST_FOR_A_MUTANT = 1500


class _Options(argparse.Namespace):
    count: int
    seed: int | None
    mutants: bool


def main() -> int:
    """Run what was asked for; 1 when something failed, or a mutant was not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many schedules")
    parser.add_argument("--seed", type=int, help="the first one's seed; a fresh one if not given")
    parser.add_argument("--mutants", action="store_true", help="see that planted bugs are caught")
    options = parser.parse_args(namespace=_Options())
    seed = secrets.randbelow(10**9) if options.seed is None else options.seed
    return _run_mutants() if options.mutants else _run(seed, options.count)


def _run(seed: int, count: int) -> int:
    _say(f"{count} schedules from seed {seed}")
    total, shown = Total(), 0
    for total in run_many(seed, count):
        for report in total.failed[shown:]:
            _show_failed(report)
        shown = len(total.failed)
        _say(f"\r{total.schedules} done, {shown} failed", end="", to_screen_only=True)
    _say("")
    _tell(total.counts)
    each = 1000 / max(total.schedules, 1)
    _say(
        f"{total.schedules} schedules of {total.steps * each / 1000:.0f} steps in "
        f"{total.seconds:.0f} s; {total.cpu_seconds * each:.0f} ms of one core each; "
        f"{len(total.failed)} failed"
    )
    return 1 if total.failed else 0


def _tell(counts: Mapping[str, int]) -> None:
    """The counts, in columns by what they begin with."""
    for group in sorted({name.partition(":")[0] for name in counts}):
        _say(f"{group}")
        for name, number in sorted(counts.items()):
            if name.partition(":")[0] == group:
                _say(f"  {number:8}  {name.partition(': ')[2] or name}")


def _show_failed(report: Report) -> None:
    """What failed in one schedule, where its story lies, and how to see it again."""
    STORIES.mkdir(parents=True, exist_ok=True)
    file = STORIES / f"{report.seed}.txt"
    file.write_text("\n".join([*report.failures, "", *report.story]), encoding="utf-8")
    _say(f"\nseed {report.seed} (again: make faults N=1 SEED={report.seed}; story: {file})")
    for failure in dict.fromkeys(report.failures):
        _say(f"  {failure[:600]}")


def _run_mutants() -> int:
    missed: list[str] = []
    for name, mutant in MUTANTS.items():
        total = run_batch(range(MOST_FOR_A_MUTANT), name)
        if total.failed:
            report = total.failed[0]
            _say(f"{name:34} caught by schedule {report.seed:4}: {report.failures[0][:90]}")
        else:
            missed.append(name)
            _say(f"{name:34} NOT CAUGHT in {total.schedules} schedules: {mutant.__doc__}")
    _say(f"{len(MUTANTS) - len(missed)} of {len(MUTANTS)} planted bugs were caught")
    return 1 if missed else 0


def _say(text: str, *, end: str = "\n", to_screen_only: bool = False) -> None:
    if to_screen_only and not sys.stdout.isatty():
        return
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
