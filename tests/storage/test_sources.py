"""Sources in SQL: whose titles are whose, and what an import changes, leaves and survives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from bookstore.domain.catalogue import Book
from bookstore.domain.errors import (
    BookNotFound,
    CatalogueInvalid,
    ImportOvertaken,
    TooManyWithdrawn,
)
from bookstore.domain.finding import Sort
from bookstore.domain.money import Money
from bookstore.domain.sources import GIVEN_IDS, Placed
from bookstore.services.supplying import TITLES_AT_ONCE, Supplied
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from bookstore.storage.search_tables import ShapeRow, WordRow
from bookstore.storage.source_table import SourceRow
from bookstore.storage.sources import SqlSources
from bookstore.storage.titles import SqlTitles
from tests.storage.balance import Count, count_copies
from tests.storage.examples import NOW, a_book, a_catalogue, an_order
from tests.storage.shelf_reading import read_shelf
from tests.storage.supplies import FEED, MortalSources, Supplies, listed

pytestmark = pytest.mark.anyio
FIRST = GIVEN_IDS.start


@pytest.fixture
def supplies(database: Database, shelf: SqlBooks) -> Supplies:
    """Sources beside a catalogue file with books 1, 2 and 3."""
    return Supplies(SqlSources(database))


async def finished(database: Database, source: str = FEED) -> datetime | None:
    query = select(SourceRow.finished_at).where(SourceRow.name == source)
    return await database.read(lambda connection: connection.scalar(query))


async def words_in(database: Database) -> dict[str, int]:
    rows = await database.read(
        lambda connection: connection.execute(select(WordRow.word, WordRow.titles)).all()
    )
    return {row.word: row.titles for row in rows}


async def test_listed_titles_are_sold_after_those_of_the_catalogue_file(
    supplies: Supplies, shelf: SqlBooks, database: Database
) -> None:
    supplied = await supplies.bring(listed("zen"), listed("ada", id_=70, copies=3))

    assert supplied == Supplied(2, new=2)
    assert [(found.book.id, found.available) for found in (await read_shelf(shelf))[3:]] == [
        (FIRST, 5),
        (70, 3),
    ]
    assert (await shelf.by_slug("zen")).book == replace(listed("zen").book, id=FIRST)
    assert await SqlTitles(database).page("history", Sort.TITLE, after=3, limit=9) != []
    assert await finished(database) is not None


async def test_same_file_again_changes_nothing(supplies: Supplies, shelf: SqlBooks) -> None:
    await supplies.bring(listed("zen"), listed("ada"))
    before = await read_shelf(shelf)

    assert await supplies.bring(listed("zen"), listed("ada")) == Supplied(2)
    assert await read_shelf(shelf) == before


async def test_texts_prices_copies_and_order_follow_the_file(
    supplies: Supplies, shelf: SqlBooks
) -> None:
    await supplies.bring(listed("zen"), listed("ada"), listed("logic"))
    dearer = listed("zen", title="Zen and Now")
    dearer = replace(dearer, book=replace(dearer.book, price=Money(990, "usd"), year=1985))

    supplied = await supplies.bring(listed("ada", copies=2), dearer, listed("logic"))

    assert supplied == Supplied(3, changed=2)
    ada, zen, _ = (await read_shelf(shelf))[3:]
    assert (ada.book.slug, ada.available) == ("ada", 2)
    assert zen.book == replace(dearer.book, id=FIRST)


async def test_title_no_longer_listed_is_withdrawn_and_orders_keep_it(
    supplies: Supplies, shelf: SqlBooks, orders: SqlOrders, database: Database
) -> None:
    await supplies.bring(listed("zen", id_=70, title="Zenith"), listed("ada"))
    await orders.add(an_order("HELD", {70: 2}), at=NOW)

    supplied = await supplies.bring(listed("ada"))

    assert supplied.withdrawn == 1
    assert (await shelf.by_ids([70]))[70].is_withdrawn
    with pytest.raises(BookNotFound):
        await shelf.by_slug("zen")
    assert await count_copies(database, 70) == Count(copies=5, sold=0, held=2)
    assert "zenith" not in await words_in(database)


async def test_withdrawn_title_comes_back_with_its_id_and_its_sales(
    supplies: Supplies, shelf: SqlBooks, orders: SqlOrders
) -> None:
    await supplies.bring(listed("zen", id_=70), listed("ada"))
    await orders.add(an_order("SOLD", {70: 2}), at=NOW)
    await orders.mark_paid("SOLD", 1, charge_id=None, at=NOW)
    await supplies.bring(listed("ada"))

    supplied = await supplies.bring(listed("ada"), listed("zen"))

    assert (supplied.new, supplied.withdrawn) == (1, 0)
    back = await shelf.by_slug("zen")
    assert (back.book.id, back.available) == (70, 3)


async def test_each_source_keeps_what_the_others_import(
    supplies: Supplies, shelf: SqlBooks
) -> None:
    await supplies.bring(listed("zen"))
    await supplies.bring(listed("ada"), source="other.csv")

    await shelf.import_catalogue(a_catalogue({1: 1, 2: 1}), digest="without 3")
    await supplies.bring(listed("zen"))

    assert await supplies.on_sale() == {
        "book-1": (1, "catalogue.toml"),
        "book-2": (2, "catalogue.toml"),
        "zen": (FIRST, FEED),
        "ada": (FIRST + 1, "other.csv"),
    }


async def test_title_of_another_source_is_refused_and_nothing_is_written(
    supplies: Supplies, database: Database
) -> None:
    await supplies.bring(listed("zen"))
    before = await supplies.on_sale()

    with pytest.raises(CatalogueInvalid) as refusal:
        await supplies.bring(
            listed("new"), listed("zen"), listed("book-1"), listed("x", id_=2), source="other.csv"
        )

    assert [problem.partition(";")[0] for problem in refusal.value.problems] == [
        f'other.csv:2: book "zen": slug is \'zen\', which a title of {FEED} has ("zen", {FIRST})',
        "other.csv:2: book \"book-1\": slug is 'book-1', which a title of catalogue.toml has "
        '("book-1", 1)',
        'other.csv:2: book "x": id is 2, which a title of catalogue.toml has ("book-2", 2)',
    ]
    assert await supplies.on_sale() == before
    assert await finished(database, "other.csv") is None


async def test_catalogue_file_may_not_take_an_imported_title(
    supplies: Supplies, shelf: SqlBooks
) -> None:
    await supplies.bring(listed("zen", id_=70))
    clash = replace(a_catalogue({8: 1}, a_book(8, slug="zen")), lines={8: 33})

    with pytest.raises(CatalogueInvalid, match=r"catalogue.toml:33: book \"zen\": slug is 'zen'"):
        await shelf.import_catalogue(clash, digest="clash")
    assert (await shelf.by_slug("zen")).book.id == 70
    assert await shelf.import_catalogue(a_catalogue({8: 1}), digest="clash")


async def test_title_moves_between_sources_by_way_of_none(
    supplies: Supplies, shelf: SqlBooks
) -> None:
    await shelf.import_catalogue(a_catalogue({2: 1, 3: 0}), digest="without 1")
    await supplies.bring(listed("book-1", copies=7))
    assert (await supplies.on_sale())["book-1"] == (1, FEED)
    await supplies.bring(listed("other"), even_most=True)

    await shelf.import_catalogue(a_catalogue({1: 4, 2: 1}), digest="with 1")

    assert (await supplies.on_sale())["book-1"] == (1, "catalogue.toml")
    assert (await shelf.by_slug("book-1")).available == 4


async def test_titles_of_a_source_may_exchange_their_slugs(
    supplies: Supplies, shelf: SqlBooks
) -> None:
    await supplies.bring(listed("left", id_=70), listed("right", id_=71))

    await supplies.bring(listed("right", id_=70), listed("left", id_=71))

    assert (await shelf.by_slug("left")).book.id == 71
    assert (await shelf.by_slug("right")).book.id == 70


async def test_words_are_counted_over_all_sources(supplies: Supplies, database: Database) -> None:
    before = await words_in(database)
    await supplies.bring(listed("a", title="Zenith Book"), listed("b", title="Zenith"))
    counted = await words_in(database)

    await supplies.bring(listed("a", title="Nadir"), listed("b", title="Zenith"))
    later = await words_in(database)
    await supplies.bring()

    assert (counted["zenith"], counted["book"]) == (2, before["book"] + 1)
    assert (later["zenith"], later["nadir"], later["book"]) == (1, 1, before["book"])
    assert await words_in(database) == before
    shapes = select(ShapeRow.word).where(ShapeRow.word == "zenith")
    assert await database.read(lambda connection: connection.scalars(shapes).all()) == []


async def test_file_that_lost_most_of_its_titles_is_not_believed(supplies: Supplies) -> None:
    many = [listed(f"title-{number}") for number in range(60)]
    await supplies.bring(*many)

    with pytest.raises(TooManyWithdrawn, match="no longer lists 40 of its 60 titles"):
        await supplies.bring(*many[:20])

    assert len(await supplies.on_sale()) == 63
    assert (await supplies.bring(*many[:20], even_most=True)).withdrawn == 40


async def test_import_that_was_killed_goes_on_where_it_stopped(
    supplies: Supplies, database: Database
) -> None:
    many = [listed(f"title-{number}") for number in range(TITLES_AT_ONCE + 10)]
    mortal = Supplies(MortalSources(database), runs=100)

    with pytest.raises(SystemExit):
        await mortal.bring(*many)
    half, was_finished = len(await supplies.on_sale()), await finished(database)
    again = await supplies.bring(*many)

    assert (half, was_finished) == (TITLES_AT_ONCE + 3, None)
    assert again == Supplied(TITLES_AT_ONCE + 10, new=10)
    assert await finished(database) is not None
    assert await SqlTitles(database).count("") == TITLES_AT_ONCE + 13


async def test_import_overtaken_by_another_of_its_source_stops(
    supplies: Supplies, database: Database
) -> None:
    sources = SqlSources(database)
    run = await sources.begin(FEED, "the first")
    await supplies.bring(listed("zen"))

    with pytest.raises(ImportOvertaken):
        await sources.put(run, [Placed(a_book(70), 1, run.start)])
    with pytest.raises(ImportOvertaken):
        await sources.withdraw(run, [FIRST])

    assert (await supplies.on_sale())["zen"] == (FIRST, FEED)


@pytest.mark.parametrize("book", [a_book(2, slug="new"), a_book(70, slug="book-2")])
async def test_title_taken_by_another_source_meanwhile_is_left_alone(
    supplies: Supplies, database: Database, book: Book
) -> None:
    sources = SqlSources(database)
    run = await sources.begin(FEED, "the first")

    with pytest.raises(ImportOvertaken, match=f"while {FEED} was brought in"):
        await sources.put(run, [Placed(book, 1, run.start)])

    assert (await supplies.on_sale())["book-2"] == (2, "catalogue.toml")
