"""The files of the browser half as they are served."""

from pathlib import Path

import pytest

from bookstore.sandbox.browser import MEDIA_TYPES, read_file
from tests.machine import PROJECT

LONGEST_FILE = 300  # lines
FOLDER = PROJECT / "bookstore/sandbox/browser"
WRITTEN = [path for path in sorted(FOLDER.rglob("*.*")) if path.suffix in (".js", ".css", ".html")]


@pytest.mark.parametrize("part", WRITTEN, ids=lambda path: path.name)
def test_every_part_is_short_and_served_exactly_once(part: Path) -> None:
    text = part.read_text(encoding="utf-8")

    served = [name for name in MEDIA_TYPES if text in read_file(name)]

    assert len(served) == 1
    assert read_file(served[0]).count(text) == 1
    assert text.count("\n") <= LONGEST_FILE
