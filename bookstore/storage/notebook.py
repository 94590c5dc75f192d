"""Small facts that the shop keeps about itself, in SQL."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, text

from bookstore.storage.tables import NOTES
from bookstore.storage.transactions import Adapter, looking_up, writing

# One statement that both databases know, so that two first writers do not collide.
_KEEP = text(
    "INSERT INTO notebook (name, text) VALUES (:name, :text) "
    "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)
_KEEP_FIRST = text(
    "INSERT INTO notebook (name, text) VALUES (:name, :text) ON CONFLICT (name) DO NOTHING"
)
_READ = select(NOTES.c.text).where(NOTES.c.name == bindparam("name"))


class SqlNotebook(Adapter):
    """Facts by name, shared by all modes: a name says its mode where that matters."""

    @looking_up
    def find(self, connection: Connection, name: str) -> str | None:
        """The fact, or None."""
        return connection.execute(_READ, {"name": name}).scalar_one_or_none()

    @writing
    def keep(self, connection: Connection, name: str, text: str) -> None:
        """Write the fact, over an earlier one."""
        connection.execute(_KEEP, {"name": name, "text": text})

    @writing
    def keep_first(self, connection: Connection, name: str, text: str) -> str:
        """Write the fact unless there is one; answers the one that stands."""
        connection.execute(_KEEP_FIRST, {"name": name, "text": text})
        return connection.execute(_READ, {"name": name}).scalar_one()
