"""Small facts that the shop keeps about itself, in SQL."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.storage.tables import NoteRow
from bookstore.storage.transactions import Adapter, reading, writing

# One statement that both databases know, so that two first writers do not collide.
_KEEP = text(
    "INSERT INTO notebook (name, text) VALUES (:name, :text) "
    "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)
_KEEP_FIRST = text(
    "INSERT INTO notebook (name, text) VALUES (:name, :text) ON CONFLICT (name) DO NOTHING"
)
_READ = text("SELECT text FROM notebook WHERE name = :name")


class SqlNotebook(Adapter):
    """Facts by name, shared by all modes: a name says its mode where that matters."""

    @reading
    async def find(self, session: AsyncSession, name: str) -> str | None:
        """The fact, or None."""
        row = await session.get(NoteRow, name)
        return row.text if row else None

    @writing
    async def keep(self, session: AsyncSession, name: str, text: str) -> None:
        """Write the fact, over an earlier one."""
        await session.execute(_KEEP, {"name": name, "text": text})

    @writing
    async def keep_first(self, session: AsyncSession, name: str, text: str) -> str:
        """Write the fact unless there is one; answers the one that stands."""
        await session.execute(_KEEP_FIRST, {"name": name, "text": text})
        return (await session.execute(_READ, {"name": name})).scalar_one()
