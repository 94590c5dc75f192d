"""Small facts that the shop keeps about itself, in SQL."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from bookstore.storage.tables import NoteRow
from bookstore.storage.transactions import Adapter, looking_up, writing

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

    @looking_up
    def find(self, session: Session, name: str) -> str | None:
        """The fact, or None."""
        row = session.get(NoteRow, name)
        return row.text if row else None

    @writing
    def keep(self, session: Session, name: str, text: str) -> None:
        """Write the fact, over an earlier one."""
        session.execute(_KEEP, {"name": name, "text": text})

    @writing
    def keep_first(self, session: Session, name: str, text: str) -> str:
        """Write the fact unless there is one; answers the one that stands."""
        session.execute(_KEEP_FIRST, {"name": name, "text": text})
        return session.execute(_READ, {"name": name}).scalar_one()
