"""The day on which a title was published, as its owner writes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bookstore.catalogue_file import read_catalogue
from tests.catalogue_example import NUMBERED, ONE, VALID, problems_of

DAY = "a day of that year without quotes, as in 2024-11-19"


def dated(written: str) -> str:
    """The valid catalogue with a day for its first book."""
    return VALID.replace("year = 1999\n", f"year = 1999\npublished = {written}\n", 1)


def test_day_is_read_where_there_is_one(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(dated("1999-05-04"))

    one, other = read_catalogue(file).books

    assert (one.published, other.published) == (date(1999, 5, 4), None)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1998-05-04", "datetime.date(1998, 5, 4)"),  # not of the year that the book says
        ('"1999-05-04"', "'1999-05-04'"),
        ("1999-05-04T10:00:00", "datetime.datetime(1999, 5, 4, 10, 0)"),
        ("1999", "1999"),
    ],
)
def test_anything_but_a_day_of_its_year_is_named_with_its_line(
    tmp_path: Path, written: str, shown: str
) -> None:
    problems = problems_of(tmp_path / "catalogue.toml", dated(written))

    line = NUMBERED["year = 1999"] + 1
    assert problems == (f"catalogue.toml:{line}: {ONE}: published is {shown}, expected {DAY}.",)


def test_wrong_year_is_complained_of_once(tmp_path: Path) -> None:
    text = dated("1999-05-04").replace("year = 1999", 'year = "1999"')

    (problem,) = problems_of(tmp_path / "catalogue.toml", text)

    assert "year is '1999'" in problem
