"""A shop of the version before finds the same titles after its tables were changed."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from bookstore.domain.finding import Candidate, Place, Term
from bookstore.storage.addresses import file_of, read_address
from bookstore.storage.database import open_database
from bookstore.storage.schema import MIGRATIONS
from bookstore.storage.sqlite_file import prepare_file
from bookstore.storage.titles import SqlTitles

pytestmark = pytest.mark.anyio

BEFORE = (
    """
    INSERT INTO books (id, position, is_withdrawn, slug, title, subtitle, author, description,
                       subjects, year, price_minor, currency)
    VALUES (7, 3, :no, 'a-lantern', 'A Lantern', '', 'Ada', '', '[]', 2000, 900, 'usd'),
           (8, 4, :no, 'lost', 'Lost Lantern', '', 'Ada', '', '[]', 2000, 800, 'usd')
    """,
    """
    INSERT INTO title_words (book_id, title, author, words)
    VALUES (7, 'a lantern', 'ada', 'a lantern ada'), (8, 'lost lantern', 'ada', 'lost lantern ada')
    """,
    # The other one has lost its place: that is mended by the next import, not a reason to stop.
    """
    INSERT INTO shelf_places (subject, book_id, position, title_key, recency, price_minor)
    VALUES ('', 7, 3, 'lantern', -20000000, 900)
    """,
    "INSERT INTO words (word, titles) VALUES ('a', 1), ('lantern', 2), ('lost', 1), ('ada', 2)",
)


def _migrate_to_0008(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "0008")


async def test_titles_of_the_version_before_are_found_in_their_places(blank_url: str) -> None:
    if (file := file_of(read_address(blank_url))) is not None:
        prepare_file(file, timeout_seconds=10)
    database = open_database(blank_url)

    def begin(connection: Connection) -> None:
        _migrate_to_0008(connection)
        for statement in BEFORE:
            no = {"no": False} if ":no" in statement else {}
            connection.execute(text(statement), no)

    await database.write(begin)

    await database.migrate()

    titles = SqlTitles(database)
    found = await titles.shortlist([[[Term("lantern")]]], beginning="", subject="")
    kept, lost = sorted(found.candidates, key=lambda each: each.book_id)
    place = Place(3, "lantern", 900, -20000000)
    assert kept == Candidate(7, "a lantern", "ada", "a lantern ada", place)
    assert (lost.book_id, lost.place) == (8, Place(0, "", 0, 0))
    lose = text("UPDATE title_words SET words = 'lost' WHERE book_id = 8")
    # The index of words is kept up.
    await database.write(lambda connection: connection.execute(lose))
    found = await titles.shortlist([[[Term("lantern")]]], beginning="", subject="")
    assert [each.book_id for each in found.candidates] == [7]
    await database.close()
