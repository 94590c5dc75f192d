"""A book as a file describes it: every field read, and held to what a title can be.

The catalogue file and every other source of titles are read by the same rules, and complain
in the same sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bookstore.catalogue_file.amounts import Prices
from bookstore.catalogue_file.section import Section, shown
from bookstore.domain.catalogue import Book
from bookstore.domain.wording import subject_key

FIRST_YEAR = 1450
LAST_YEAR = 2100
MAX_ID = 2_147_483_647  # a 32-bit integer column
MAX_COPIES = 1_000_000
MAX_PAGES = 20_000
MAX_SUBJECTS = 8
MAX_SLUG = 80
BOOK_FIELDS = (
    *("id", "slug", "title", "subtitle", "author", "year", "published", "pages", "isbn"),
    *("subjects", "price_minor", "copies", "description"),
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(slots=True)
class Distinct:
    """Where each id, slug and ISBN of one file was met first."""

    met: dict[str, dict[object, int]] = field(
        default_factory=lambda: {"id": {}, "slug": {}, "isbn": {}}
    )

    def check(self, row: Section) -> None:
        """Complain about what an earlier book has already."""
        for name, lines in self.met.items():
            value = row.values.get(name)
            if type(value) not in (int, str):
                continue
            key = isbn_digits(value) if name == "isbn" else value
            if key in lines:
                other = f"the book on line {lines[key]} already has"
                row.complain(name, f"{name} is {shown(value)}, which {other}; each needs its own.")
            else:
                lines[key] = row.line_of(name)


def read_book(row: Section, prices: Prices) -> Book:
    """The book that a section describes; one without an id has 0."""
    return Book(
        id=_id(row) if row.has("id") else 0,
        slug=_slug(row),
        title=row.text("title", longest=200),
        author=row.text("author", longest=200),
        price=prices.price(row, "price_minor"),
        description=row.text("description", longest=4000),
        subjects=_subjects(row),
        year=_year(row),
        subtitle=row.text("subtitle", longest=300) if row.has("subtitle") else "",
        pages=_pages(row) if row.has("pages") else None,
        isbn=_isbn(row) if row.has("isbn") else None,
        published=_published(row) if row.has("published") else None,
    )


def _id(row: Section) -> int:
    return row.whole("id", at_least=1, at_most=MAX_ID, expected=f"a whole number 1 to {MAX_ID}")


def _slug(row: Section) -> str:
    slug = row.values.get("slug")
    if (
        isinstance(slug, str)
        and _SLUG.fullmatch(slug)
        and len(slug) <= MAX_SLUG
        and not slug.isdigit()  # /checkout?item= takes an id or a slug
    ):
        return slug
    row.wrong(
        "slug",
        f"small letters, digits and single hyphens in between, at least one letter, "
        f'at most {MAX_SLUG} characters, as in "the-dream-machine"',
    )
    return ""


def _subjects(row: Section) -> tuple[str, ...]:
    subjects = row.texts("subjects", longest=40, at_most=MAX_SUBJECTS)
    if len(set(subjects)) < len(subjects):
        row.wrong("subjects", "each subject once")
    if not all(map(subject_key, subjects)):
        row.wrong("subjects", "a letter or a digit in each")
    return subjects


def _year(row: Section) -> int:
    expected = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
    return row.whole("year", at_least=FIRST_YEAR, at_most=LAST_YEAR, expected=expected)


def _published(row: Section) -> date | None:
    day, year = row.values["published"], row.values.get("year")
    if type(day) is date and (day.year == year or type(year) is not int):
        return day
    row.wrong("published", "a day of that year without quotes, as in 2024-11-19")
    return None


def _pages(row: Section) -> int:
    expected = f"a whole number of pages, 1 to {MAX_PAGES}"
    return row.whole("pages", at_least=1, at_most=MAX_PAGES, expected=expected)


def read_copies(row: Section) -> int:
    """How many copies were supplied."""
    expected = f"a whole number of copies, 0 to {MAX_COPIES}"
    return row.whole("copies", at_least=0, at_most=MAX_COPIES, expected=expected)


def _isbn(row: Section) -> str:
    digits = isbn_digits(row.values["isbn"])
    if not re.fullmatch(r"97[89][0-9]{10}", digits):
        row.wrong("isbn", "13 digits in quotes that begin with 978 or 979; hyphens are allowed")
        return ""
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12]))
    check = str(-weighted % 10)
    if digits[12] != check:
        row.wrong("isbn", f"{check} as its last digit if the twelve before it are right")
    return digits


def isbn_digits(value: object) -> str:
    """An ISBN without its hyphens."""
    return re.sub("[- ]", "", value) if isinstance(value, str) else ""
