"""A table of a TOML file as a form to be filled in: typed answers, and problems with lines.

A question that cannot be answered adds a problem to the report and is answered with an empty
value, so that one reading finds every problem. Whoever asks looks at the report at the end.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from bookstore.catalogue_file.lines import TomlPath, toml_lines
from bookstore.domain.errors import CatalogueInvalid

_SHOWN = 60  # characters of a wrong value that a sentence repeats
_SYNTAX_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$")
# Controls but for line break and tab, halves of characters, and what reorders the text shown.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(slots=True)
class Report:
    """The problems of one file; `lines` is what `toml_lines` found in it."""

    file_name: str
    lines: Mapping[TomlPath, int]
    problems: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def add(self, path: TomlPath, sentence: str) -> None:
        """Note a problem with what stands at a path."""
        self.problems.append((self.line_of(path), sentence))

    def line_of(self, path: TomlPath) -> int:
        """The line of a path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def sentences(self) -> tuple[str, ...]:
        """Every problem in the order of the file."""
        in_order = sorted(self.problems, key=lambda problem: problem[0])
        return tuple(f"{self.file_name}:{line}: {sentence}" for line, sentence in in_order)


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `label` names it in sentences; one that `is_absent` has been reported."""

    report: Report
    path: TomlPath
    label: str
    values: Mapping[str, object]
    is_absent: bool = False

    def only_knows(self, *names: str) -> None:
        """Report every field that is not one of these, with the nearest one that is."""
        for name, value in self.values.items():
            if name not in names:
                close = difflib.get_close_matches(name, names, 1, 0.5)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}."
                kind = "section" if is_table(value) or _is_rows(value) else "field"
                self.complain(name, f"unknown {kind} {shown(name)}; {hint}")

    def section(self, name: str) -> Section:
        """The table of this name, which must be there."""
        value = self.values.get(name)
        if is_table(value):
            return Section(self.report, (*self.path, name), f"[{name}]", value)
        if value is None:
            self.complain(name, f"[{name}] is missing, expected a section that begins with it.")
        else:
            self.complain(name, f"{name} is {shown(value)}, expected a section [{name}].")
        return Section(self.report, (*self.path, name), f"[{name}]", {}, is_absent=True)

    def sections(self, name: str) -> tuple[Section, ...]:
        """Each of the repeated [[tables]] of this name, of which one must be there."""
        value = self.values.get(name)
        heading = ".".join([*map(str, self.path), name])
        if _is_list(value) and value:
            return tuple(self._repeated(name, value))
        if not self.is_absent:
            found = "is missing" if value is None else f"is {shown(value)}"
            self.complain(name, f"{name} {found}, expected at least one [[{heading}]] section.")
        return ()

    def _repeated(self, name: str, rows: list[object]) -> Iterator[Section]:
        for index, row in enumerate(rows):
            path = (*self.path, name, index)
            if is_table(row):
                yield Section(self.report, path, _label_of(name, index, row), row)
            else:
                self.report.add(path, f"{name} holds {shown(row)}, expected [[{name}]] sections.")

    def has(self, name: str) -> bool:
        """Say whether the field is there at all."""
        return name in self.values

    def line_of(self, name: str) -> int:
        """The line of one of its fields."""
        return self.report.line_of((*self.path, name))

    def complain(self, name: str, sentence: str) -> None:
        """Report a problem with a field in a sentence that names this section first."""
        self.complain_at((*self.path, name), sentence)

    def complain_at(self, path: TomlPath, sentence: str) -> None:
        """Report a problem with a part of a field, at the line of that part."""
        self.report.add(path, f"{self.label}: {sentence}" if self.label else sentence)

    def wrong(self, name: str, expected: str) -> None:
        """Report that a field is missing, or is not what was expected."""
        if not self.is_absent:
            found = f"is {shown(self.values[name])}" if self.has(name) else "is missing"
            self.complain(name, f"{name} {found}, expected {expected}.")

    def text(self, name: str, *, longest: int) -> str:
        """A text in one line, blanks around it and line breaks within it folded away."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, "a text in quotes")
            return ""
        return self._fitting(name, value, longest)

    def texts(self, name: str, *, longest: int, at_most: int) -> tuple[str, ...]:
        """A list of texts, at least one, each at most `longest` characters."""
        texts: list[str] = []
        for path, value in self.elements(name, "a list of texts in quotes with at least one in it"):
            if isinstance(value, str) and value.strip():
                texts.append(self._fitting(name, value, longest))
            else:
                self.complain_at(path, f"{name} holds {shown(value)}, expected texts in quotes.")
        if len(texts) > at_most:
            self.complain(name, f"{name} holds {len(texts)} texts, expected at most {at_most}.")
        return tuple(texts)

    def elements(self, name: str, expected: str) -> Iterator[tuple[TomlPath, object]]:
        """Each element of a list with its path; a list must have at least one."""
        value = self.values.get(name)
        if not _is_list(value) or not value:
            self.wrong(name, expected)
            return
        for index, item in enumerate(value):
            yield (*self.path, name, index), item

    def _fitting(self, name: str, value: str, longest: int) -> str:
        folded = " ".join(value.split())
        if hidden := _HIDDEN.search(value):
            self.complain(name, f"{name} holds the control character {hidden[0]!r}; delete it.")
        if len(folded) > longest:
            self.complain(
                name, f"{name} is {len(folded)} characters long, expected at most {longest}."
            )
        return folded

    def whole(self, name: str, *, at_least: int, at_most: int, expected: str) -> int:
        """A whole number within bounds; `expected` says them in words."""
        value = self.values.get(name)
        if type(value) is int and at_least <= value <= at_most:
            return value
        self.wrong(name, expected)
        return 0


