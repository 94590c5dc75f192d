"""`python -m bookstore.imports`: what it says, and what it leaves in the database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bookstore import imports
from bookstore.domain.finding import read_search
from bookstore.imports import Progress
from bookstore.services.title_search import find_books
from tests.bench.books_csv import write_books
from tests.bench.search_cost import make_books, make_words
from tests.machine import PROJECT
from tests.orders.bank import open_shop_at

pytestmark = pytest.mark.anyio
HEADER = "slug,title,author,year,subjects,price,copies,description\n"
ZEN = "zen,Zenith Atlas,Ann Author,1999,Maps,23.00,5,A book.\n"


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def a_file(folder: Path, text: str) -> str:
    file = folder / "books.csv"
    file.write_text(text)
    return str(file)


def run_command(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bookstore.imports", file]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


async def test_thousands_of_titles_are_brought_in_and_found(tmp_path: Path) -> None:
    books = make_books(2000, make_words())
    write_books(tmp_path / "books.csv", books)

    done = run_command(tmp_path / "books.csv")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "books.csv: 2,000 listed; 2,000 new, 0 changed, 0 withdrawn.\n"
    async with open_shop_at(tmp_path) as shop:
        for book in (books[0], books[-1]):
            found = (await shop.books.by_slug(book.slug)).book
            assert (found.title, found.price) == (book.title, book.price)
            answer = await find_books(shop, read_search({"q": book.title}))
            assert book.slug in {shown.book.slug for shown in answer.books}


async def test_wrong_file_is_told_line_by_line_and_changes_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path, HEADER + ZEN + ZEN.replace("23.00", "free") + ZEN.replace("zen", "Zen"))

    with pytest.raises(SystemExit) as refusal:
        await imports.run([file])

    assert str(refusal.value).splitlines()[1:] == [
        "books.csv:3: book \"zen\": slug is 'zen', which the book on line 2 already has; each "
        "needs its own.",
        'books.csv:3: book "zen": price is \'free\', expected an amount in usd such as "23.00".',
        "books.csv:4: book \"Zen\": slug is 'Zen', expected small letters, digits and single "
        "hyphens in between, at least one letter, at most 80 characters, as in "
        '"the-dream-machine".',
    ]
    async with open_shop_at(tmp_path) as shop:
        assert not (await find_books(shop, read_search({"q": "zenith"}))).books


async def test_source_may_be_named_and_is_never_the_catalogue_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, HEADER + ZEN)

    with pytest.raises(SystemExit, match=r"catalogue\.toml is what the shop itself reads"):
        await imports.run([file, "--source", "catalogue.toml"])
    await imports.run([file, "--source", "atlases"])

    told = capsys.readouterr().out
    assert told == "atlases: 1 listed; 1 new, 0 changed, 0 withdrawn.\n"


async def test_unusable_database_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop.db").mkdir()

    with pytest.raises(SystemExit) as refusal:
        await imports.run([a_file(tmp_path, HEADER + ZEN)])

    assert refusal.value.code == imports.UNUSABLE
    assert "cannot be used" in capsys.readouterr().err


def test_progress_is_a_line_that_fills_up(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter(range(1000, 2000))
    progress = Progress(is_shown=True, now=lambda: next(seconds))

    progress.written(300, 1200)
    progress.written(1200, 1200)
    progress.end()

    _, half, whole = capsys.readouterr().err.split("\r")
    assert half.startswith(f"[{'#' * 7}{'.' * 23}] 300 of 1,200 titles, 300 a second")
    assert whole.startswith(f"[{'#' * 30}] 1,200 of 1,200 titles, ")
    assert whole.endswith("\n")


def test_nothing_is_drawn_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(is_shown=False)

    progress.written(1200, 1200)
    progress.end()

    assert capsys.readouterr().err == ""
