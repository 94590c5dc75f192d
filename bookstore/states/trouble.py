"""What is said when a handler has failed in a way that nobody foresaw, and what is logged."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from traceback import extract_tb

import reflex as rx
from reflex.event import EventSpec

log = logging.getLogger("bookstore.states")

SENTENCE = (
    "Something went wrong on our side. Please try again. If you were paying: "
    "an order is never charged twice."
)
LONGEST_REPORT = 300  # characters of what a browser says of itself
_KIND = re.compile(r"\b(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error\b")
_OURS = str(Path(__file__).resolve().parent.parent)


class TroubleState(rx.State):
    """One sentence for whatever page is open."""

    trouble: str = ""

    @rx.event
    def admit(self) -> None:
        """Say it; the next page starts without it."""
        self.trouble = SENTENCE

    @rx.event
    def dismiss(self) -> None:
        """The shopper has read it."""
        self.trouble = ""


# Reflex demands these very names and annotations of the next two.
def answer_trouble(exception: Exception) -> EventSpec:
    """Log what a handler raised with its traceback, and have the page say that it happened.

    Reflex's own answer is a window of the browser's, with text for developers in it, and
    needs eval. What fails before it comes to code of ours is a call that fits no handler:
    it was made by hand, and gets one line, without its words.
    """
    if any(step.filename.startswith(_OURS) for step in extract_tb(exception.__traceback__)):
        log.error("A handler has failed.", exc_info=exception)
    else:
        log.warning("A call that fits no handler was refused (%s).", type(exception).__name__)
    return TroubleState.event_handlers["admit"]()


def note_browser_error(exception: Exception) -> None:
    """Log the kind of what a browser reports; anybody may report anything, so not its words."""
    kind = _KIND.search(str(exception))
    log.warning("A browser reports a failure (%s).", kind[0] if kind else "of no known kind")
    log.debug("It says: %r", str(exception)[:LONGEST_REPORT])
