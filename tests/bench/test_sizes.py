"""What the part `sizes` takes for granted and what it makes of its figures; nothing is timed."""

import csv
from pathlib import Path

import pytest

from bookstore.domain.money import in_major_units
from tests.bench.books_csv import write_books
from tests.bench.imported import check_report
from tests.bench.parts.sizes import check_page, growth
from tests.bench.search_cost import make_books, make_words

BOOK = make_books(1, make_words())[0]
HEAD = f"<title>{BOOK.title} by {BOOK.author} · Shop</title>"
PRICE = f'"price": "{in_major_units(BOOK.price)}"'
HEADING = f"<h1>{BOOK.title}</h1>"


def test_import_counts_only_when_every_title_was_written() -> None:
    check_report("a.csv: 10,000 listed; 9,000 new, 1,000 changed, 0 withdrawn.", 10_000)

    for said in (
        "a.csv: 10,000 listed; 9,000 new, 0 changed, 0 withdrawn.",  # the others were there
        "a.csv: 9,000 listed; 9,000 new, 0 changed, 1,000 withdrawn.",
        "a.csv: 11,000 listed; 9,000 new, 1,000 changed, 0 withdrawn.",
        "bookstore: nothing more is brought in.",
    ):
        with pytest.raises(ValueError, match="Not all of 10000 titles"):
            check_report(said, 10_000)


def test_page_of_a_title_counts_only_with_title_heading_and_price_for_machines() -> None:
    check_page(HEAD + PRICE + HEADING, BOOK)

    for page in (HEAD + PRICE, HEAD + HEADING, PRICE + HEADING):
        with pytest.raises(ValueError, match="The page of title-1 has no"):
            check_page(page, BOOK)


def test_growth_compares_what_was_asked_without_a_browser() -> None:
    figures = {
        "1 titles: GET": {"p50": 2.0, "p95": 9.0, "CPU": 1.0},
        "1 titles: typed": {"p50": 300.0, "p95": 310.0},
        "9 titles: GET": {"p50": 3.0, "p95": 9.0, "CPU": 4.0},
        "9 titles: typed": {"p50": 330.0, "p95": 340.0},
    }

    assert growth(figures, "1 titles: ", "9 titles: ") == {
        "growth from the smallest to the largest: GET": {"p50, x": 1.5, "CPU, x": 4.0}
    }


def test_larger_catalogue_has_every_address_of_the_smaller_and_another_title_there(
    tmp_path: Path,
) -> None:
    words = make_words()
    listed: list[dict[str, dict[str, str]]] = []
    for size in (20, 40):
        write_books(tmp_path / "books.csv", make_books(size, words))
        with (tmp_path / "books.csv").open(encoding="utf-8", newline="") as file:
            listed.append({row["slug"]: row for row in csv.DictReader(file)})

    small, large = listed
    assert set(small) < set(large)
    assert all(small[slug] != large[slug] for slug in small)  # so none is left as it was
