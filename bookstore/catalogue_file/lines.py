"""Where things stand in a TOML text: the line of every table, key and value.

The standard tomllib answers what a file says but not where. This walks a text which
tomllib has already accepted, so it need not judge it: it only has to know what is a
key, what is a value, and where a string, a comment or a bracket ends.

Source: the TOML 1.0.0 specification, toml.io.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

TomlPath = tuple[str | int, ...]
"""The way to a value: ("book", 3, "price_minor") is that key of the fourth [[book]]."""

_QUOTES = ('"""', "'''", '"', "'")
_BLANK = re.compile(r"(?:[ \t\n,]|#[^\n]*)*")
_BARE = re.compile(r"[^\s,#\]}]+(?: [0-9][^\s,#\]}]*)?")  # a date and time may hold a space
_KEY_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")


def toml_lines(text: str) -> dict[TomlPath, int]:
    """Tell on which line (from 1) each table, key and array element of a TOML text begins.

    Args:
        text: what `tomllib.loads` has accepted; with anything else the answer means nothing.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    """One walk over one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted_to = 0
        self._line = 1
        self._lines: dict[TomlPath, int] = {}
        self._implied: dict[TomlPath, int] = {}  # by a longer header, until it has its own
        self._tables: dict[TomlPath, int] = {}  # how many [[name]] there were so far

    def scan(self) -> dict[TomlPath, int]:
        table: TomlPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._implied | self._lines

    def _header(self) -> TomlPath:
        start = self._at
        repeated = self._text.startswith("[[", start)
        self._at += 2 if repeated else 1
        path: TomlPath = ()
        names = self._key()
        for name in names[:-1]:
            path = self._newest((*path, name))
            self._implied.setdefault(path, self._line_of(start))
        path = (*path, names[-1])
        if repeated:
            self._note(path, start)
            self._tables[path] = self._tables.get(path, 0) + 1
            path = self._newest(path)
        self._at += 2 if repeated else 1
        self._note(path, start)
        return path

    def _newest(self, path: TomlPath) -> TomlPath:
        """The last of the [[tables]] at a path, which is what a header below it means."""
        count = self._tables.get(path)
        return path if count is None else (*path, count - 1)

    def _pair(self, table: TomlPath) -> None:
        start = self._at
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, start)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            part = _KEY_PART.match(self._text, self._at)
            if part is None:
                raise ValueError(f"Expected a key on line {self._line_of(self._at)}.")
            names.append(_spelt_out(part[1]))
            self._at = part.end()
            if self._text[self._at] != ".":
                return names
            self._at += 1

    def _value(self, path: TomlPath) -> None:
        opening = self._text[self._at]
        if opening == "[":
            self._enclosed("]", self._element_of(path))
        elif opening == "{":
            self._enclosed("}", lambda: self._pair(path))
        elif opening in "\"'":
            self._string()
        else:
            self._skip(_BARE)

    def _element_of(self, path: TomlPath) -> Callable[[], None]:
        index = 0

        def element() -> None:
            nonlocal index
            self._note((*path, index), self._at)
            self._value((*path, index))
            index += 1

        return element

    def _enclosed(self, closing: str, item: Callable[[], None]) -> None:
        self._at += 1
        self._skip(_BLANK)
        while self._text[self._at] != closing:
            item()
            self._skip(_BLANK)
        self._at += 1

    def _string(self) -> None:
        quote = next(mark for mark in _QUOTES if self._text.startswith(mark, self._at))
        self._at += len(quote)
        while not self._text.startswith(quote, self._at):
            self._at += 2 if quote[0] == '"' and self._text[self._at] == "\\" else 1
        self._at += len(quote)
        if len(quote) == 3:  # up to two more quotes belong to the text
            while self._text.startswith(quote[0], self._at):
                self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _note(self, path: TomlPath, position: int) -> None:
        self._lines.setdefault(path, self._line_of(position))

    def _line_of(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted_to, position)
        self._counted_to = position
        return self._line


def _spelt_out(raw: str) -> str:
    """A key as meant: quotes and escapes of a quoted one resolved."""
    return str(tomllib.loads(f"key = {raw}")["key"]) if raw[0] in "\"'" else raw
