"""A migrated, empty database for each test, on every kind there is on this machine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from bookstore.domain.order import Mode
from bookstore.storage.addresses import read_address
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database, open_database
from bookstore.storage.orders import SqlOrders
from bookstore.storage.reminders import SqlReminders
from bookstore.storage.tables import Base
from tests.storage.examples import a_catalogue
from tests.storage.postgres_server import find_postgres, run_postgres

POSTGRES = find_postgres()
KINDS = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]
COPIES = {1: 10, 2: 1, 3: 0}  # book id -> copies supplied, in every test that asks for `shelf`


def pytest_report_collectionfinish() -> str:
    """Say which databases the storage is tested on."""
    missing = "no Postgres: initdb and pg_ctl were not found"
    return f"storage: SQLite and {f'Postgres ({POSTGRES})' if POSTGRES else missing}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "shop.db"
    asyncio.run(_migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a migrated database on a server of our own."""
    assert POSTGRES
    with run_postgres(POSTGRES) as url:
        asyncio.run(_migrate(url))
        yield url


async def _migrate(url: str) -> None:
    database = open_database(url)
    await database.migrate()
    await database.close()


@pytest.fixture(params=KINDS)
def make_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """A function that answers the URL of a migrated, empty database; each call empties it."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def copy_template() -> str:
            return f"sqlite:///{shutil.copy(template, tmp_path / f'{uuid4().hex}.db')}"

        return copy_template
    url: str = request.getfixturevalue("postgres")

    def empty_tables() -> str:
        asyncio.run(_empty(url))
        return url

    return empty_tables


async def _empty(url: str) -> None:
    database = open_database(url)
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)

    def empty(connection: Connection) -> None:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        connection.execute(text("INSERT INTO catalogue (id, digest) VALUES (1, '')"))

    await database.write(empty)
    await database.close()


@pytest.fixture
def url(make_url: Callable[[], str]) -> str:
    """The URL of a migrated, empty database."""
    return make_url()


@pytest.fixture(params=KINDS)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables; that of SQLite without a file or a folder yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new folder/50% off.db"
    name = f"blank_{uuid4().hex}"
    url: str = request.getfixturevalue("postgres")
    asyncio.run(_create(url, name))
    return url.replace("/postgres?", f"/{name}?")


async def _create(url: str, name: str) -> None:
    engine = create_async_engine(read_address(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A migrated, empty database."""
    database = open_database(url)
    yield database
    await database.close()


@pytest.fixture
async def neighbour(database: Database, url: str) -> AsyncIterator[Database]:
    """The same database as another process has it open."""
    neighbour = open_database(url)
    yield neighbour
    await neighbour.close()


@pytest.fixture
def books(database: Database) -> SqlBooks:
    """The shelf of the test mode."""
    return SqlBooks(database, Mode.TEST)


@pytest.fixture
async def shelf(books: SqlBooks) -> SqlBooks:
    """The shelf with ten copies of book 1, one of book 2 and none of book 3."""
    await books.import_catalogue(a_catalogue(COPIES), digest="first")
    return books


@pytest.fixture
def orders(database: Database, shelf: SqlBooks) -> SqlOrders:
    """The orders of the test mode, over the shelf."""
    return SqlOrders(database, Mode.TEST, locale="en_US")


@pytest.fixture
def reminders(database: Database) -> SqlReminders:
    """Who asked for links in the test mode."""
    return SqlReminders(database, Mode.TEST)
