"""The catalogue: can it be read, and does Stripe charge such amounts in such a currency?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bookstore.catalogue_file import read_catalogue
from bookstore.catalogue_file.amounts import MINIMUM_MINOR
from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.patient import Patient
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import CHARGED

_EDIT = "edit bookstore/catalogue.toml"


def check_shelf(patient: Patient) -> Iterator[Finding]:
    """Look at the file as it is, so that a small amount is told apart from a wrong file."""
    yield from _check_amounts(_read(patient.catalogue))
    try:
        catalogue = read_catalogue(patient.catalogue)
    except CatalogueInvalid as invalid:
        others = len(invalid.problems) - 1
        more = f" (and {others} more)" if others else ""
        text = f"cannot be sold from: {invalid.problems[0].rstrip('.')}{more}"
        yield Finding("catalogue", text, Problem.CATALOGUE_INVALID, _EDIT)
    else:
        yield Finding("catalogue", f"{len(catalogue.books)} titles in {catalogue.currency}")


def _read(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # what is wrong with it is told by read_catalogue


def _check_amounts(raw: Mapping[str, object]) -> Iterator[Finding]:
    shop, delivery = raw.get("shop"), raw.get("delivery")
    currency = shop.get("currency") if isinstance(shop, dict) else None
    zones = delivery.get("zone") if isinstance(delivery, dict) else None
    prices, rates = _amounts(raw.get("book"), "price_minor"), _amounts(zones, "rate_minor")
    if not isinstance(currency, str):
        return
    if currency not in CHARGED:
        yield Finding(
            "currency",
            f"Stripe charges nothing in {currency!r}: every purchase would be refused",
            Problem.CURRENCY_UNSUPPORTED,
            f'{_EDIT}: currency = "usd", or another of docs.stripe.com/currencies',
        )
    least = MINIMUM_MINOR.get(currency, 1)
    if prices and min(prices) + min(rates, default=0) < least:
        yield Finding(
            "amounts",
            f"the cheapest order is {min(prices) + min(rates, default=0)} {currency} (minor "
            f"units), and Stripe charges {least} or more",
            Problem.AMOUNT_TOO_SMALL,
            f"{_EDIT}: raise the smallest price_minor",
        )


def _amounts(rows: object, name: str) -> list[int]:
    found: Iterable[object] = rows if isinstance(rows, list) else ()
    amounts = [row.get(name) for row in found if isinstance(row, dict)]
    return [amount for amount in amounts if type(amount) is int]
