"""The catalogue file: read, checked as a whole, and told to the owner line by line.

Nothing here writes, and nothing is believed by halves: either the whole file makes a
Catalogue, or every one of its problems is named with its line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bookstore.catalogue_file.section import Section, open_toml, shown
from bookstore.domain.catalogue import Book, Catalogue, Delivery, DeliveryZone
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import MAX_MINOR, THREE_DECIMAL, Money, format_money, is_currency
from bookstore.domain.wording import subject_key

FIRST_YEAR = 1450
LAST_YEAR = 2100
MAX_ID = 2_147_483_647  # a 32-bit integer column
MAX_COPIES = 1_000_000
MAX_PAGES = 20_000
MAX_SUBJECTS = 8
MAX_SLUG = 80

# What Stripe charges at least, in minor units, by settlement currency.
# Source: docs.stripe.com/currencies; usd and gbp confirmed on 2026-11-21, the others recalled.
MINIMUM_MINOR = (
    dict.fromkeys(["usd", "eur", "cad", "aud", "nzd", "chf", "sgd", "brl", "inr", "jpy"], 50)
    | dict.fromkeys(["aed", "pln", "ron", "myr"], 200)
    | {"gbp": 30, "bgn": 100, "dkk": 250, "nok": 300, "sek": 300, "hkd": 400}
    | {"mxn": 1000, "thb": 1000, "czk": 1500, "huf": 17_500}
)
# Codes that CLDR names without being a country that a parcel can be sent to.
_NO_COUNTRY = re.compile("AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|X[AB]|ZZ|.*[0-9].*")
_COUNTRIES = frozenset(
    code for code in map(str, Locale("en").territories) if not _NO_COUNTRY.fullmatch(code)
)
_COUNTRY = 'a country as two capital letters (ISO 3166-1) as in "US"'
_BOOK_FIELDS = (
    *("id", "slug", "title", "subtitle", "author", "year", "published", "pages", "isbn"),
    *("subjects", "price_minor", "copies", "description"),
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_(?P<territory>[A-Z]{2}))?")


def catalogue_digest(path: Path) -> str:
    """The SHA-256 of the file's bytes: another value means that the file has changed.

    Take it before `read_catalogue`: a file saved in between is then noticed next time.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_catalogue(path: Path) -> Catalogue:
    """Read the whole catalogue file.

    Raises:
        CatalogueInvalid: with every problem found, in the order of the file.
    """
    file = open_toml(path)
    catalogue = _catalogue(file)
    if file.report.problems:
        raise CatalogueInvalid(file.report.sentences())
    return catalogue


def _catalogue(file: Section) -> Catalogue:
    file.only_knows("shop", "delivery", "book")
    shop = file.section("shop")
    shop.only_knows("name", "locale", "currency")
    prices = _Prices(_locale(shop), _currency(shop))
    rows = [(_book(row, prices), _copies(row)) for row in _distinct(file.sections("book"))]
    return Catalogue(
        shop_name=shop.text("name", longest=60),
        locale=prices.locale,
        currency=prices.currency,
        delivery=_delivery(file.section("delivery"), prices),
        books=tuple(book for book, _ in rows),
        copies={book.id: copies for book, copies in rows},
    )


def _locale(shop: Section) -> str:
    code = shop.values.get("locale")
    shape = _LOCALE.fullmatch(code) if isinstance(code, str) else None
    try:
        if shape and Locale.parse(shape[0]).territory in {shape["territory"], None}:
            return shape[0]
    except UnknownLocaleError:
        pass
    shop.wrong("locale", 'a language and a country as in "en_US", "de_DE" or "pt_BR"')
    return "en_US"


def _currency(shop: Section) -> str:
    code = shop.values.get("currency")
    if isinstance(code, str) and is_currency(code):
        return code
    shop.wrong("currency", 'a lower-case ISO 4217 code as in "usd", "eur" or "jpy"')
    return "usd"


