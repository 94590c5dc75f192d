"""The subjects on sale, read once for as long as nothing was committed.

An import has counted the titles of each; here they are only put in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bookstore.domain.subjects import MAX_LISTED, Subject
from bookstore.storage.database import Database
from bookstore.storage.search_tables import SubjectRow
from bookstore.storage.transactions import Adapter, reading

MOST_FIRST = (
    select(SubjectRow.key, SubjectRow.name)
    .where(SubjectRow.key != "")  # signs alone: no address could name it
    .order_by(SubjectRow.titles.desc(), SubjectRow.key)
    .limit(MAX_LISTED)
)


class SqlSubjects(Adapter):
    """The subjects of the shelf, as the last import left them."""

    def __init__(self, database: Database) -> None:
        """Keep the database; nothing is read yet."""
        super().__init__(database)
        self._as_of: object = None
        self._subjects: Sequence[Subject] = ()

    async def subjects(self) -> Sequence[Subject]:
        """The subjects of the shelf, those with the most titles first, at most `MAX_LISTED`."""
        now = self.database.moment()  # before the reading: a later commit is read the next time
        if now != self._as_of:
            self._subjects = await self._read_subjects()
            self._as_of = now
        return self._subjects

    @reading
    def _read_subjects(self, connection: Connection) -> Sequence[Subject]:
        return [Subject(row.key, row.name) for row in connection.execute(MOST_FIRST)]