def open_toml(path: Path) -> Section:
    """The whole of a TOML file as one section.

    Raises:
        CatalogueInvalid: the file cannot be read, is not UTF-8 or is not TOML.
    """
    text = _text_of(path)
    try:
        values = tomllib.loads(text)
        return Section(Report(path.name, toml_lines(text)), (), "", values)
    except RecursionError as error:
        raise _invalid(path, 1, "Values are nested too deeply to be a catalogue.") from error
    except ValueError as error:
        raise _syntax_problem(path, text, str(error)) from error


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _invalid(path, 1, f"The file cannot be read ({error.strerror}).") from error
    try:
        return content.decode("utf-8-sig")  # some editors begin a file with an invisible mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = content[error.start : error.start + 1]
        raise _invalid(path, line, f"Byte {found!r} is not UTF-8. Save it as UTF-8.") from error


def _invalid(path: Path, line: int, sentence: str) -> CatalogueInvalid:
    return CatalogueInvalid((f"{path.name}:{line}: {sentence}",))


def _syntax_problem(path: Path, text: str, message: str) -> CatalogueInvalid:
    place = _SYNTAX_PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    what = _SYNTAX_PLACE.sub("", message)
    column = f" at column {place[2]}" if place and place[2] else ""
    return _invalid(path, line, f"This is not TOML{column}: {what}.")


def shown(value: object) -> str:
    """A value as a sentence repeats it: as Python writes it, not longer than a line."""
    try:
        text = repr(value)
    except ValueError:  # an integer beyond the digits that Python is willing to write
        return "a very large number"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """Say whether a value is a TOML table, whose keys are always text."""
    return isinstance(value, dict)


def _is_rows(value: object) -> bool:
    return _is_list(value) and bool(value) and is_table(value[0])


def _label_of(name: str, index: int, row: Mapping[str, object]) -> str:
    for key in ("slug", "name", "title", "id"):
        if isinstance(value := row.get(key), str | int) and value:
            called = shown(value).strip("'")
            return f'{name} "{called}"'
    return f"{name} number {index + 1}"


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
