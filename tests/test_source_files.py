"""Files of titles to import: what they may hold, and what their owner is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bookstore.catalogue_file.titles import MOST_PROBLEMS, read_titles
from bookstore.domain.catalogue import Book
from bookstore.domain.errors import CatalogueInvalid
from bookstore.domain.money import Money
from bookstore.domain.sources import Listing

HEADER = "slug,title,author,year,subjects,price,copies,description"
ROW = "one-book,One Book,Ann Author,1999,Science,23.00,5,A book."
ONE = 'book "one-book"'
BOOK = Book(
    id=0,
    slug="one-book",
    title="One Book",
    author="Ann Author",
    price=Money(2300, "usd"),
    description="A book.",
    subjects=("Science",),
    year=1999,
)


def read(
    folder: Path, text: str | bytes, *, name: str = "feed.csv", currency: str = "usd"
) -> list[Listing]:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_titles(file, locale="en_US", currency=currency))


def problems(folder: Path, text: str | bytes, *, name: str = "feed.csv") -> tuple[str, ...]:
    with pytest.raises(CatalogueInvalid) as refusal:
        read(folder, text, name=name)
    return refusal.value.problems


def test_row_with_every_column_is_a_listing(tmp_path: Path) -> None:
    text = (
        "id,slug,title,subtitle,author,year,published,pages,isbn,subjects,price_minor,currency,"
        "copies,description\n"
        '7,one-book,"One, and ""Only""",Of Two,Ann Author,1999,1999-03-04,120,978-0-306-40615-7,'
        'Science; History,2300,usd,5,"A book\nthat is good."\n'
    )

    (listing,) = read(tmp_path, text)

    assert (listing.copies, listing.line) == (5, 2)
    assert listing.book == Book(
        id=7,
        slug="one-book",
        title='One, and "Only"',
        author="Ann Author",
        price=Money(2300, "usd"),
        description="A book that is good.",
        subjects=("Science", "History"),
        year=1999,
        subtitle="Of Two",
        pages=120,
        isbn="9780306406157",
        published=date(1999, 3, 4),
    )


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_may_come_from_any_spreadsheet(tmp_path: Path, mark: str, start: str, end: str) -> None:
    text = start + end.join([HEADER, ROW, "", ""]).replace(",", mark)

    assert read(tmp_path, text) == [Listing(BOOK, 5, 2)]


def test_empty_cell_is_a_field_that_is_not_there(tmp_path: Path) -> None:
    text = f"id,pages,isbn,published,subtitle,{HEADER}\n,, ,,,{ROW}\n"

    assert read(tmp_path, text)[0].book == BOOK


@pytest.mark.parametrize(
    ("price", "currency", "minor"),
    [
        ("12.5", "usd", 1250),
        ("1980", "jpy", 1980),
        ("12.340", "kwd", 12340),
        ("12.500", "usd", 1250),
    ],
)
def test_price_is_read_exactly_in_the_currency_of_the_shop(
    tmp_path: Path, price: str, currency: str, minor: int
) -> None:
    text = f"{HEADER}\n{ROW.replace('23.00', price)}\n"

    (listing,) = read(tmp_path, text, currency=currency)

    assert listing.book.price == Money(minor, currency)


@pytest.mark.parametrize("price", ["12.505", "1e3", "twelve", "$12", "12,50x", "NaN", "٣"])
def test_price_that_is_no_amount_is_named_once(tmp_path: Path, price: str) -> None:
    text = f"{HEADER.replace(',', ';')}\n{ROW.replace(',', ';').replace('23.00', price)}\n"

    assert problems(tmp_path, text) == (
        f'feed.csv:2: {ONE}: price is {price!r}, expected an amount in usd such as "23.00".',
    )


