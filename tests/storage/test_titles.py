"""Finding in SQL: what is found follows the shelf, and both databases answer alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import Connection, text

from bookstore.domain.catalogue import Book
from bookstore.domain.finding import MAX_COUNT, MAX_SHORTLIST, Shortlist, Sort, Term
from bookstore.domain.money import Money
from bookstore.domain.wording import words_of
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.titles import SqlTitles
from tests.domain.finding_examples import a_title
from tests.storage.examples import a_catalogue

pytestmark = pytest.mark.anyio

SHELF = (
    a_title(3, "The Dream Machine", "M. Mitchell Waldrop", "Computing", "History"),
    a_title(1, "The Making of Prince of Persia", "Jordan Mechner", "Computing", "Émigrés & Co"),
    a_title(2, "Café Müller's 1985 Dreams", "Pina Bausch", "Lives", "computing"),
)


async def put_on_shelf(books: SqlBooks, *shelf: Book) -> None:
    copies = {book.id: 1 for book in shelf}
    digest = repr(hash(shelf))
    assert await books.import_catalogue(a_catalogue(copies, *shelf), digest=digest)


@pytest.fixture
async def titles(database: Database, books: SqlBooks) -> SqlTitles:
    await put_on_shelf(books, *SHELF)
    return SqlTitles(database)


async def draw_up(titles: SqlTitles, words: str = "", **asked: str) -> Shortlist:
    """A shortlist for words, a * behind one that may be the beginning of another."""
    groups = [
        [Term(words_of(word)[0], begins=word.endswith("*")) for word in group.split("|")]
        for group in words.split()
    ]
    asked = {"beginning": "", "subject": ""} | asked
    return await titles.shortlist(
        [groups] if groups else [], beginning=asked["beginning"], subject=asked["subject"]
    )


def ids(shortlist: Shortlist) -> set[int]:
    return {found.book_id for found in shortlist.candidates}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dream", {3}),
        ("dream*", {2, 3}),
        ("dream* waldrop", {3}),
        ("muellers|mullers", {2}),
        ("mechner|bausch computing", {1, 2}),
        ("1985", {2}),
        ("emigres", {1}),
        ("xyzzy", set()),
        ("dream xyzzy", set()),
        ("or", set()),  # words of the index's own language are words like others
        ("not", set()),
        ("near", set()),
    ],
)
async def test_words_are_found_whole_or_as_beginnings(
    titles: SqlTitles, words: str, expected: set[int]
) -> None:
    found = await draw_up(titles, words)

    assert (ids(found), found.total) == (expected, len(expected))


async def test_a_subject_narrows_a_shortlist_down(titles: SqlTitles) -> None:
    assert ids(await draw_up(titles, "dream*", subject="computing")) == {2, 3}
    assert ids(await draw_up(titles, "dream*", subject="lives")) == {2}
    assert ids(await draw_up(titles, "prince", subject="emigres-co")) == {1}
    assert ids(await draw_up(titles, "dream*", subject="co")) == set()
    assert ids(await draw_up(titles, beginning="dream", subject="lives")) == set()


async def test_titles_are_found_by_their_beginning_without_article(titles: SqlTitles) -> None:
    assert ids(await draw_up(titles, beginning="d")) == {3}
    assert ids(await draw_up(titles, beginning="making of p")) == {1}
    assert ids(await draw_up(titles, beginning="the")) == set()


async def test_a_candidate_has_its_texts_and_its_place(titles: SqlTitles) -> None:
    (found,) = (await draw_up(titles, "muller*")).candidates

    assert found.title == "cafe mullers 1985 dreams"
    assert found.author == "pina bausch"
    assert {"lives", "computing", "bausch", "dreams"} <= set(found.words.split())
    assert (found.place.position, found.place.title_key) == (2, "cafe mullers 1985 dreams")


async def test_known_words_share_a_shape(titles: SqlTitles) -> None:
    known = await titles.known_words(["drean", "pershia", "xyzzy"])

    assert {word: [each.word for each in found] for word, found in known.items()} == {
        "drean": ["dream"],
        "pershia": ["persia"],
        "xyzzy": [],
    }
    (computing,) = (await titles.known_words(["computin"]))["computin"]
    assert computing.titles == 3


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.BEST, [3, 1, 2]),
        (Sort.TITLE, [2, 3, 1]),
        (Sort.NEWEST, [2, 3, 1]),
        (Sort.PRICE, [1, 2, 3]),
    ],
)
async def test_every_order_is_read_from_any_title_on(
    database: Database, books: SqlBooks, sort: Sort, expected: list[int]
) -> None:
    first, second, third = SHELF
    dated = (
        replace(first, year=2000, price=Money(900, "usd")),
        replace(second, year=1990, price=Money(100, "usd")),
        replace(third, year=2020, price=Money(500, "usd")),
    )
    await put_on_shelf(books, *dated)
    titles = SqlTitles(database)

    assert await titles.page("", sort, after=0, limit=9) == expected
    for before, after in pairwise(expected):
        assert await titles.page("", sort, after=before, limit=1) == [after]
    assert await titles.page("", sort, after=expected[-1], limit=9) == []
    assert await titles.page("", sort, after=404, limit=9) == expected


async def test_equal_prices_are_paged_by_id(database: Database, books: SqlBooks) -> None:
    await put_on_shelf(books, *(a_title(n, "Same") for n in (5, 2, 9, 4)))
    titles = SqlTitles(database)

    assert await titles.page("", Sort.PRICE, after=2, limit=2) == [4, 5]


async def test_subjects_are_known_by_their_key(titles: SqlTitles) -> None:
    assert await titles.find_subject("computing") == "Computing"  # the commoner spelling
    assert await titles.find_subject("emigres-co") == "Émigrés & Co"
    assert await titles.find_subject("") is None
    assert await titles.find_subject("x") is None
    assert [await titles.count(key) for key in ("", "computing", "lives", "x")] == [3, 3, 1, 0]


async def test_titles_beside_one_come_from_its_authors_and_subjects(titles: SqlTitles) -> None:
    assert set(await titles.beside(SHELF[0], limit=9)) == {1, 2, 3}
    stranger = a_title(9, "Other", "Bausch, Pina", "Nothing")
    assert set(await titles.beside(stranger, limit=9)) == {2}


async def test_what_is_found_follows_every_import(titles: SqlTitles, books: SqlBooks) -> None:
    renamed = replace(SHELF[0], title="A Nightmare Machine", subjects=("Horror",))
    newcomer = a_title(7, "Prince Regent", "Z", "Computing")

    await put_on_shelf(books, newcomer, renamed, SHELF[1])

    assert ids(await draw_up(titles, "dream*")) == set()
    assert ids(await draw_up(titles, "nightmare")) == {3}
    assert ids(await draw_up(titles, "prince")) == {1, 7}
    assert await titles.page("", Sort.BEST, after=0, limit=9) == [7, 3, 1]
    assert await titles.page("computing", Sort.BEST, after=0, limit=9) == [7, 1]
    assert await titles.find_subject("history") is None
    assert (await titles.known_words(["dream", "nightmare"]))["dream"] == []


async def test_a_failing_import_leaves_what_is_found(titles: SqlTitles, books: SqlBooks) -> None:
    twins = (replace(SHELF[0], title="Other"), replace(SHELF[1], slug=SHELF[0].slug))

    with pytest.raises(Exception, match=r"(?i)unique"):
        await books.import_catalogue(a_catalogue({1: 1, 3: 1}, *twins), digest="wrong")

    assert ids(await draw_up(titles, "dream*")) == {2, 3}


async def test_an_import_mends_what_does_not_follow_the_shelf(
    titles: SqlTitles, books: SqlBooks, database: Database
) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute(text("UPDATE title_words SET words = 'wrong' WHERE book_id = 1"))
        connection.execute(text("DELETE FROM shelf_places WHERE book_id = 2 AND subject = ''"))
        connection.execute(text("DELETE FROM title_words WHERE book_id = 3"))

    await database.write(spoil)
    dearer = replace(SHELF[2], price=Money(9900, "usd"))

    await put_on_shelf(books, SHELF[0], SHELF[1], dearer)

    found = {each.book_id: each for each in (await draw_up(titles, "computing")).candidates}
    assert set(found) == {1, 2, 3}
    assert found[2].place.price_minor == 9900


async def test_an_import_mends_a_place_that_stands_wrong_beside_the_words(
    titles: SqlTitles, books: SqlBooks, database: Database
) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute(text("UPDATE title_words SET price_minor = 1 WHERE book_id = 1"))
        connection.execute(text("UPDATE shelf_places SET position = 9 WHERE book_id = 3"))

    await database.write(spoil)

    await put_on_shelf(books, *SHELF[:2])

    found = {each.book_id: each.place for each in (await draw_up(titles, "computing")).candidates}
    assert found[1].price_minor == SHELF[1].price.minor
    assert await titles.page("", Sort.BEST, after=0, limit=9) == [3, 1]


async def test_a_shortlist_ends_and_its_total_goes_on(database: Database, books: SqlBooks) -> None:
    half = MAX_SHORTLIST // 2 + 10  # those that begin so come last by id
    many = [a_title(n, "Other Same" if n < half else "Same Thing") for n in range(1, 2 * half)]
    await put_on_shelf(books, *many)
    titles = SqlTitles(database)

    found = await draw_up(titles, "same", beginning="same")

    assert len(found.candidates) == MAX_SHORTLIST
    assert set(range(half, 2 * half)) <= ids(found)
    assert found.total == len(many) < MAX_COUNT


MANY = """
    INSERT INTO books (id, position, is_withdrawn, slug, title, subtitle, author, description,
                       subjects, year, price_minor, currency)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :most)
    SELECT n, n, :gone, 'x' || n, 'T', '', 'A', '', '[]', 2000, 100, 'usd' FROM numbers
