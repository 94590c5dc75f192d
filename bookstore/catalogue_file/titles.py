"""The titles of any other source than the catalogue file: TOML with [[book]] sections, or CSV.

They are read one after the other, so that a file of any size can be; TOML cannot be read in
parts, a CSV file is never held as a whole. The rules are those of the catalogue file, but an
id need not be given, and a price may be written as "12.50".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from bookstore.catalogue_file.amounts import Prices
from bookstore.catalogue_file.book import BOOK_FIELDS, Distinct, read_book, read_copies
from bookstore.catalogue_file.csv_file import read_rows
from bookstore.catalogue_file.section import Report, Section, open_toml
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import MAX_MINOR, Money, decimals_of, in_major_units
from bookstore.domain.sources import MAX_TITLES, Listing

FIELDS = (*BOOK_FIELDS, "price", "currency")
MOST_PROBLEMS = 100  # after that many, reading on helps nobody
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")


def read_titles(path: Path, *, locale: str, currency: str) -> Iterator[Listing]:
    """The titles of a file in its order, each as soon as it is read.

    Args:
        path: a file whose name ends in .csv or .toml.
        locale: in which examples of prices are given.
        currency: the shop's; amounts in another are refused.

    Raises:
        CatalogueInvalid: at the end, with every problem; take nothing from such a file.
    """
    report = Report(path.name, {})
    prices, distinct = Prices(locale, currency), Distinct()
    count = 0
    for row in _rows(path, report):
        count += 1
        report = row.report
        if listing := _listing(row, prices, distinct):
            yield listing
        if len(report.problems) >= MOST_PROBLEMS or count > MAX_TITLES:
            break
    if count > MAX_TITLES:
        report.add(row.path, f"A source has at most {MAX_TITLES} titles. Make two files of it.")
    if report.problems:
        more = "Reading stopped here; mend these first."
        is_cut = len(report.problems) >= MOST_PROBLEMS
        raise CatalogueInvalid((*report.sentences(), *([more] if is_cut else [])))


def _rows(path: Path, report: Report) -> Iterator[Section]:
    if path.suffix.lower() == ".csv":
        yield from read_rows(path, report, known=FIELDS)
    elif path.suffix.lower() == ".toml":
        file = open_toml(path)
        file.only_knows("book")
        rows = file.sections("book")
        if not rows:
            raise CatalogueInvalid(file.report.sentences())
        yield from rows
    else:
        raise CatalogueInvalid((f"{path.name}: expected a file that ends in .csv or .toml.",))


def _listing(row: Section, prices: Prices, distinct: Distinct) -> Listing | None:
    if row.is_absent:
        return None
    before = len(row.report.problems)
    row.only_knows(*FIELDS)
    distinct.check(row)
    if row.values.get("currency", prices.currency) != prices.currency:
        row.wrong("currency", f"{prices.currency!r}, in which the shop sells")
    row = _with_minor_price(row, prices)
    listing = Listing(read_book(row, prices), read_copies(row), row.line_of("slug"))
    return listing if len(row.report.problems) == before else None


def _with_minor_price(row: Section, prices: Prices) -> Section:
    """The row with its `price` ("12.50", exactly) as `price_minor`."""
    if row.has("price_minor") and not row.has("price"):
        return row
    if row.has("price_minor"):
        row.complain("price", "price and price_minor are both there, expected one of them.")
    text = row.values.get("price")
    minor = _minor(text, prices.currency) if isinstance(text, str) else None
    if minor is None:
        example = in_major_units(Money(2300, prices.currency))
        row.wrong("price", f'an amount in {prices.currency} such as "{example}"')
        minor = MAX_MINOR // 1000 * 1000  # one complaint is enough
    known = {name: value for name, value in row.values.items() if name != "price"}
    return replace(row, values=known | {"price_minor": minor})


def _minor(text: str, currency: str) -> int | None:
    if not _AMOUNT.fullmatch(text):
        return None
    amount = Decimal(text).scaleb(decimals_of(currency))
    return int(amount) if amount == int(amount) else None
