"""Reflex's empty page, filled with words for those who run no script."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Shell:
    """The empty page of a build, read once for each version of its file."""

    folder: Path
    _read: tuple[int, str] = (-1, "")

    def filled(self, head: str, body: str) -> bytes:
        """The page with this added to the end of its head and of its body."""
        before, end_of_head, after = self._page().partition("</head>")
        between, end_of_body, end = after.rpartition("</body>")
        return "".join((before, head, end_of_head, between, body, end_of_body, end)).encode()

    def _page(self) -> str:
        path = self.folder / "404.html"
        changed = path.stat().st_mtime_ns
        if self._read[0] != changed:
            self._read = changed, path.read_text(encoding="utf-8")
        return self._read[1]