"""
PLACES = """
    INSERT INTO shelf_places (subject, book_id, position, title_key, recency, price_minor)
    SELECT '', id, position, title, 0, price_minor FROM books
"""


async def test_a_count_stops_where_nobody_counts_on(database: Database, books: SqlBooks) -> None:
    def fill(connection: Connection) -> None:
        connection.execute(text(MANY), {"most": MAX_COUNT + 50, "gone": False})
        connection.execute(text(PLACES))

    await database.write(fill)

    assert await SqlTitles(database).count("") == MAX_COUNT + 1


async def test_slugs_on_sale_are_read_on_from_any_id(titles: SqlTitles, books: SqlBooks) -> None:
    assert await titles.slugs(after=0, limit=2) == [(1, SHELF[1].slug), (2, SHELF[2].slug)]
    assert await titles.slugs(after=2, limit=2) == [(3, SHELF[0].slug)]

    await put_on_shelf(books, SHELF[0])

    assert await titles.slugs(after=0, limit=2) == [(3, SHELF[0].slug)]


async def test_milestones_are_the_last_of_each_full_part_but_the_end(
    titles: SqlTitles, books: SqlBooks
) -> None:
    assert [await titles.milestones(every) for every in (1, 2, 3)] == [[1, 2], [2], []]

    await put_on_shelf(books, SHELF[0], SHELF[1])

    assert await titles.milestones(1) == [1]
