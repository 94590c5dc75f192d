"""A moment lasts until something was committed, by whomever, or until nobody can know."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bookstore.storage.database import Database
from bookstore.storage.moments import FileMoments, TimedMoments
from bookstore.storage.notebook import SqlNotebook

pytestmark = pytest.mark.anyio


async def test_what_this_process_writes_begins_a_moment(database: Database) -> None:
    notebook = SqlNotebook(database)
    await notebook.keep("one", "1")
    before = database.moment()

    await notebook.keep("two", "2")

    assert database.moment() != before


async def test_write_that_failed_begins_one_unless_the_file_knows_better(
    database: Database,
) -> None:
    before = database.moment()

    with pytest.raises(KeyError):
        await database.write(_fail)

    assert (database.moment() == before) is database._is_sqlite


def _fail(_connection: Connection) -> None:
    raise KeyError


@pytest.mark.parametrize("make_url", ["sqlite"], indirect=True)
async def test_moment_of_a_file_lasts_while_it_is_only_read(database: Database) -> None:
    notebook = SqlNotebook(database)
    await notebook.keep("one", "1")
    before = database.moment()

    await notebook.find("one")

    assert database.moment() == before


@pytest.mark.parametrize("make_url", ["sqlite"], indirect=True)
async def test_what_another_process_writes_to_a_file_begins_a_moment_at_once(
    database: Database, neighbour: Database
) -> None:
    await SqlNotebook(neighbour).keep("one", "1")
    before = database.moment()

    await SqlNotebook(neighbour).keep("two", "2")

    assert database.moment() != before


def test_closed_file_is_opened_again_by_the_next_question(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    sqlite3.connect(file).close()
    moments = FileMoments(file)
    first = moments.now()

    moments.close()

    assert moments.now() == first
    moments.close()


def test_no_two_moments_of_a_file_that_is_not_there_are_one(tmp_path: Path) -> None:
    moments = FileMoments(tmp_path / "no.db")

    assert moments.now() != moments.now()
    assert not (tmp_path / "no.db").exists()


def test_moment_by_the_clock_ends_after_half_a_second_at_most() -> None:
    time_ms = 100_100
    moments = TimedMoments(clock_ms=lambda: time_ms)
    first = moments.now()

    time_ms = 100_499
    assert moments.now() == first
    time_ms = 100_500
    assert moments.now() != first


def test_write_begins_another_moment_of_the_same_half_second() -> None:
    moments = TimedMoments(clock_ms=lambda: 100_100)
    before = moments.now()

    moments.note_write()

    assert moments.now() != before
