"""The page that sends people the links to their orders: it learns, and tells, nothing of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import reflex as rx

from bookstore import wiring
from bookstore.domain.contact import find_problem, one_line
from bookstore.domain.errors import TooOften
from bookstore.services.reminding import ask_for_orders
from bookstore.states.limits import count_reminding

ASKED = (
    "Thank you. If there are orders to this address, a letter with their links is on its way. We "
    "send one letter an hour at most; look among the unwanted mail, too."
)
NO_MAIL = "This shop sends no letters at present, so the links cannot be sent. Please write to us."


class ReminderState(rx.State):
    """What is said to somebody who asks; the same for every address."""

    problem: str = ""
    answer: str = ""

    @rx.event
    def open(self) -> None:
        """The page is opened: nobody has asked on it yet."""
        self.problem = self.answer = ""

    @rx.event
    def check(self, text: str) -> None:
        """The field was left: say what is wrong with the address, or that nothing is any more."""
        if isinstance(text, str):
            self.problem = _problem(one_line(text)) if text else ""

    @rx.event
    async def ask(self, form: dict[str, str]) -> AsyncIterator[None]:
        """Have the links sent to an address, if there are any. Nobody is told whether."""
        self.problem = self.answer = ""
        yield None  # an answer that comes again is read out again
        email = one_line(form.get("email") if isinstance(form, dict) else None)
        self.problem = _problem(email)
        if self.problem:
            return
        if not wiring.shop().sends_mail:
            self.problem = NO_MAIL
            return
        try:
            count_reminding(self)
        except TooOften as error:
            self.problem = error.user_message
            return
        await ask_for_orders(wiring.shop(), email)
        self.answer = ASKED


def _problem(email: str) -> str:
    return find_problem("email", email, country="", countries=())
