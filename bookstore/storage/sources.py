"""Sources of titles in SQL: an import of any size, written in parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bookstore.domain.errors import ImportOvertaken
from bookstore.domain.sources import MAX_TITLES, Owned, Placed, Run
from bookstore.storage.bulk import MANY, batches
from bookstore.storage.source_table import SourceRow
from bookstore.storage.supply import lock_shelf, put_on_shelf, read_owned, withdraw_titles
from bookstore.storage.tables import BookRow
from bookstore.storage.title_index import finish_index
from bookstore.storage.transactions import Adapter, reading, writing_much


class SqlSources(Adapter):
    """What each source owns, for `services.supplying`."""

    @reading
    def owned(self, connection: Connection) -> Sequence[Owned]:
        """Every title that there is or was."""
        return read_owned(connection)

    @writing_much
    def begin(self, connection: Connection, source: str, claim: str) -> Run:
        """Open an import; one of the same source that is under way stops at its next write."""
        lock_shelf(connection)
        mine = update(SourceRow).where(SourceRow.name == source)
        number = connection.scalar(
            mine.values(claim=claim, finished_at=None).returning(SourceRow.number)
        )
        if number is None:
            number = (connection.scalar(select(func.max(SourceRow.number))) or 0) + 1
            new = {"number": number, "name": source, "claim": claim}
            connection.execute(insert(SourceRow).values(new))
        return Run(source, claim, number * MAX_TITLES)

    @writing_much
    def withdraw(self, connection: Connection, run: Run, ids: Sequence[int]) -> None:
        """Take titles off the shelf."""
        _current(connection, run)
        withdraw_titles(connection, ids)

    async def put(self, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        """Put titles on the shelf; answers how many are new there and how many have changed."""
        try:
            return await self._put(run, titles)
        except IntegrityError as error:  # a slug is no longer free
            raise _overtaken(run) from error

    @writing_much
    def _put(self, connection: Connection, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        _current(connection, run)
        for some in batches((title.book.id for title in titles), MANY):
            taken = select(BookRow.id).where(BookRow.id.in_(some), BookRow.source != run.source)
            if connection.scalar(taken.where(~BookRow.is_withdrawn).limit(1)) is not None:
                raise _overtaken(run)
        return put_on_shelf(connection, run.source, titles)

    @writing_much
    def finish(self, connection: Connection, run: Run, *, at: datetime) -> None:
        """Count what titles are found by, and remember that all is brought in."""
        _current(connection, run)
        mine = update(SourceRow).where(SourceRow.name == run.source)
        connection.execute(mine.values(finished_at=at))
        finish_index(connection)


def _current(connection: Connection, run: Run) -> None:
    """Lock the shelf for an import, if no other import of its source has begun."""
    lock_shelf(connection)
    mine = SourceRow.name == run.source, SourceRow.claim == run.claim
    if connection.scalar(select(SourceRow.number).where(*mine)) is None:
        raise _overtaken(run)


def _overtaken(run: Run) -> ImportOvertaken:
    return ImportOvertaken(
        f"Another import has changed titles while {run.source} was brought in; this one has "
        "stopped. Repeat it when the other is done."
    )
