"""A catalogue that cannot be sold from, in a currency or for amounts that Stripe does not take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bookstore.doctor.findings import Problem
from bookstore.doctor.patient import Patient
from bookstore.doctor.shelf import check_shelf
from tests.doctor.patients import patient


def edited(folder: Path, pattern: str, text: str) -> Patient:
    """A patient whose catalogue was edited."""
    looked_at = patient(folder)
    before = looked_at.catalogue.read_text()
    after = re.sub(pattern, text, before, flags=re.MULTILINE)
    assert after != before
    looked_at.catalogue.write_text(after)
    return looked_at


def test_shipped_catalogue_is_fine(tmp_path: Path) -> None:
    (found,) = check_shelf(patient(tmp_path))

    assert found.problem is None
    assert re.fullmatch(r"\d+ titles in usd", found.text)


@pytest.mark.parametrize("pattern", ["^title = .*", "^\\[shop\\]", '^name = "'])
def test_wrong_catalogue_is_told_by_its_first_mistake(tmp_path: Path, pattern: str) -> None:
    (found,) = check_shelf(edited(tmp_path, pattern, "oops"))

    assert found.problem is Problem.CATALOGUE_INVALID
    assert "\n" not in found.line()


def test_missing_catalogue_is_told(tmp_path: Path) -> None:
    looked_at = patient(tmp_path)
    looked_at.catalogue.unlink()

    (found,) = check_shelf(looked_at)

    assert found.problem is Problem.CATALOGUE_INVALID


@pytest.mark.parametrize("currency", ["irr", "kpw", "xau"])
def test_currency_that_stripe_does_not_charge_is_told(tmp_path: Path, currency: str) -> None:
    found = list(check_shelf(edited(tmp_path, '^currency = "usd"', f'currency = "{currency}"')))

    assert found[0].problem is Problem.CURRENCY_UNSUPPORTED
    assert currency in found[0].text


def test_cheapest_order_below_stripes_minimum_is_told(tmp_path: Path) -> None:
    looked_at = edited(tmp_path, "^rate_minor = .*", "rate_minor = 0")
    text = looked_at.catalogue.read_text().replace("price_minor = 2300", "price_minor = 49", 1)
    looked_at.catalogue.write_text(text)

    found = list(check_shelf(looked_at))

    assert found[0].problem is Problem.AMOUNT_TOO_SMALL
    assert "49 usd" in found[0].text
    assert "50 or more" in found[0].text
