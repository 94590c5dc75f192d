"""A few hundred schedules of faults, the replay of one, and bugs that have to be found."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.runner import Total, run_batch, run_many
from tests.faults.schedule import open_folder, run_schedule

# stripe-python hands httpx its bodies in a deprecated way.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

FIXED_SEED = 1
COUNT = 120  # twice: `make faults` runs thousands
MOST_FOR_A_MUTANT = 120

DIGEST = """
import sys
from tests.faults.schedule import open_folder, run_schedule
with open_folder() as folder:
    for seed in map(int, sys.argv[1:]):
        print(run_schedule(seed, folder).digest)
"""


def hold(first: int) -> Total:
    """Run schedules; the message names each seed that failed, and what."""
    total = Total()
    for total in run_many(first, COUNT):
        assert not total.failed, "\n".join(
            f"make faults N=1 SEED={report.seed}: {report.failures[0]}" for report in total.failed
        )
    assert total.schedules == COUNT
    return total


def test_schedules_of_a_fixed_seed_hold() -> None:
    total = hold(FIXED_SEED)

    # Nothing can be said by schedules in which nothing happens.
    for wanted in ("order: paid", "order: canceled", "fault: the process dies", "act: pay"):
        assert total.counts[wanted] > COUNT / 10, wanted


def test_schedules_of_a_fresh_seed_hold() -> None:
    hold(FIXED_SEED + COUNT + secrets.randbelow(10**9))


def test_seed_tells_the_same_story_each_time() -> None:
    seeds = range(FIXED_SEED, FIXED_SEED + 6)
    with open_folder() as folder:
        told = [run_schedule(seed, folder).digest for seed in seeds]
        again = [run_schedule(seed, folder).digest for seed in reversed(seeds)]
    elsewhere = subprocess.run(
        [sys.executable, "-c", DIGEST, *map(str, seeds)],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(set(told)) == len(seeds)
    assert told == again[::-1]
    assert told == elsewhere.stdout.split()


@pytest.mark.parametrize(
    "bug",
    [
        "BrowserIsBelieved",
        "CanceledWithoutAsking",
        "HoldsEndWithTheProcess",
        "NobodyReconciles",
        "SecretsAreLogged",
        "WholeCartLeaves",
    ],
)
def test_planted_bug_is_found(bug: str) -> None:
    total = run_batch(range(MOST_FOR_A_MUTANT), bug)

    assert total.failed, f"not found in {total.schedules} schedules"
