"""A database that cannot be reached, and tables of another version."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.keys import read_on
from bookstore.doctor.records import check_database
from bookstore.storage.database import open_database
from bookstore.storage.schema import newest_version
from tests.doctor.patients import patient

pytestmark = pytest.mark.anyio


async def examined(folder: Path, url: str) -> Finding:
    return await check_database(read_on(patient(folder, {"DATABASE_URL": url}))[0])


async def test_new_file_is_left_to_the_first_start(tmp_path: Path) -> None:
    found = await examined(tmp_path, f"sqlite:///{tmp_path}/new/shop.db")

    assert found.problem is None
    assert not (tmp_path / "new").exists()


async def test_migrated_database_is_fine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    database = open_database(url)
    await database.migrate()
    await database.close()

    found = await examined(tmp_path, url)

    assert found.problem is None
    assert newest_version() in found.text


@pytest.mark.parametrize(
    ("version", "words"), [("0001", "make run"), ("9999", "start the newer shop")]
)
async def test_tables_of_another_version_are_told(tmp_path: Path, version: str, words: str) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    database = open_database(url)
    await database.migrate()
    change = text("UPDATE alembic_version SET version_num = :v")
    await database.write(lambda connection: connection.execute(change, {"v": version}))
    await database.close()

    found = await examined(tmp_path, url)

    assert found.problem is Problem.DATABASE_NOT_MIGRATED
    assert version in found.text
    assert words in found.mend


async def test_database_without_tables_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop.db").touch()

    found = await examined(tmp_path, f"sqlite:///{tmp_path}/shop.db")

    assert found.problem is Problem.DATABASE_NOT_MIGRATED
    assert "no tables" in found.text


@pytest.mark.parametrize("url", ["sqlite:///{}/file", "sqlite:///{}/file/shop.db", "sqlite://"])
async def test_place_that_holds_no_database_is_told(tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("my shopping list\n" * 100)

    found = await examined(tmp_path, url.format(tmp_path))

    assert found.problem is Problem.DATABASE_UNREACHABLE
    assert "\n" not in found.line()


async def test_silent_server_is_told_without_its_password(tmp_path: Path) -> None:
    found = await examined(tmp_path, "postgresql://shop:hunter2@127.0.0.1:1/shop")

    assert found.problem is Problem.DATABASE_UNREACHABLE
    assert "hunter2" not in found.line()
