"""The catalogue that ships is valid and shows every kind of book that the shop can sell."""

from __future__ import annotations

from collections import Counter

from bookstore.catalogue_file import read_catalogue
from tests.machine import PROJECT

SHIPPED = PROJECT / "bookstore" / "catalogue.toml"


def test_the_shipped_catalogue_can_be_sold_from() -> None:
    catalogue = read_catalogue(SHIPPED)

    assert [book.id for book in catalogue.books] == list(range(1, 20))
    assert (catalogue.locale, catalogue.currency) == ("en_US", "usd")
    assert catalogue.delivery.default_country == "US"


def test_the_shipped_catalogue_keeps_the_seeds() -> None:
    first, second, third, *_ = read_catalogue(SHIPPED).books

    assert [(book.id, book.price.minor) for book in (first, second, third)] == [
        (1, 2300),
        (2, 2500),
        (3, 2800),
    ]
    assert first.title == "The Art of Doing Science and Engineering"
    assert second.title == "The Making of Prince of Persia"
    assert third.title == "Working in Public"


def test_the_shipped_stock_shows_every_kind_of_shelf() -> None:
    copies = read_catalogue(SHIPPED).copies

    assert all(copies[seed] >= 100 for seed in (1, 2, 3))
    assert Counter(copies.values())[0] == 1
    assert Counter(copies.values())[3] == 1


def test_the_shipped_books_are_described_in_one_paragraph_under_few_subjects() -> None:
    books = read_catalogue(SHIPPED).books

    subjects = Counter(subject for book in books for subject in book.subjects)
    assert all(50 <= len(book.description.split()) <= 90 for book in books)
    assert all(2 <= len(book.subjects) <= 3 for book in books)
    assert len(subjects) <= 9
    assert min(subjects.values()) >= 2


def test_the_shipped_shop_delivers_to_the_whole_european_union() -> None:
    delivery = read_catalogue(SHIPPED).delivery

    assert len(next(zone for zone in delivery.zones if "DE" in zone.countries).countries) == 27
    assert {"US", "CA", "GB", "AU", "JP"} <= set(delivery.countries())
