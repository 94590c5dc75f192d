"""DATABASE_URL as people write it."""

from pathlib import Path

import pytest

from bookstore.storage.addresses import DatabaseUnusable, file_of, read_address
from bookstore.storage.database import open_database


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///shop.db", "sqlite:///shop.db"),
        ("sqlite+aiosqlite:////data/shop.db", "sqlite:////data/shop.db"),
        ("postgres://u:p@h/shop", "postgresql+asyncpg://u:p@h/shop"),
        ("postgresql://u:p@h:6432/shop", "postgresql+asyncpg://u:p@h:6432/shop"),
        ("postgresql+asyncpg://u@h/shop", "postgresql+asyncpg://u@h/shop"),
        (
            "postgres://u@h/shop?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://u@h/shop?ssl=require",
        ),
    ],
)
def test_the_driver_becomes_ours(written: str, read: str) -> None:
    address = read_address(written)

    assert address.render_as_string(hide_password=False) == read


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("shop.db", "is no URL"),
        ("mysql://root:hunter2@h/shop", "'mysql'"),
        ("postgresql+psycopg2://u:hunter2@h/shop", "psycopg2'"),
        ("sqlite://", "forgets every order"),
        ("sqlite:///:memory:", "forgets every order"),
        ("postgresql://u:hunter2@h:port/shop", "is no URL"),
    ],
)
def test_an_unusable_url_is_refused_with_what_to_write(written: str, says: str) -> None:
    with pytest.raises(DatabaseUnusable, match=says) as refusal:
        read_address(written)

    assert "///" in str(refusal.value) or "postgresql://" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


def test_only_sqlite_has_a_file() -> None:
    assert file_of(read_address("sqlite:////data/shop.db")) == Path("/data/shop.db")
    assert file_of(read_address("postgres://u@h/shop")) is None


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/data/shop.db")
    open_database("postgres://nobody@nowhere.invalid/shop")

    assert list(tmp_path.iterdir()) == []
