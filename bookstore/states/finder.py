"""Finding a title: the address says what is asked, this answers it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import TooOften
from bookstore.domain.finding import Search, read_search
from bookstore.domain.subjects import Offer, Subject, offer_of
from bookstore.services.title_search import find_books
from bookstore.states.found_words import Advice, advice_on, heading_of, summary_of
from bookstore.states.limits import count_searching
from bookstore.states.title_view import TitleRow, view_title

NO_ADVICE = Advice()
TOO_OFTEN = "Those were many searches at once. Wait a moment, then search again."


class FinderState(rx.State):
    """What the address asks for, and one page of what was found.

    The address is the only question there is: typing changes it in the browser, links and
    Back do as ever. So whatever is shown can be shared and comes back after a reload. One
    tab's events are answered in turn, so an older answer never follows a newer one.
    """

    compiled: ClassVar[Offer] = Offer()  # the subjects of the build

    is_asked: bool = False  # False: the compiled shelf stands as it is
    rows: list[TitleRow] = []  # noqa: RUF012 - Reflex copies defaults
    heading: str = ""
    summary: str = ""  # read out politely
    advice: Advice = NO_ADVICE

    has_words: bool = False
    subject: str = ""
    sort: str = ""
    kept: str = ""  # what a link to a subject keeps of the query, beginning with "&"
    subjects: list[Subject] = []  # noqa: RUF012 - at sight; empty: those of the build
    has_more_subjects: bool = False
    more_subjects: list[Subject] = []  # noqa: RUF012 - while they are asked for
    other_subject: str = ""  # the name of the one that is chosen, when it is not at sight
    any_subject: str = "/"  # the same question in all subjects
    more: str = ""  # the address that goes on, "" at the end
    start: str = ""  # the address of the beginning, when this is not it

    @rx.event
    async def look_up(self) -> None:
        """Answer what the address asks now."""
        if self.router.url.path.strip("/"):
            return  # the shopper has left the shelf while this was on its way
        search = read_search(self.router.url.query_parameters)
        self._keep(search)
        await self._offer_subjects(search.subject)
        if not search.is_asked:
            self.rows, self.summary, self.heading, self.advice = [], "", "", NO_ADVICE
            self.more, self.start, self.is_asked = "", "", False
            return
        try:
            count_searching(self)
        except TooOften:
            self.summary, self.advice = TOO_OFTEN, NO_ADVICE
            return
        shop = wiring.shop()
        found = await find_books(shop, search)
        self.rows = [view_title(each, locale=shop.locale) for each in found.books]
        self.heading = heading_of(search, found)
        self.summary = summary_of(search, found, locale=shop.locale)
        self.advice = advice_on(search, found, locale=shop.locale)
        self.more = replace(search, after=found.next_after).address if found.next_after else ""
        self.start = replace(search, after=0).address if search.after else ""
        self.is_asked = True

    @rx.event
    async def list_subjects(self) -> None:
        """Show the subjects beyond those at sight, or put them away again."""
        if self.more_subjects:
            self.more_subjects = []
            return
        subjects = await wiring.shop().titles.subjects()
        self.more_subjects = list(offer_of(subjects, room=self.compiled.size).more)

    async def _offer_subjects(self, chosen: str) -> None:
        """Offer what the shelf has now, which is mostly what it had at the build."""
        titles = wiring.shop().titles
        offer = offer_of(await titles.subjects(), room=self.compiled.size)
        self.subjects = [] if offer == self.compiled else list(offer.first)
        self.has_more_subjects = bool(offer.more)
        is_at_sight = not chosen or any(subject.key == chosen for subject in offer.first)
        self.other_subject = "" if is_at_sight else await titles.find_subject(chosen) or ""

    def _keep(self, search: Search) -> None:
        kept = Search(text=search.text, sort=search.sort).address
        self.kept = kept.removeprefix("/").replace("?", "&", 1)
        self.any_subject = kept
        self.subject, self.sort = search.subject, search.sort.value
        self.has_words = search.text != ""
