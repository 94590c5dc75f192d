"""Every field of the catalogue file that cannot be right is refused, with its line and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue_example import HOME, NUMBERED, ONE, VALID, problems_of

TEXT = "a text in quotes"
MINOR = "a whole number of minor units, e.g. 2300 for $23.00"
SOLD = "from 50 to 99999999, which is what Stripe charges in usd"
SLUG = (
    "small letters, digits and single hyphens in between, at least one letter, "
    'at most 80 characters, as in "the-dream-machine"'
)
COUNTRY = 'a country as two capital letters (ISO 3166-1) as in "US"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.toml"


@pytest.mark.parametrize(
    ("line", "written", "sentence"),
    [
        ("price_minor = 2300", "23.5", f"{ONE}: price_minor is 23.5, expected {MINOR}."),
        ("price_minor = 2300", "23.0", f"{ONE}: price_minor is 23.0, expected {MINOR}."),
        ("price_minor = 2300", '"23"', f"{ONE}: price_minor is '23', expected {MINOR}."),
        ("price_minor = 2300", "true", f"{ONE}: price_minor is True, expected {MINOR}."),
        ("price_minor = 2300", "0", f"{ONE}: price_minor is 0, expected {SOLD}."),
        ("price_minor = 2300", "-2300", f"{ONE}: price_minor is -2300, expected {SOLD}."),
        ("price_minor = 2300", "49", f"{ONE}: price_minor is 49, expected {SOLD}."),
        ("price_minor = 2300", "100000000", f"{ONE}: price_minor is 100000000, expected {SOLD}."),
        ('title = "One Book"', "42", f"{ONE}: title is 42, expected {TEXT}."),
        ('title = "One Book"', '"  "', f"{ONE}: title is '  ', expected {TEXT}."),
        (
            'title = "One Book"',
            f'"{"x" * 201}"',
            f"{ONE}: title is 201 characters long, expected at most 200.",
        ),
        (
            'title = "One Book"',
            '"One\\u0007"',
            f"{ONE}: title holds the control character '\\x07'; delete it.",
        ),
        (
            'title = "One Book"',
            '"One\\u202Ekoob"',
            f"{ONE}: title holds the control character '\\u202e'; delete it.",
        ),
        ('author = "Ann Author"', "[]", f"{ONE}: author is [], expected {TEXT}."),
        ('subtitle = "Of Two"', "2", f"{ONE}: subtitle is 2, expected {TEXT}."),
        ("id = 7", "true", f"{ONE}: id is True, expected a whole number 1 to 2147483647."),
        ("id = 7", "0", f"{ONE}: id is 0, expected a whole number 1 to 2147483647."),
        ("id = 7", "7.0", f"{ONE}: id is 7.0, expected a whole number 1 to 2147483647."),
        ("year = 1999", "1449", f"{ONE}: year is 1449, expected a year from 1450 to 2100."),
        ("year = 1999", "2101", f"{ONE}: year is 2101, expected a year from 1450 to 2100."),
        ("year = 1999", "1999-01-01", f"{ONE}: year is datetime.date(1999, 1, 1), expected a year"),
        ("pages = 120", "-1", f"{ONE}: pages is -1, expected a whole number of pages, 1 to 20000."),
        ("copies = 5", "-1", f"{ONE}: copies is -1, expected a whole number of copies, 0 to"),
        ("copies = 5", "5.5", f"{ONE}: copies is 5.5, expected a whole number of copies, 0 to"),
        ("copies = 5", "false", f"{ONE}: copies is False, expected a whole number of copies, 0"),
        (
            'slug = "one-book"',
            '"One-Book"',
            f"book \"One-Book\": slug is 'One-Book', expected {SLUG}.",
        ),
        ('slug = "one-book"', '"one--book"', 'book "one--book": slug is'),
        ('slug = "one-book"', '"one/book"', 'book "one/book": slug is'),
        ('slug = "one-book"', '"é"', 'book "é": slug is'),
        ('slug = "one-book"', '"12"', 'book "12": slug is'),
        ('slug = "one-book"', '""', 'book "One Book": slug is'),
        ('slug = "one-book"', f'"{"x" * 81}"', 'book "xxx'),
        (
            'isbn = "978-0-306-40615-7"',
            '"978-0-306-40615-8"',
            f"{ONE}: isbn is '978-0-306-40615-8', expected 7 as its last digit if the twelve "
            "before it are right.",
        ),
        (
            'isbn = "978-0-306-40615-7"',
            '"0-306-40615-2"',
            f"{ONE}: isbn is '0-306-40615-2', expected 13 digits in quotes that begin with 978 "
            "or 979; hyphens are allowed.",
        ),
        (
            'isbn = "978-0-306-40615-7"',
            "9780306406157",
            f"{ONE}: isbn is 9780306406157, expected 13",
        ),
        (
            'subjects = ["Science", "History"]',
            "[]",
            f"{ONE}: subjects is [], expected a list of texts in quotes with at least one in it.",
        ),
        (
            'subjects = ["Science", "History"]',
            '"Science"',
            f"{ONE}: subjects is 'Science', expected",
        ),
        (
            'subjects = ["Science", "History"]',
            '["Science", "!?"]',
            f"{ONE}: subjects is ['Science', '!?'], expected a letter or a digit in each.",
        ),
        (
            'subjects = ["Science", "History"]',
            '["Science", 3]',
            f"{ONE}: subjects holds 3, expected texts in quotes.",
        ),
        (
            'subjects = ["Science", "History"]',
            '["Science", "Science"]',
            f"{ONE}: subjects is ['Science', 'Science'], expected each subject once.",
        ),
        (
            'subjects = ["Science", "History"]',
            str([str(n) for n in range(9)]),
            f"{ONE}: subjects holds 9 texts, expected at most 8.",
        ),
        (
            'subjects = ["Science", "History"]',
            f'["{"x" * 41}"]',
            f"{ONE}: subjects is 41 characters long, expected at most 40.",
        ),
        ('name = "Lamp & Ladder"', "1", f"[shop]: name is 1, expected {TEXT}."),
        (
            'locale = "en_US"',
            '"en-US"',
            "[shop]: locale is 'en-US', expected a language and a country as in",
        ),
        ('locale = "en_US"', '"en_ZZ"', "[shop]: locale is 'en_ZZ', expected a language"),
        ('locale = "en_US"', '"xx"', "[shop]: locale is 'xx', expected a language"),
        ('locale = "en_US"', "1", "[shop]: locale is 1, expected a language"),
        (
            'currency = "usd"',
            '"USD"',
            "[shop]: currency is 'USD', expected a lower-case ISO 4217 code as in",
        ),
        ('currency = "usd"', '"usx"', "[shop]: currency is 'usx', expected a lower-case"),
        ('currency = "usd"', "840", "[shop]: currency is 840, expected a lower-case"),
        (
            'default_country = "CA"',
            '"XX"',
            f"[delivery]: default_country is 'XX', expected {COUNTRY}.",
        ),
        (
            'default_country = "CA"',
            '"DE"',
            "[delivery]: default_country is 'DE', expected a country that one of the zones "
            "delivers to.",
        ),
        (
            'countries = ["US", "CA"]',
            '["US", "CA", "ca"]',
            f"{HOME}: countries holds 'ca', expected",
        ),
        (
            'countries = ["US", "CA"]',
            '["CA", "EU"]',
            f"{HOME}: countries holds 'EU', expected {COUNTRY}.",
        ),
        (
            'countries = ["US", "CA"]',
            '["CA", 1]',
            f"{HOME}: countries holds 1, expected {COUNTRY}.",
        ),
        (
            'countries = ["FR"]',
            '["CA"]',
            "zone \"Abroad\": countries holds 'CA', which already has a zone (line 11); "
            "name it once.",
        ),
        (
            'countries = ["FR"]',
            "[]",
            'zone "Abroad": countries is [], expected a list of countries as in ["US", "CA"].',
        ),
        ("rate_minor = 0", "-1", f"{HOME}: rate_minor is -1, expected from 0 to 99999999."),
        ("rate_minor = 0", "4.5", f"{HOME}: rate_minor is 4.5, expected {MINOR}."),
        (
            "free_from_minor = 9000",
            '"never"',
            f"zone \"Abroad\": free_from_minor is 'never', expected {MINOR}.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    file: Path, line: str, written: str, sentence: str
) -> None:
    field = line.partition(" = ")[0]

    problems = problems_of(file, VALID.replace(line, f"{field} = {written}", 1))

    expected = f"catalogue.toml:{NUMBERED[line]}: {sentence}"
    assert any(problem.startswith(expected) for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


@pytest.mark.parametrize(
    "field", ["id", "slug", "title", "author", "year", "subjects", "price_minor", "copies"]
)
def test_a_missing_field_is_asked_for_at_its_book(file: Path, field: str) -> None:
    one, book, rest = VALID.partition("[[book]]\n")
    kept = [line for line in rest.splitlines() if not line.startswith(f"{field} =")]

    problems = problems_of(file, one + book + "\n".join([*kept, ""]))

    assert len(problems) == 2  # once for each book
    assert problems[0].startswith(f"catalogue.toml:{NUMBERED['[[book]]']}: book ")
    assert f": {field} is missing, expected " in problems[0]


def test_a_duplicate_names_the_line_of_the_first(file: Path) -> None:
    twice = VALID.replace("id = 8", "id = 7").replace("other-book", "one-book")

    problems = problems_of(
        file, twice.replace("year = 2001", 'year = 2001\nisbn = "9780306406157"')
    )

    first, other = NUMBERED["id = 7"], NUMBERED["id = 8"]
    said = "which the book on line {} already has; each needs its own."
    assert problems == (
        f"catalogue.toml:{other}: {ONE}: id is 7, {said.format(first)}",
        f"catalogue.toml:{other + 1}: {ONE}: slug is 'one-book', {said.format(first + 1)}",
        f"catalogue.toml:{other + 5}: {ONE}: isbn is '9780306406157', {said.format(first + 7)}",
    )


@pytest.mark.parametrize(
    ("currency", "price", "sentence"),
    [
        ("kwd", 2305, "price_minor is 2305, expected a multiple of 10, as Stripe asks for in kwd."),
        (
            "isk",
            2350,
            "price_minor is 2350, expected a multiple of 100, as Stripe asks for in isk.",
        ),
        ("jpy", 49, "price_minor is 49, expected from 50 to 99999999, which is what Stripe"),
        ("czk", 1499, "price_minor is 1499, expected from 1500 to 99999999, which is what Stripe"),
        ("gbp", 29, "price_minor is 29, expected from 30 to 99999999, which is what Stripe"),
    ],
)
def test_a_price_that_stripe_would_not_charge_is_refused(
    file: Path, currency: str, price: int, sentence: str
) -> None:
    text = VALID.replace('"usd"', f'"{currency}"').replace("= 2300", f"= {price}")

    problems = problems_of(file, text)

    assert any(problem.startswith(f"catalogue.toml:30: {ONE}: {sentence}") for problem in problems)


def test_the_example_of_a_price_is_in_the_currency_and_locale_of_the_file(file: Path) -> None:
    text = VALID.replace('"usd"', '"eur"').replace('"en_US"', '"de_DE"').replace("= 2300", "= 1.5")

    problems = problems_of(file, text)

    assert problems[0].endswith("expected a whole number of minor units, e.g. 2300 for 23,00\xa0€.")
