"""What is said when a handler has failed in a way that nobody foresaw."""

from __future__ import annotations

import logging

import reflex as rx
from reflex.event import EventSpec

log = logging.getLogger("bookstore.states")

SENTENCE = (
    "Something went wrong on our side. Please try again. If you were paying: "
    "an order is never charged twice."
)


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


def answer_trouble(exception: Exception) -> EventSpec:
    """Log what a handler raised with its traceback, and have the page say that it happened.

    Reflex's own answer is a window of the browser's, with text for developers in it.
    """
    log.error("A handler has failed.", exc_info=exception)
    return TroubleState.event_handlers["admit"]()
