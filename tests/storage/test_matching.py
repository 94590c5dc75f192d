"""Words matched in SQL: beginnings are spelled out, which changes no answer."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bookstore.domain.finding import Term
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import Database
from bookstore.storage.matching import MAX_SPELLED_OUT, spell_out
from bookstore.storage.titles import SqlTitles
from tests.domain.finding_examples import a_title
from tests.fake_books import FakeBooks
from tests.fake_titles import FakeTitles
from tests.storage.examples import a_catalogue

pytestmark = pytest.mark.anyio

SYLLABLES = ("lan", "ter", "n", "mar", "i", "tim", "e")


def begun(word: str) -> Term:
    return Term(word, begins=True)


async def put_on_shelf(books: SqlBooks, *names: str) -> None:
    shelf = [a_title(at, name, "Nobody") for at, name in enumerate(names, start=1)]
    copies = {book.id: 1 for book in shelf}
    assert await books.import_catalogue(a_catalogue(copies, *shelf), digest=repr(names))


async def test_a_beginning_is_spelled_out_and_what_no_title_has_left_out(
    database: Database, books: SqlBooks
) -> None:
    await put_on_shelf(books, "Lantern", "Lanterns", "Mariner")
    wordings = (
        [[Term("lanter")], [Term("mariner")]],  # "lanter" is looked up, and is no word
        [[begun("lanter")], [begun("mariner"), Term("of")]],
        [[begun("lanterx")], [begun("mariner")]],
    )

    spelled = await database.read(lambda connection: spell_out(connection, wordings))

    assert spelled == [[[Term("lantern"), Term("lanterns")], [Term("mariner"), Term("of")]]]


async def test_wordings_that_come_to_the_same_are_asked_once(
    database: Database, books: SqlBooks
) -> None:
    await put_on_shelf(books, "Lantern")

    wordings = [[[Term("lantern")]], [[begun("lantern")]]]
    spelled = await database.read(lambda connection: spell_out(connection, wordings))

    assert spelled == [[[Term("lantern")]]]


@pytest.mark.parametrize("words", [1, MAX_SPELLED_OUT, MAX_SPELLED_OUT + 1])
async def test_however_many_words_begin_so_all_are_found(
    database: Database, books: SqlBooks, words: int
) -> None:
    await put_on_shelf(books, "Mariner", *(f"Lantern{at:02}" for at in range(words)))

    found = await SqlTitles(database).shortlist([[[begun("lant")]]], beginning="", subject="")

    assert {each.title for each in found.candidates} == {f"lantern{at:02}" for at in range(words)}
    assert found.total == words


async def test_a_word_that_no_title_has_is_looked_up_and_titles_are_not(
    database: Database, books: SqlBooks
) -> None:
    await put_on_shelf(books, "Lantern")
    asked: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    wording = [[begun("lantern")], [begun("xyzzy")]]
    found = await SqlTitles(database).shortlist([wording], beginning="lantern xyzzy", subject="")
    event.remove(Engine, "before_cursor_execute", listen)

    assert (found.candidates, found.total) == ((), 0)
    assert [statement for statement in asked if "words" in statement]
    assert [statement for statement in asked if "title" in statement] == []


async def test_sql_finds_what_looking_at_every_title_finds(
    database: Database, books: SqlBooks
) -> None:
    dice = random.Random(5)

    def word(most: int) -> str:
        return "".join(dice.choices(SYLLABLES, k=dice.randint(1, most)))

    names = [" ".join(word(3) for _ in range(dice.randint(1, 4))) for _ in range(150)]
    await put_on_shelf(books, *names)
    shelf = [a_title(at, name, "Nobody") for at, name in enumerate(names, start=1)]
    by_looking = FakeTitles(FakeBooks(shelf))

    for _ in range(60):
        groups = [[Term(word(2), begins=dice.random() < 0.7)] for _ in range(dice.randint(1, 3))]
        typed = " ".join(group[0].word for group in groups)
        beginning = typed if all(group[0].begins for group in groups) else ""
        groups[0].append(Term(word(3)))
        wordings = [[[Term(each.word) for each in group] for group in groups], groups]
        asked = await SqlTitles(database).shortlist(wordings, beginning=beginning, subject="")
        looked = await by_looking.shortlist(wordings, beginning=beginning, subject="")

        assert {each.book_id for each in asked.candidates} == {
            each.book_id for each in looked.candidates
        }, wordings
        assert asked.total == looked.total
