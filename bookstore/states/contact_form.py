"""What is said about each field of the contact while it is filled in."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from bookstore import wiring
from bookstore.domain.contact import MAX_FIELD, find_problem, find_problems, one_line
from bookstore.domain.email_address import offer_email
from bookstore.states.hearing import texts
from bookstore.states.wish import WishState

FIELDS = ("email", "name", "line1", "line2", "city", "state", "postal_code", "country")


class ContactFormState(WishState):
    """The problems of the fields; nobody is told of one while typing, only of its end."""

    problems: dict[str, str] = {}  # noqa: RUF012 - field -> sentence; Reflex copies defaults
    email_offer: str = ""  # the address that was probably meant

    @rx.event
    def check_field(self, name: str, text: str) -> None:
        """A field was left: say what is wrong with it, or that nothing is any more."""
        if name not in FIELDS or not isinstance(text, str):
            return
        self._keep({name: text})
        self._judge(name, text)
        if name == "email":
            self.email_offer = "" if name in self.problems else offer_email(text.strip())

    @rx.event
    def mend_field(self, name: str, text: str) -> None:
        """A field whose problem is shown was typed into: the problem goes once it is over."""
        if not isinstance(name, str) or not isinstance(text, str):
            return
        if name in self.problems:
            self._judge(name, text)
        # What was typed before the field was left may be heard after it: it ends no offer.
        if name == "email" and offer_email(text.strip()) != self.email_offer:
            self.email_offer = ""

    def _keep(self, form: Mapping[str, object]) -> None:
        """Keep what was typed, so that it is there when the page is opened again.

        Not of an order that a link let in: it may be another's.
        """
        if not self.order_number:
            typed = {name: one_line(text) for name, text in texts(form).items() if name in FIELDS}
            kept = {name: text for name, text in typed.items() if len(text) <= MAX_FIELD}
            self._typed = {**self._typed, **kept}

    def _judge(self, name: str, text: str) -> None:
        problem = find_problem(
            name,
            one_line(text),
            country=self._country_code(),
            countries=wiring.shop().delivery.countries(),
        )
        if problem:
            self.problems = {**self.problems, name: problem}
        elif name in self.problems:
            self.problems = {key: said for key, said in self.problems.items() if key != name}

    def _mark(self, form: Mapping[str, object]) -> int:
        """Mark every wrong field of a form; answers how many there are."""
        self.problems = find_problems(form, wiring.shop().delivery.countries())
        return len(self.problems)
