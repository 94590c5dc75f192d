"""Titles beyond those that are compiled, put on the shelf of a running shop for a while."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.browser.site import Site

FIRST_ID = 9001
TITLES = 100  # more than the first shelf and a page hold together

BOOK = """
    INSERT INTO books (id, position, is_withdrawn, slug, title, subtitle, author, description,
                       subjects, year, price_minor, currency)
    VALUES (?, ?, 0, ?, ?, '', 'Mercator', 'A book of maps.', '["Maps"]', 1990, ?, 'usd')
"""
PLACE = """
    INSERT INTO shelf_places (subject, book_id, position, title_key, recency, price_minor)
    VALUES (?, ?, ?, ?, -19900000, ?)
"""
WORDS = """
    INSERT INTO title_words (book_id, title, author, words, position, title_key, price_minor,
                             recency)
    VALUES (?, ?, 'mercator', ?, ?, ?, ?, -19900000)
"""
NEW_WORDS = {"atlas": TITLES, "mercator": TITLES}
NEW_WORDS |= {f"{number + 1:03}": 1 for number in range(TITLES)}
FORGET = (
    "DELETE FROM title_words WHERE book_id >= ?",
    "DELETE FROM shelf_places WHERE book_id >= ?",
    "DELETE FROM stock WHERE book_id >= ?",
    "DELETE FROM books WHERE id >= ?",
)


@contextmanager
def more_titles(site: Site) -> Iterator[None]:
    """A hundred titles called "Atlas 001" and so on, about Maps, after all others."""
    with site.database() as database:
        _add(database)
    try:
        yield
    finally:
        with site.database() as database:
            for statement in FORGET:
                database.execute(statement, [FIRST_ID])
            for word in NEW_WORDS:
                database.execute("DELETE FROM words WHERE word = ?", [word])
            database.execute("DELETE FROM subjects WHERE key = 'maps'")


def _add(database: sqlite3.Connection) -> None:
    for number in range(TITLES):
        id, price, name = FIRST_ID + number, 1000 + number, f"Atlas {number + 1:03}"
        slug = name.lower().replace(" ", "-")
        database.execute(BOOK, (id, 1000 + number, slug, name, price))
        for subject in ("", "maps"):
            database.execute(PLACE, (subject, id, 1000 + number, name.lower(), price))
        words = f"{name.lower()} mercator maps =maps"
        database.execute(WORDS, (id, name.lower(), words, 1000 + number, name.lower(), price))
        database.execute("INSERT INTO stock VALUES ('sandbox', ?, 5, 0, 0)", (id,))
    database.executemany("INSERT INTO words VALUES (?, ?)", NEW_WORDS.items())
    database.execute("INSERT INTO subjects VALUES ('maps', 'Maps', ?)", (TITLES,))
