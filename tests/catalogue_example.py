"""A small valid catalogue for tests to spoil, and what its owner is then told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.catalogue_file import read_catalogue
from bookstore.domain.errors import CatalogueInvalid

VALID = """\
[shop]
name = "Lamp & Ladder"
locale = "en_US"
currency = "usd"

[delivery]
default_country = "CA"

[[delivery.zone]]
name = "Home"
countries = ["US", "CA"]
rate_minor = 0

[[delivery.zone]]
name = "Abroad"
countries = ["FR"]
rate_minor = 900
free_from_minor = 9000

[[book]]
id = 7
slug = "one-book"
title = "One Book"
subtitle = "Of Two"
author = "Ann Author"
year = 1999
pages = 120
isbn = "978-0-306-40615-7"
subjects = ["Science", "History"]
price_minor = 2300
copies = 5
description = \"\"\"
A book
that is good.
\"\"\"

[[book]]
id = 8
slug = "other-book"
title = "Other Book"
author = "Bob Author"
year = 2001
subjects = ["Science"]
price_minor = 50
copies = 0
description = "Another."
"""
# The first line on which each text stands.
NUMBERED = {line: number for number, line in reversed(list(enumerate(VALID.splitlines(), 1)))}
ONE, HOME = 'book "one-book"', 'zone "Home"'


def problems_of(path: Path, text: str | bytes) -> tuple[str, ...]:
    """What the owner is told about a file with this text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CatalogueInvalid) as refusal:
        read_catalogue(path)
    return refusal.value.problems
