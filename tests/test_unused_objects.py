"""How often Python looks through all objects: what rxconfig.py makes of it."""

from __future__ import annotations

import os
import sys

from tests.machine import run

MAKE_WHAT_STAYS = """
import gc, runpy
runpy.run_path("rxconfig.py")
looks = []
gc.callbacks.append(lambda phase, found: looks.append((phase, found["generation"])))
kept = [[number] for number in range(500_000)]
print(looks.count(("stop", 2)))
gc.callbacks.clear()
"""


def test_start_that_keeps_what_it_makes_is_not_looked_through_again_and_again() -> None:
    told = run([sys.executable, "-c", MAKE_WHAT_STAYS], env=os.environ)

    assert told.returncode == 0, told.stderr
    assert int(told.stdout) <= 1  # five with Python's own thresholds
