"""`python -m bookstore.doctor`: the report, and an exit code."""

from __future__ import annotations

import sys

OLDEST = (3, 11)
MISSING = 80  # the exit code for a Python without what the shop needs


def main() -> int:
    """Examine this machine, print a line per check, and answer the exit code."""
    if sys.version_info < OLDEST:
        return _lacks(f"Python 3.11 or newer is needed, and this is {sys.version.split()[0]}")
    try:
        from bookstore.doctor.report import report
    except ModuleNotFoundError as error:
        return _lacks(f"the package {error.name} is not installed for {sys.executable}")
    return report(sys.argv[1:])


def _lacks(what: str) -> int:
    print(f"WRONG python     {what}  ->  make doctor  (it installs what is needed)")
    return MISSING


if __name__ == "__main__":
    sys.exit(main())
