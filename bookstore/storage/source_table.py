"""The tables of where titles come from: the catalogue file, and sources brought in by command."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bookstore.storage.tables import Base


class CatalogueRow(Base):
    """One row: the digest of the catalogue file that was imported last.

    A migration that needs the file read again sets the digest to ''.
    """

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]


class SourceRow(Base):
    """A source: its number says where its part of the shelf begins, and never changes.

    The claim tells one run of an import from another of the same source; while one is under
    way, or was cut off, there is no moment at which it finished.
    """

    __tablename__ = "sources"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(unique=True)
    claim: Mapped[str]
    finished_at: Mapped[datetime | None]
