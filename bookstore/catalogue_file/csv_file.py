"""A CSV file as sections: one row after the other, its cells as what they mean.

The first row names the columns. Commas, semicolons or tabs stand between cells, whichever the
first row has. An empty cell is a field that is not there. No more than a row is held.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from bookstore.catalogue_file.section import Report, Section
from bookstore.domain.errors import CatalogueInvalid

WHOLE_NUMBERS = frozenset({"id", "year", "pages", "price_minor", "copies"})
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PATH = ("row",)  # of whichever row is being read


def read_rows(path: Path, report: Report, *, known: Sequence[str]) -> Iterator[Section]:
    """Each row as a section named for its slug.

    Args:
        path: the file.
        report: where problems go; its lines are told here, so it is made without any.
        known: the columns there can be.

    Raises:
        CatalogueInvalid: the file cannot be read, or its columns make no sense.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    report.lines = lines
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=_delimiter(file), strict=True)
            columns = [name.strip() for name in next(rows, [])]
            _check_columns(columns, report, known)
            while True:
                lines[_PATH] = rows.line_num + 1
                cells = next(rows, None)
                if cells is None:
                    return
                if cells:
                    yield _section(columns, cells, report)
    except OSError as error:
        _refuse(report, f"The file cannot be read ({error.strerror}).")
    except UnicodeDecodeError as error:
        found = error.object[error.start : error.start + 1]
        _refuse(report, f"From here on, byte {found!r} is not UTF-8. Save it as UTF-8.")
    except csv.Error as error:
        _refuse(report, f"This is not CSV: {error}.")


def _delimiter(file: TextIO) -> str:
    start = file.readline()
    file.seek(0)
    return max(",;\t", key=start.count)


def _check_columns(columns: Sequence[str], report: Report, known: Sequence[str]) -> None:
    Section(report, _PATH, "", dict.fromkeys(columns)).only_knows(*known)
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        report.add(_PATH, f"There are two columns {name!r}, expected one.")
    if report.problems:
        raise CatalogueInvalid(report.sentences())


def _section(columns: Sequence[str], cells: Sequence[str], report: Report) -> Section:
    named = zip(columns, cells, strict=False)
    values = {name: _meant(name, cell.strip()) for name, cell in named if cell.strip()}
    label = f'book "{values.get("slug") or values.get("title")}"'
    if len(cells) == len(columns):
        return Section(report, _PATH, label, values)
    what = f"the row has {len(cells)} cells, expected {len(columns)} as in the first row"
    report.add(_PATH, f"{label}: {what}; a text with the mark between cells is quoted.")
    return Section(report, _PATH, label, {}, is_absent=True)  # which cell is which, nobody knows


def _meant(name: str, cell: str) -> object:
    """What a cell means, or its text if it makes no sense: then the text is complained about."""
    if name in WHOLE_NUMBERS and _WHOLE.fullmatch(cell):
        return int(cell)
    if name == "subjects":
        return [subject.strip() for subject in cell.split(";") if subject.strip()]
    if name == "published" and _DAY.fullmatch(cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            return cell
    return cell


def _refuse(report: Report, sentence: str) -> None:
    report.add(_PATH, sentence)
    raise CatalogueInvalid(report.sentences())
