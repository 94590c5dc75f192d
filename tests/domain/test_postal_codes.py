"""Postal codes as each country writes them, and as people type them."""

from __future__ import annotations

import pytest

from bookstore.domain.postal_codes import EXAMPLES, WITHOUT_CODES, postal_code_problem


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("US", "95014"),
        ("US", "95014-2083"),
        ("US", "950142083"),
        ("CA", "h3z2y7"),
        ("CA", "H3Z-2Y7"),
        ("GB", "ec1y8sy"),
        ("GB", "M2 5BQ"),
        ("DE", "D-10115"),
        ("FR", "75 001"),
        ("NL", "1234ab"),
        ("SE", "SE-114 55"),
        ("LV", "LV-1073"),
        ("PL", "00950"),
        ("JP", "\uff11\uff15\uff14\uff0d\uff10\uff10\uff12\uff13"),
        ("PT", "2725-079"),
    ],
)
def test_code_is_taken_however_people_write_it(country: str, text: str) -> None:
    assert postal_code_problem(text, country) == ""


@pytest.mark.parametrize(
    ("country", "text", "example"),
    [
        ("US", "SW1A 1AA", "12345"),
        ("US", "1234", "12345"),
        ("CA", "12345", "K1A 0B1"),
        ("GB", "SW1A", "SW1A 1AA"),
        ("DE", "1011", "10115"),
        ("NL", "1012", "1012 AB"),
        ("FR", "<b>", "10115"),
        ("AU", "٢٠٦٠", "1010"),
    ],
)
def test_code_that_a_country_cannot_have_is_shown_one_that_it_can(
    country: str, text: str, example: str
) -> None:
    problem = postal_code_problem(text, country)

    assert f"“{text}” is no postal code" in problem
    assert problem.endswith(f"look like {example}.")


@pytest.mark.parametrize("country", sorted(EXAMPLES))
def test_every_example_is_a_code_of_its_country(country: str) -> None:
    assert [postal_code_problem(text, country) for text in EXAMPLES[country]] == [""] * len(
        EXAMPLES[country]
    )
    assert postal_code_problem("", country) == "Enter the postal code."
    assert postal_code_problem("no code", country) != ""


@pytest.mark.parametrize("country", ["IE", "AR", "ZZ", ""])
def test_country_whose_codes_take_many_forms_is_not_checked(country: str) -> None:
    assert postal_code_problem("D02 AF30", country) == ""


@pytest.mark.parametrize("country", sorted(WITHOUT_CODES))
def test_country_without_codes_needs_none(country: str) -> None:
    assert postal_code_problem("", country) == ""
