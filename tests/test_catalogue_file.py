"""The catalogue file is either sold from as it stands, or refused line by line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bookstore.catalogue_file import catalogue_digest, read_catalogue
from bookstore.domain.catalogue import DeliveryZone
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import Money
from tests.catalogue_example import HOME, ONE, VALID, problems_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.toml"


def test_a_valid_file_is_read_as_it_stands(file: Path) -> None:
    file.write_text(VALID)

    catalogue = read_catalogue(file)

    one, other = catalogue.books
    assert (catalogue.shop_name, catalogue.locale) == ("Lamp & Ladder", "en_US")
    assert (one.id, one.slug, one.title, one.subtitle) == (7, "one-book", "One Book", "Of Two")
    assert (one.author, one.year, one.pages) == ("Ann Author", 1999, 120)
    assert one.isbn == "9780306406157"
    assert one.subjects == ("Science", "History")
    assert one.price == Money(2300, "usd")
    assert one.description == "A book that is good."
    assert (other.subtitle, other.pages, other.isbn) == ("", None, None)
    assert catalogue.copies == {7: 5, 8: 0}


def test_delivery_zones_are_read_as_they_stand(file: Path) -> None:
    file.write_text(VALID)

    delivery = read_catalogue(file).delivery

    free, nine, ninety = Money(0, "usd"), Money(900, "usd"), Money(9000, "usd")
    assert delivery.default_country == "CA"
    assert delivery.zones == (
        DeliveryZone(name="Home", countries=("US", "CA"), rate=free, free_from=None),
        DeliveryZone(name="Abroad", countries=("FR",), rate=nine, free_from=ninety),
    )


def test_prices_are_in_the_currency_of_the_file(file: Path) -> None:
    file.write_text(VALID.replace('"usd"', '"jpy"').replace('"en_US"', '"ja_JP"'))

    catalogue = read_catalogue(file)

    assert catalogue.currency == "jpy"
    assert {book.price.currency for book in catalogue.books} == {"jpy"}
    assert {zone.rate.currency for zone in catalogue.delivery.zones} == {"jpy"}


def test_a_byte_order_mark_and_windows_line_ends_are_harmless(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode())

    assert read_catalogue(file).books[0].description == "A book that is good."


def test_a_third_book_of_one_slug_is_told_of_the_first(file: Path) -> None:
    other = VALID[VALID.rindex("[[book]]") :]
    third = other.replace("id = 8", "id = 9")

    problems = problems_of(file, f"{VALID}\n{other.replace('id = 8', 'id = 10')}\n{third}")

    line = VALID[: VALID.index('slug = "other-book"')].count("\n") + 1
    assert len(problems) == 2
    assert all(f"the book on line {line} already has" in problem for problem in problems)


def test_two_whole_books_that_are_the_same_are_one_too_many(file: Path) -> None:
    book = VALID[VALID.rindex("[[book]]") :]

    problems = problems_of(file, f"{VALID}\n{book}")

    assert [problem.split(": ")[2].split()[0] for problem in problems] == ["id", "slug"]


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        (
            "year = 1999",
            'tittle = "One"',
            26,
            f"{ONE}: unknown field 'tittle'; did you mean title?",
        ),
        (
            "copies = 5",
            "copies = 5\ncolour = 1",
            32,
            f"{ONE}: unknown field 'colour'; known are id, slug, title, subtitle, author, year, "
            "published, pages, isbn, subjects, price_minor, copies, description.",
        ),
        (
            "rate_minor = 0",
            "rate_minor = 0\nrate = 1",
            13,
            f"{HOME}: unknown field 'rate'; did you",
        ),
        ("[delivery]", "moto = 1\n\n[delivery]", 6, "[shop]: unknown field 'moto'; known are name"),
        (
            "default_country",
            "zones = []\ndefault_country",
            7,
            "[delivery]: unknown field 'zones'; did you mean zone?",
        ),
        ("[shop]", "[shops]\na = 1\n[shop]", 1, "unknown section 'shops'; did you mean shop?"),
        ("[shop]", "a = 1\n[shop]", 1, "unknown field 'a'; known are shop, delivery, book."),
        ("[[book]]", "[[books]]\n[[book]]", 20, "unknown section 'books'; did you mean book?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_known(
    file: Path, before: str, after: str, line: int, sentence: str
) -> None:
    problems = problems_of(file, VALID.replace(before, after, 1))

    expected = f"catalogue.toml:{line}: {sentence}"
    assert any(problem.startswith(expected) for problem in problems), problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "",
            (
                "1: [shop] is missing, expected a section that begins with it.",
                "1: book is missing, expected at least one [[book]] section.",
                "1: [delivery] is missing, expected a section that begins with it.",
            ),
        ),
        (
            VALID[: VALID.index("[[book]]")],
            ("1: book is missing, expected at least one [[book]] section.",),
        ),
        (
            VALID.replace("[[book]]", "[book]", 1)[: VALID.rindex("[[book]]") - 2],
            ("20: book is {'id': 7, 'slug': 'one-book', 'title': 'One Book', 'subtitle...,",),
        ),
        ("shop = 3\n" + VALID[VALID.index("[delivery]") :], ("1: shop is 3, expected a section",)),
        (
            "book = [3]\n" + VALID[: VALID.index("[[book]]")],
            ("1: book holds 3, expected [[book]] sections.",),
        ),
        (
            VALID.replace(VALID[VALID.index("[[delivery") : VALID.index("[[book]]")], "", 1),
            ("6: [delivery]: zone is missing, expected at least one [[delivery.zone]] section.",),
        ),
    ],
)
def test_a_missing_section_is_asked_for_once(
    file: Path, text: str, problems: tuple[str, ...]
) -> None:
    found = problems_of(file, text)

    assert len(found) == len(problems), found
    for said, expected in zip(found, problems, strict=True):
        assert said.startswith(f"catalogue.toml:{expected}")


def test_all_problems_are_told_at_once_in_the_order_of_the_file(file: Path) -> None:
    text = VALID.replace("A book\n", "A book\nprice_minor = 1\n[[book]]\n")
    for line, value in {
        'currency = "usd"': '"dollars"',
        "rate_minor = 900": "9.5",
        "year = 1999": "99",
        "price_minor = 2300": "23.5",
        "price_minor = 50": "0.5",
    }.items():
        text = text.replace(line, f"{line.partition(' =')[0]} = {value}", 1)

    problems = problems_of(file, text)

    told = [tuple(problem.split(" is ")[0].split(": ")) for problem in problems]
    assert told == [
        ("catalogue.toml:4", "[shop]", "currency"),
        ("catalogue.toml:17", 'zone "Abroad"', "rate_minor"),
        ("catalogue.toml:26", ONE, "year"),
        ("catalogue.toml:30", ONE, "price_minor"),
        ("catalogue.toml:46", 'book "other-book"', "price_minor"),
    ]


def test_the_refusal_as_text_is_every_problem_on_its_own_line(file: Path) -> None:
    file.write_text(VALID.replace("= 2300", "= 1").replace("= 1999", "= 1"))

    with pytest.raises(CatalogueInvalid) as refusal:
        read_catalogue(file)

    assert str(refusal.value).splitlines() == list(refusal.value.problems)
    assert len(refusal.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\nb = \n", "catalogue.toml:2: This is not TOML at column 5: Invalid value."),
        ("a = 1\na = 2\n", "catalogue.toml:2: This is not TOML at column 6: Cannot overwrite"),
        ('a = """\nb\n', "catalogue.toml:3: This is not TOML: Unterminated string."),
        (b"a = 1\nb = '\xe9'", "catalogue.toml:2: Byte b'\\xe9' is not UTF-8. Save it as UTF-8."),
        ("a = " + "[" * 20_000, "catalogue.toml:1: Values are nested too deeply"),
        ("a = " + "9" * 5000, "catalogue.toml:1: This is not TOML"),
    ],
)
def test_what_is_not_toml_is_refused_with_its_line(
    file: Path, text: str | bytes, problem: str
) -> None:
    problems = problems_of(file, text)

    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_file_that_is_not_there_is_refused_as_a_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match=r"^none\.toml:1: The file cannot be read \(No such"):
        read_catalogue(tmp_path / "none.toml")


def test_the_digest_changes_with_every_byte_and_with_nothing_else(file: Path) -> None:
    file.write_text(VALID)
    before = catalogue_digest(file)

    file.touch()
    touched = catalogue_digest(file)
    file.write_text(VALID + "\n")

    assert before == touched == hashlib.sha256(VALID.encode()).hexdigest()
    assert catalogue_digest(file) != before


def test_reading_leaves_nothing_behind(file: Path) -> None:
    file.write_text(VALID)

    read_catalogue(file)

    assert [path.name for path in file.parent.iterdir()] == ["catalogue.toml"]
