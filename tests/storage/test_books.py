"""The shelf: what an import changes, what it leaves, and how titles are found."""

import asyncio
from dataclasses import replace

import pytest

from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.errors import BookNotFound
from bookstore.domain.order import Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.balance import Count, count_copies
from tests.storage.examples import NOW, a_book, a_catalogue, an_order
from tests.storage.shelf_reading import read_shelf

pytestmark = pytest.mark.anyio


async def test_titles_come_back_as_imported_in_the_order_of_the_file(books: SqlBooks) -> None:
    plain = replace(a_book(7), subtitle="", pages=None, isbn=None, subjects=())

    await books.import_catalogue(a_catalogue({7: 3, 2: 0}, plain, a_book(2)), digest="a")

    assert await read_shelf(books) == [ShelfBook(plain, 3), ShelfBook(a_book(2), 0)]


async def test_a_digest_is_imported_once(books: SqlBooks) -> None:
    await books.import_catalogue(a_catalogue({1: 3}), digest="a")

    imported = await books.import_catalogue(a_catalogue({1: 9}), digest="a")

    assert not imported
    assert [found.available for found in await read_shelf(books)] == [3]


async def test_an_earlier_digest_is_imported_again(books: SqlBooks) -> None:
    for digest, copies in (("a", 3), ("b", 9), ("a", 3)):
        assert await books.import_catalogue(a_catalogue({1: copies}), digest=digest)

    assert [found.available for found in await read_shelf(books)] == [3]


async def test_of_simultaneous_imports_one_is_done(database: Database, neighbour: Database) -> None:
    shelves = [SqlBooks(each, Mode.TEST) for each in (database, neighbour) * 3]

    imported = await asyncio.gather(
        *(books.import_catalogue(a_catalogue({1: 3}), digest="a") for books in shelves)
    )

    assert sorted(imported) == [False] * 5 + [True]


async def test_texts_prices_and_order_follow_the_file(books: SqlBooks) -> None:
    await books.import_catalogue(a_catalogue({1: 3, 2: 3}), digest="a")
    dearer = replace(a_book(1, price_minor=1999), title="Second edition", year=2026)

    await books.import_catalogue(a_catalogue({2: 3, 1: 4}, a_book(2), dearer), digest="b")

    assert await read_shelf(books) == [ShelfBook(a_book(2), 3), ShelfBook(dearer, 4)]


async def test_what_was_sold_or_held_does_not_come_back(
    shelf: SqlBooks, orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("SOLD", {1: 2}), at=NOW)
    await orders.mark_paid("SOLD", 1, charge_id=None, at=NOW)
    await orders.add(an_order("HELD", {1: 3}), at=NOW)

    await shelf.import_catalogue(a_catalogue({1: 12}), digest="more")

    assert await count_copies(database, 1) == Count(copies=12, sold=2, held=3)
    assert (await shelf.by_ids([1]))[1].available == 7


async def test_fewer_copies_than_sold_and_held_are_none_never_less(
    shelf: SqlBooks, orders: SqlOrders
) -> None:
    await orders.add(an_order("HELD", {1: 3}), at=NOW)

    await shelf.import_catalogue(a_catalogue({1: 2}), digest="fewer")

    assert (await shelf.by_ids([1]))[1].available == 0


async def test_a_title_that_the_file_no_longer_names_is_withdrawn(shelf: SqlBooks) -> None:
    await shelf.import_catalogue(a_catalogue({2: 1}), digest="without 1 and 3")

    assert [found.book.id for found in await read_shelf(shelf)] == [2]
    assert (await shelf.by_ids([1]))[1] == ShelfBook(a_book(1), 10, is_withdrawn=True)
    with pytest.raises(BookNotFound):
        await shelf.by_slug("book-1")


async def test_a_withdrawn_title_comes_back_with_its_sales(
    shelf: SqlBooks, orders: SqlOrders
) -> None:
    await orders.add(an_order("SOLD", {1: 2}), at=NOW)
    await orders.mark_paid("SOLD", 1, charge_id=None, at=NOW)
    await shelf.import_catalogue(a_catalogue({2: 1}), digest="without 1")

    await shelf.import_catalogue(a_catalogue({1: 10, 2: 1}), digest="with 1")

    assert (await shelf.by_slug("book-1")).available == 8


async def test_two_titles_may_exchange_their_slugs(books: SqlBooks) -> None:
    first, second = a_book(1, slug="left"), a_book(2, slug="right")
    await books.import_catalogue(a_catalogue({1: 1, 2: 1}, first, second), digest="a")
    first, second = a_book(1, slug="right"), a_book(2, slug="left")

    await books.import_catalogue(a_catalogue({1: 1, 2: 1}, first, second), digest="b")

    assert (await books.by_slug("left")).book.id == 2
    assert (await books.by_slug("right")).book.id == 1


async def test_a_new_title_may_take_the_slug_of_a_withdrawn_one(books: SqlBooks) -> None:
    await books.import_catalogue(a_catalogue({1: 1}, a_book(1, slug="logic")), digest="a")

    await books.import_catalogue(a_catalogue({2: 1}, a_book(2, slug="logic")), digest="b")

    assert (await books.by_slug("logic")).book.id == 2


async def test_a_failing_import_changes_nothing_and_can_be_repeated(shelf: SqlBooks) -> None:
    same_slug = a_catalogue({1: 5, 2: 5}, a_book(1, slug="logic"), a_book(2, slug="logic"))

    with pytest.raises(Exception, match=r"(?i)unique"):
        await shelf.import_catalogue(same_slug, digest="wrong")

    assert [found.available for found in await read_shelf(shelf)] == [10, 1, 0]
    assert await shelf.import_catalogue(a_catalogue({1: 5}), digest="wrong")


@pytest.mark.parametrize("slug", ["", "unknown", "book-1\x00", "\ud800", "book-1' OR '1'='1", "%"])
async def test_an_unknown_slug_is_not_found(shelf: SqlBooks, slug: str) -> None:
    with pytest.raises(BookNotFound):
        await shelf.by_slug(slug)


async def test_unknown_ids_are_left_out_however_large(shelf: SqlBooks) -> None:
    found = await shelf.by_ids([1, 99, 0, -1, 2**53, 2**63, 10**40])

    assert set(found) == {1}