@dataclass(frozen=True, slots=True)
class _Prices:
    """How amounts are read: the file's currency, and the locale in which examples are given."""

    locale: str
    currency: str

    def price(self, section: Section, name: str) -> Money:
        """What a shopper pays; Stripe must be willing to charge it alone."""
        least = MINIMUM_MINOR.get(self.currency, 1)
        bounds = f"from {least} to {MAX_MINOR}, which is what Stripe charges in {self.currency}"
        return self._amount(section, name, at_least=least, bounds=bounds)

    def rate(self, section: Section, name: str) -> Money:
        """What is added to a price, so it may be nothing."""
        return self._amount(section, name, at_least=0, bounds=f"from 0 to {MAX_MINOR}")

    def _amount(self, section: Section, name: str, *, at_least: int, bounds: str) -> Money:
        value = section.values.get(name)
        expected = bounds if type(value) is int else f"a whole number of minor units, {self._eg()}"
        minor = section.whole(name, at_least=at_least, at_most=MAX_MINOR, expected=expected)
        step = _step_of(self.currency)
        if minor % step:
            section.wrong(name, f"a multiple of {step}, as Stripe asks for in {self.currency}")
        return Money(minor, self.currency)

    def _eg(self) -> str:
        return f"e.g. 2300 for {format_money(Money(2300, self.currency), self.locale)}"


def _step_of(currency: str) -> int:
    """Stripe takes some currencies in fewer digits than it counts (docs.stripe.com/currencies)."""
    if currency in {"isk", "ugx"}:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def _delivery(section: Section, prices: _Prices) -> Delivery:
    section.only_knows("default_country", "zone")
    lines: dict[str, int] = {}
    zones = tuple(_zone(row, prices, lines) for row in section.sections("zone"))
    code = section.values.get("default_country")
    if code not in _COUNTRIES:
        section.wrong("default_country", _COUNTRY)
    elif zones and code not in lines:
        section.wrong("default_country", "a country that one of the zones delivers to")
    return Delivery(default_country=str(code), zones=zones)


def _zone(row: Section, prices: _Prices, lines: dict[str, int]) -> DeliveryZone:
    row.only_knows("name", "countries", "rate_minor", "free_from_minor")
    is_ever_free = row.has("free_from_minor")
    return DeliveryZone(
        name=row.text("name", longest=60),
        countries=tuple(_countries(row, lines)),
        rate=prices.rate(row, "rate_minor"),
        free_from=prices.rate(row, "free_from_minor") if is_ever_free else None,
    )


def _countries(row: Section, lines: dict[str, int]) -> Iterator[str]:
    """The zone's countries; `lines` remembers where each was first named in the file."""
    for path, code in row.elements("countries", 'a list of countries as in ["US", "CA"]'):
        if not isinstance(code, str) or code not in _COUNTRIES:
            row.complain_at(path, f"countries holds {shown(code)}, expected {_COUNTRY}.")
        elif code in lines:
            where = f"already has a zone (line {lines[code]})"
            row.complain_at(path, f"countries holds {code!r}, which {where}; name it once.")
        else:
            lines[code] = row.report.line_of(path)
            yield code


def _distinct(rows: tuple[Section, ...]) -> tuple[Section, ...]:
    """The same books, after a complaint about each that is told apart from no other."""
    first: dict[tuple[str, object], int] = {}
    for row in rows:
        for name in ("id", "slug", "isbn"):
            value = row.values.get(name)
            if type(value) not in (int, str):
                continue
            key = (name, _isbn_digits(value) if name == "isbn" else value)
            if key in first:
                other = f"the book on line {first[key]} already has"
                row.complain(name, f"{name} is {shown(value)}, which {other}; each needs its own.")
            first.setdefault(key, row.line_of(name))
    return rows


def _book(row: Section, prices: _Prices) -> Book:
    row.only_knows(*_BOOK_FIELDS)
    return Book(
        id=row.whole("id", at_least=1, at_most=MAX_ID, expected=f"a whole number 1 to {MAX_ID}"),
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


def _copies(row: Section) -> int:
    expected = f"a whole number of copies, 0 to {MAX_COPIES}"
    return row.whole("copies", at_least=0, at_most=MAX_COPIES, expected=expected)


def _isbn(row: Section) -> str:
    digits = _isbn_digits(row.values["isbn"])
    if not re.fullmatch(r"97[89][0-9]{10}", digits):
        row.wrong("isbn", "13 digits in quotes that begin with 978 or 979; hyphens are allowed")
        return ""
    weighted = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12]))
    check = str(-weighted % 10)
    if digits[12] != check:
        row.wrong("isbn", f"{check} as its last digit if the twelve before it are right")
    return digits


def _isbn_digits(value: object) -> str:
    return re.sub("[- ]", "", value) if isinstance(value, str) else ""
