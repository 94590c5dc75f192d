"""A file of synthetic books, the same one on every machine, to import.

python -m tests.bench.books_csv 100000 books.csv
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from bookstore.domain.catalogue import Book
from bookstore.domain.money import in_major_units
from tests.bench.search_cost import make_books, make_words

COLUMNS = ("slug", "title", "subtitle", "author", "year", "subjects", "price", "copies")


def write_books(path: Path, books: Iterable[Book], *, copies: int = 5) -> None:
    """Write books as `make import` reads them, without ids: the shop gives them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*COLUMNS, "description"])
        for book in books:
            price = in_major_units(book.price)
            known = (book.slug, book.title, book.subtitle, book.author, book.year)
            rows.writerow([*known, "; ".join(book.subjects), price, copies, book.description])


def main() -> None:
    """Read the command line and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("size", type=int)
    options.add_argument("file", type=Path)
    chosen = options.parse_args()
    write_books(chosen.file, make_books(chosen.size, make_words()))


if __name__ == "__main__":
    main()
