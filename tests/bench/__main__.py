"""`make bench`: measure the shop beside its peers and write docs/benchmarks.md.

    python -m tests.bench [--parts pages,events] [--quick] [--publish] [--folder .bench]

Every part runs alone and leaves its figures in the folder. A whole run that is not quick rewrites
docs/benchmarks.md; any other writes benchmarks.md into the folder, from the parts of this and of
earlier runs, unless it is to be published: the page then says that it is of several runs.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
import time
import tomllib
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.bench.results import Failure, Figures, Outcome, Result, Results
from tests.bench.sites import Sites
from tests.bench.table import TITLES, write_table
from tests.bench.this_machine import describe_machine, load
from tests.machine import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"
REASONS = Path(__file__).with_name("reasons.toml")


def main() -> None:
    """Measure what is asked for; fail if a part failed."""
    chosen = _read_options()
    if not Path("/proc/self/stat").exists():
        raise SystemExit("The bench reads /proc to see what servers use: run it on Linux.")
    signal.signal(signal.SIGTERM, _stop)
    run = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    results = Results(chosen.folder / "results")
    is_whole = chosen.parts == list(TITLES)
    if is_whole:
        results.forget()
    sites = Sites(chosen.folder, is_quick=chosen.quick)
    outcomes: list[Outcome] = []
    try:
        for part in chosen.parts:  # kept at once: a run may be cut short
            outcomes.append(_measure(part, sites, run))
            results.keep(outcomes[-1])
    finally:
        sites.close()
    is_public = chosen.publish or (is_whole and not chosen.quick)
    _write(PAGE if is_public else chosen.folder / "benchmarks.md", results, sites)
    failed = [each.part for each in outcomes if isinstance(each, Failure)]
    if failed:
        raise SystemExit(f"Not measured: {', '.join(failed)}.")


class _Options(argparse.Namespace):
    parts: list[str]
    quick: bool
    publish: bool
    folder: Path


def _read_options() -> _Options:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--parts", type=_parts, default=list(TITLES), help=f"of {','.join(TITLES)}")
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("--publish", action="store_true", help="rewrite docs/benchmarks.md anyhow")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="sites, figures")
    return parser.parse_args(namespace=_Options())


def _parts(text: str) -> list[str]:
    asked = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := [part for part in asked if part not in TITLES]:
        raise argparse.ArgumentTypeError(f"no part is called {unknown[0]!r}")
    return [part for part in TITLES if part in asked]


def _measure(part: str, sites: Sites, run: str) -> Outcome:
    module = importlib.import_module(f"tests.bench.parts.{part}")
    before, started = load(), time.monotonic()
    try:
        figures: Figures = module.measure(sites)
    except Exception as error:  # noqa: BLE001 - one part that fails must not cost the others
        traceback.print_exc()
        return Failure(part, run, type(error).__name__)  # its message may name this machine
    seconds = time.monotonic() - started
    _say(f"{part:<12}{seconds:6.0f} s")
    return Result(part, run, sites.is_quick, seconds, before, figures)


def _write(page: Path, results: Results, sites: Sites) -> None:
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    text = write_table(results.all(), describe_machine(sites.chromium), reasons)
    page.write_text(text, encoding="utf-8")
    _say(f"\n{text}\nWritten to {page}")


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(143)  # through every `finally`, which ends the servers


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a program for people


if __name__ == "__main__":
    main()
