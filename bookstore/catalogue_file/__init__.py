"""The catalogue file: read, checked as a whole, and told to the owner line by line.

Nothing here writes, and nothing is believed by halves: either the whole file makes a
Catalogue, or every one of its problems is named with its line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError

from bookstore.catalogue_file.amounts import Prices
from bookstore.catalogue_file.book import BOOK_FIELDS, MAX_ID, Distinct, read_book, read_copies
from bookstore.catalogue_file.section import Section, open_toml, shown
from bookstore.domain.catalogue import Catalogue, Delivery, DeliveryZone
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import is_currency
from bookstore.domain.sources import Listing

# Codes that CLDR names without being a country that a parcel can be sent to.
_NO_COUNTRY = re.compile("AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|X[AB]|ZZ|.*[0-9].*")
_COUNTRIES = frozenset(
    code for code in map(str, Locale("en").territories) if not _NO_COUNTRY.fullmatch(code)
)
_COUNTRY = 'a country as two capital letters (ISO 3166-1) as in "US"'
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
    prices = Prices(_locale(shop), _currency(shop))
    distinct = Distinct()
    rows = [_listed(row, prices, distinct) for row in file.sections("book")]
    return Catalogue(
        shop_name=shop.text("name", longest=60),
        locale=prices.locale,
        currency=prices.currency,
        delivery=_delivery(file.section("delivery"), prices),
        books=tuple(row.book for row in rows),
        copies={row.book.id: row.copies for row in rows},
        lines={row.book.id: row.line for row in rows},
    )


def _listed(row: Section, prices: Prices, distinct: Distinct) -> Listing:
    row.only_knows(*BOOK_FIELDS)
    distinct.check(row)
    if not row.has("id"):
        row.wrong("id", f"a whole number 1 to {MAX_ID}")
    return Listing(read_book(row, prices), read_copies(row), row.line_of("slug"))


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


def _delivery(section: Section, prices: Prices) -> Delivery:
    section.only_knows("default_country", "zone")
    lines: dict[str, int] = {}
    zones = tuple(_zone(row, prices, lines) for row in section.sections("zone"))
    code = section.values.get("default_country")
    if code not in _COUNTRIES:
        section.wrong("default_country", _COUNTRY)
    elif zones and code not in lines:
        section.wrong("default_country", "a country that one of the zones delivers to")
    return Delivery(default_country=str(code), zones=zones)


def _zone(row: Section, prices: Prices, lines: dict[str, int]) -> DeliveryZone:
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
