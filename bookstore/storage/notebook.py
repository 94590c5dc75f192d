"""Small facts that the shop keeps about itself, in SQL."""

from __future__ import annotations

from sqlalchemy import text

from bookstore.storage.database import Database
from bookstore.storage.tables import NoteRow

# One statement that both databases know, so that two first writers do not collide.
_KEEP = text(
    "INSERT INTO notebook (name, text) VALUES (:name, :text) "
    "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)


class SqlNotebook:
    """Facts by name, shared by all modes: a name says its mode where that matters."""

    def __init__(self, database: Database) -> None:
        """Keep the database."""
        self._database = database

    async def find(self, name: str) -> str | None:
        """The fact, or None."""
        async with self._database.reading() as session:
            row = await session.get(NoteRow, name)
        return row.text if row else None

    async def keep(self, name: str, text: str) -> None:
        """Write the fact, over an earlier one."""
        async with self._database.writing() as session:
            await session.execute(_KEEP, {"name": name, "text": text})
