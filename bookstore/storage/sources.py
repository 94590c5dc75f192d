"""Sources of titles in SQL: an import of any size, written in parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

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
    def owned(self, session: Session) -> Sequence[Owned]:
        """Every title that there is or was."""
        return read_owned(session)

    @writing_much
    def begin(self, session: Session, source: str, claim: str) -> Run:
        """Open an import; one of the same source that is under way stops at its next write."""
        lock_shelf(session)
        row = session.scalar(select(SourceRow).where(SourceRow.name == source))
        if row is None:
            last = session.scalar(select(func.max(SourceRow.number)))
            row = SourceRow(number=(last or 0) + 1, name=source)
            session.add(row)
        row.claim, row.finished_at = claim, None
        return Run(source, claim, row.number * MAX_TITLES)

    @writing_much
    def withdraw(self, session: Session, run: Run, ids: Sequence[int]) -> None:
        """Take titles off the shelf."""
        _current(session, run)
        withdraw_titles(session, ids)

    async def put(self, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        """Put titles on the shelf; answers how many are new there and how many have changed."""
        try:
            return await self._put(run, titles)
        except IntegrityError as error:  # a slug is no longer free
            raise _overtaken(run) from error

    @writing_much
    def _put(self, session: Session, run: Run, titles: Sequence[Placed]) -> tuple[int, int]:
        _current(session, run)
        for some in batches((title.book.id for title in titles), MANY):
            taken = select(BookRow.id).where(BookRow.id.in_(some), BookRow.source != run.source)
            if session.scalar(taken.where(~BookRow.is_withdrawn).limit(1)) is not None:
                raise _overtaken(run)
        return put_on_shelf(session, run.source, titles)

    @writing_much
    def finish(self, session: Session, run: Run, *, at: datetime) -> None:
        """Count what titles are found by, and remember that all is brought in."""
        (_current(session, run)).finished_at = at
        finish_index(session)


def _current(session: Session, run: Run) -> SourceRow:
    """The source's row, with the shelf locked, if no other import of it has begun."""
    lock_shelf(session)
    mine = select(SourceRow).where(SourceRow.name == run.source, SourceRow.claim == run.claim)
    row = session.scalar(mine)
    if row is None:
        raise _overtaken(run)
    return row


def _overtaken(run: Run) -> ImportOvertaken:
    return ImportOvertaken(
        f"Another import has changed titles while {run.source} was brought in; this one has "
        "stopped. Repeat it when the other is done."
    )
