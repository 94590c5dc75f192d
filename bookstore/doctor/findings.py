"""What a check has found: one line, and when something is wrong what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Problem(IntEnum):
    """The kinds of problems; the numbers are exit codes, explained in the package's docstring."""

    KEYS_MISSING = 10
    KEYS_SWAPPED = 11
    KEYS_MIXED = 12
    PLACEHOLDER = 13
    LIVE = 14
    WEBHOOK_SECRET = 15
    PUBLIC_SANDBOX = 16
    SETTING = 17
    ENV_MISPLACED = 20
    CLOCK_OFF = 30
    STRIPE_UNREACHABLE = 31
    KEY_REFUSED = 32
    PORT_TAKEN = 40
    DATABASE_UNREACHABLE = 50
    DATABASE_NOT_MIGRATED = 51
    CATALOGUE_INVALID = 60
    CURRENCY_UNSUPPORTED = 61
    AMOUNT_TOO_SMALL = 62
    MAIL_UNREACHABLE = 70
    PYTHON = 80
    NODE = 81


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check. Without a problem all is well; `mend` is a command then empty."""

    about: str
    text: str
    problem: Problem | None = None
    mend: str = ""

    def line(self) -> str:
        """The finding as one line of the report."""
        if self.problem is None:
            return f"ok    {self.about:10} {self.text}"
        return f"WRONG {self.about:10} {self.text}  ->  {self.mend}"


def exit_code(findings: list[Finding]) -> int:
    """The code of the first problem; 0 without one."""
    return next((int(each.problem) for each in findings if each.problem is not None), 0)