def test_rules_and_sentences_are_those_of_the_catalogue_file(tmp_path: Path) -> None:
    text = "\n".join(
        [
            f"currency,id,{HEADER},pages,isbn,published",
            "usd,,one-book,One Book,Ann,1999,Science,0.10,5,A book.,,,",
            "eur,,two,Two,Ann,19x9,,23,-1,A book.,no,978-0-306-40615-8,1999-02-30",
            "usd,0,Three,,Ann,1999,Science; Science,23,5,A\abook.,1,,",
            "usd,,one-book,Four,Ann,1999,Science,23,5,A book.,1,,",
        ]
    )

    assert [problem.partition(", expected")[0] for problem in problems(tmp_path, text)] == [
        'feed.csv:2: book "one-book": price_minor is 10',
        "feed.csv:3: book \"two\": currency is 'eur'",
        'feed.csv:3: book "two": subjects is missing',
        "feed.csv:3: book \"two\": year is '19x9'",
        "feed.csv:3: book \"two\": pages is 'no'",
        "feed.csv:3: book \"two\": isbn is '978-0-306-40615-8'",
        "feed.csv:3: book \"two\": published is '1999-02-30'",
        'feed.csv:3: book "two": copies is -1',
        'feed.csv:4: book "Three": id is 0',
        "feed.csv:4: book \"Three\": slug is 'Three'",
        'feed.csv:4: book "Three": title is missing',
        "feed.csv:4: book \"Three\": description holds the control character '\\x07'; delete it.",
        "feed.csv:4: book \"Three\": subjects is ['Science', 'Science']",
        "feed.csv:5: book \"one-book\": slug is 'one-book', which the book on line 2 already has; "
        "each needs its own.",
    ]


def test_line_is_that_on_which_the_row_begins(tmp_path: Path) -> None:
    long = ROW.replace("A book.", '"A\n\nbook."')
    text = f"{HEADER}\n{long}\n\n{ROW.replace('one-book', 'Two')}\n"

    assert problems(tmp_path, text)[0].startswith('feed.csv:6: book "Two": slug is')


def test_row_of_another_width_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{HEADER}\n{ROW},more\n{ROW[:18]}\n")

    assert len(found) == 2  # and nothing about cells that may be anybody's
    assert found[0].startswith(f"feed.csv:2: {ONE}: the row has 9 cells, expected 8 as in the")
    assert found[1].startswith(f"feed.csv:3: {ONE}: the row has 3 cells, expected 8 as in the")


def test_empty_cell_of_a_price_is_told_as_the_column_is_called(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{HEADER}\n{ROW.replace('23.00', '')}\n")

    assert found == (
        f'feed.csv:2: {ONE}: price is missing, expected an amount in usd such as "23.00".',
    )


def test_columns_that_make_no_sense_are_told_before_any_row(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{HEADER},titel,slug\n{ROW},x,y\n")

    assert found == (
        "feed.csv:1: unknown field 'titel'; did you mean title?",
        "feed.csv:1: There are two columns 'slug', expected one.",
    )


def test_reading_stops_when_enough_is_wrong(tmp_path: Path) -> None:
    found = problems(tmp_path, HEADER + "\n" + f"{ROW}\n" * 3 * MOST_PROBLEMS)

    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1] == "Reading stopped here; mend these first."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER.encode() + b"\n" + ROW.encode("utf-16"), "is not UTF-8"),
        (f'{HEADER}\n"{ROW}\n', "This is not CSV: unexpected end of data."),
    ],
)
def test_file_that_is_no_csv_is_refused(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    assert sentence in problems(tmp_path, text)[-1]


@pytest.mark.parametrize("name", ["none.csv", "none.toml"])
def test_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(CatalogueInvalid, match=f"{name}:1: The file cannot be read"):
        list(read_titles(tmp_path / name, locale="en_US", currency="usd"))


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "", name="feed.xlsx") == (
        "feed.xlsx: expected a file that ends in .csv or .toml.",
    )


def test_toml_lists_titles_as_the_catalogue_does(tmp_path: Path) -> None:
    block = (
        '[[book]]\nslug = "{slug}"\ntitle = "One Book"\nauthor = "Ann Author"\nyear = 1999\n'
        'subjects = ["Science"]\n{price}\ncopies = 5\ndescription = "A book."\n'
    )
    text = block.format(slug="one-book", price="price_minor = 2300")
    text += block.format(slug="two", price='id = 9\nprice = "23.00"')

    one, two = read(tmp_path, text, name="feed.toml")

    assert one == Listing(BOOK, 5, 2)
    assert (two.book.id, two.book.price) == (9, Money(2300, "usd"))


def test_toml_without_books_or_with_a_shop_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, '[shop]\nname = "Mine"\n', name="feed.toml")

    assert found == (
        "feed.toml:1: unknown section 'shop'; known are book.",
        "feed.toml:1: book is missing, expected at least one [[book]] section.",
    )
