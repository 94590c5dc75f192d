"""Facts that the shop keeps about itself."""

import asyncio

import pytest

from bookstore.storage.database import Database
from bookstore.storage.notebook import SqlNotebook

pytestmark = pytest.mark.anyio


async def test_a_fact_is_found_until_it_is_overwritten(database: Database) -> None:
    notebook = SqlNotebook(database)
    assert await notebook.find("name") is None

    await notebook.keep("name", "first")
    await notebook.keep("name", "sécond")

    assert await notebook.find("name") == "sécond"
    assert await notebook.find("other") is None


async def test_first_writers_do_not_collide(database: Database, neighbour: Database) -> None:
    notebooks = [SqlNotebook(database), SqlNotebook(neighbour)] * 5

    await asyncio.gather(*(each.keep("name", f"{n}") for n, each in enumerate(notebooks)))

    assert await SqlNotebook(database).find("name") in {f"{n}" for n in range(10)}


async def test_all_who_ask_for_a_first_fact_get_the_same(
    database: Database, neighbour: Database
) -> None:
    notebooks = [SqlNotebook(database), SqlNotebook(neighbour)] * 5

    kept = await asyncio.gather(*(each.keep_first("k", f"{n}") for n, each in enumerate(notebooks)))

    assert set(kept) == {await SqlNotebook(database).find("k")}
    assert await SqlNotebook(database).keep_first("k", "late") == kept[0]
