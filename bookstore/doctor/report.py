"""The report as a person reads it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence

from bookstore.doctor.checkup import examine
from bookstore.doctor.findings import exit_code
from bookstore.doctor.patient import this_machine


def report(arguments: Sequence[str]) -> int:
    """Print a line per check and a last one with the count; answer the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bookstore.doctor", description="Say what is wrong, and what mends it."
    )
    parser.add_argument("--port", type=int, default=3000, help="on which the shop is to open")
    findings = asyncio.run(examine(this_machine(parser.parse_args(arguments).port)))
    for finding in findings:
        print(finding.line())
    wrong = sum(finding.problem is not None for finding in findings)
    print(f"{len(findings)} checks: {f'{wrong} to mend' if wrong else 'all is well'}.")
    return exit_code(findings)
