"""What was found, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from babel.numbers import format_decimal

from bookstore.domain.finding import MAX_COUNT, Search
from bookstore.services.title_search import Found, Match


@dataclass(frozen=True)
class Advice:
    """A sentence beside the answer, and the address of a better question."""

    words: str = ""
    link_words: str = ""
    link: str = ""


def heading_of(search: Search, found: Found) -> str:
    """What the page of results is called."""
    if search.text:
        return f"“{search.text}”"
    return found.subject or "All books"


def summary_of(search: Search, found: Found, *, locale: str) -> str:
    """How many books were found, and for what; read out whenever it changes."""
    if found.subject is None:
        return f"No books found: there is no subject “{search.subject}”."
    where = f" in {found.subject}" if found.subject else ""
    if not found.total:
        return f"No books found{_for(search.text)}{where}."
    if found.match is Match.CLOSEST:
        nothing = f"No book{where} has all the words of “{search.text}”."
        return f"{nothing} {_closest(search, found, locale)}"
    what = _for(found.understood or search.text)
    verb = " found" if what else ""
    counted = _count(found.total, locale)
    return f"{'More of ' if search.after else ''}{counted}{verb}{what}{where}."


def _for(text: str) -> str:
    return f" for “{text}”" if text else ""


def _closest(search: Search, found: Found, locale: str) -> str:
    """What the closest have, of the words that no title has all of."""
    counted = _count(found.total, locale)
    if search.after:
        return f"More of {counted} with “{found.understood}”."
    return f"{counted} {'has' if found.total == 1 else 'have'} “{found.understood}”."


def _count(total: int, locale: str) -> str:
    if total == 1:
        return "1 book"
    shown = format_decimal(min(total, MAX_COUNT), locale=locale)
    return f"{shown}{'+' if total > MAX_COUNT else ''} books"


def advice_on(search: Search, found: Found, *, locale: str) -> Advice:
    """What to do next, where the answer is not what was asked."""
    if found.elsewhere:
        counted = _count(found.elsewhere, locale)
        return Advice(
            "", f"{counted} in all subjects", replace(search, subject="", after=0).address
        )
    if found.match is Match.CORRECTED:
        return Advice(f"No book has “{search.text}”, so we looked for “{found.understood}”.")
    if found.subject is None and search.text:
        beyond = replace(search, subject="", after=0).address
        return Advice("", f"Look for “{search.text}” in all subjects", beyond)
    if not found.total:
        return Advice(_try_again(search), "Show all books", "/")
    if found.is_cut:
        return Advice(
            "These were the closest of many; another word or a subject will narrow them down."
        )
    return Advice()


def _try_again(search: Search) -> str:
    if len(search.words) > 1:
        return "Try fewer words, or another spelling."
    return "Try another word, or another spelling." if search.text else ""
