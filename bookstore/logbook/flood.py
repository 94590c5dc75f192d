"""A limit for each place in the code: nobody can fill the log by repeating himself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

WINDOW_SECONDS = 60.0
MOST_PER_WINDOW = 20


class FloodGate(logging.Filter):
    """Lets each place in the code say so much in a window, then counts in silence.

    What is marked as an alarm passes always. The first line of the next window carries
    the number of those that were left out, as `left_out`.
    """

    def __init__(
        self, most: int = MOST_PER_WINDOW, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open the gate."""
        super().__init__()
        self._most = most
        self._clock = clock
        self._counts: dict[tuple[str, int, str], int] = {}
        self._began = clock()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        if self._clock() - self._began >= WINDOW_SECONDS:
            self._began = self._clock()
            self._counts = {
                place: self._most - count for place, count in self._counts.items()
                if count > self._most
            }  # fmt: skip
        if str(record.msg).startswith("ALARM"):
            return True
        return self._pass(record, _place(record))

    def _pass(self, record: logging.LogRecord, place: tuple[str, int, str]) -> bool:
        count = self._counts.get(place, 0)
        if count < 0:  # left out in the window before
            record.left_out, count = -count, 0
        self._counts[place] = count + 1
        return count < self._most


def _place(record: logging.LogRecord) -> tuple[str, int, str]:
    """Where a record comes from; for an exception also its kind and where it was raised."""
    raised = ""
    if record.exc_info and record.exc_info[0] is not None:
        raised = record.exc_info[0].__name__
        step = record.exc_info[2]
        while step is not None and step.tb_next is not None:
            step = step.tb_next
        raised += f" {step.tb_frame.f_code.co_filename}:{step.tb_lineno}" if step else ""
    return record.pathname, record.lineno, raised
