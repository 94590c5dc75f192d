"""DATABASE_URL as people write it, made the URL of the driver that the shop uses."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bookstore.domain.errors import BookstoreError

_SQLITE, _POSTGRES = "sqlite", "postgresql+asyncpg"
_DRIVERS: dict[str, str] = {
    **dict.fromkeys(("sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"), _SQLITE),
    **dict.fromkeys(("postgres", "postgresql", "postgresql+asyncpg"), _POSTGRES),
}


class DatabaseUnusable(BookstoreError):
    """The database cannot be used as it is; the sentence says what to do."""

    user_message = "Our shop cannot reach its records at the moment. Please try again in a minute."


def read_address(url: str) -> URL:
    """The URL with our driver: the one that comes with Python for SQLite, asyncpg for Postgres.

    Raises:
        DatabaseUnusable: it is no URL, of another database, or of one in memory.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnusable(
            "DATABASE_URL is no URL: write sqlite:///path/to/shop.db or "
            "postgresql://user:password@host/name."
        ) from error
    if address.drivername not in _DRIVERS:
        raise DatabaseUnusable(
            f"DATABASE_URL begins with {address.drivername!r}: use sqlite:///... or "
            "postgresql://..., the two databases that the shop is tested on."
        )
    address = address.set(drivername=_DRIVERS[address.drivername])
    return _read_file(address) if address.get_backend_name() == "sqlite" else _read_host(address)


def _read_file(address: URL) -> URL:
    if address.database in (None, "", ":memory:"):
        raise DatabaseUnusable(
            "DATABASE_URL names a database in memory, which forgets every order: "
            "name a file, as in sqlite:///path/to/shop.db."
        )
    return address


def _read_host(address: URL) -> URL:
    # Hosting providers write libpq's names; asyncpg has its own for one and none for the other.
    query = {key: value for key, value in address.query.items() if key != "channel_binding"}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return address.set(query=query)


def file_of(address: URL) -> Path | None:
    """The file of a SQLite database; None for Postgres."""
    if address.get_backend_name() != "sqlite":
        return None
    return Path(address.database or "")
