"""What a search costs as the catalogue grows: the whole use case, database included.

    python -m tests.bench.search_cost [--sizes 1000,10000,100000] [--database URL]

Each size gets a database of its own with synthetic books, the same ones on every machine:
pronounceable words drawn with a strong bias, so that some are in many titles and most
are rare, as in real catalogues. The questions are of the kinds that shoppers ask; each is
asked many times through `services.title_search.find_books`, which includes the shortlist, the
ranking and the reading of the page. Prints one line for each kind and size, in milliseconds:
by the clock, which a busy machine falsifies, and of the CPU, in all threads of this process.

Without --database a SQLite file in a temporary folder is used. A Postgres database must be
empty; it is left with the last size in it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median

from bookstore.domain.catalogue import Book, Catalogue, Delivery
from bookstore.domain.finding import read_search
from bookstore.domain.money import Money
from bookstore.domain.order import Mode
from bookstore.services.title_search import find_books
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import open_database
from bookstore.storage.titles import SqlTitles
from tests.fakes import FakeShop, make_shop

SYLLABLES = "an ba cor de el fi gra hu in jo ka lu mo ni or pe qui ra sol ti ur va we xi yo zu"
VOCABULARY = 20_000
SUBJECTS = ("History", "Science", "Computing", "Lives", "Économie", "Gardens", "Maps", "Music")
ASKS = 200

Asked = dict[str, object]
Cost = dict[str, float]


def make_words() -> list[str]:
    """Distinct words that can be said, the commonest first."""
    dice = random.Random(7)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(dice.choices(SYLLABLES.split(), k=dice.choice((2, 3, 3, 4))))] = None
    return list(words)


def make_books(size: int, words: list[str]) -> list[Book]:
    """A catalogue of a size; a tenth of the titles has "chronicle", a hundredth "gardening"."""
    dice = random.Random(size)
    return [make_book(number, dice, words) for number in range(1, size + 1)]


def make_book(number: int, dice: random.Random, words: list[str]) -> Book:
    """One title; its words, price and year are drawn."""

    def draw() -> str:
        return words[min(VOCABULARY - 1, int(20 * dice.paretovariate(0.55)))]

    title = [draw() for _ in range(dice.randint(2, 6))]
    if dice.random() < 0.1:
        title.append("chronicle")
    if dice.random() < 0.01:
        title.append("gardening")
    dice.shuffle(title)
    return Book(
        id=number,
        slug=f"title-{number}",
        title=" ".join(title).title(),
        subtitle=" ".join(draw() for _ in range(dice.randint(0, 4))).title(),
        author=f"{dice.choice(words)} {dice.choice(words)}".title(),
        price=Money(500 + dice.randrange(6000), "usd"),
        description="A synthetic book.",
        subjects=tuple(dice.sample(SUBJECTS, dice.randint(1, 3))),
        year=1950 + dice.randrange(76),
    )


def make_questions(books: list[Book]) -> dict[str, list[Asked]]:
    """Questions by kind, each about books that there are."""
    dice = random.Random(3)
    some = dice.sample(books, 40)

    def mistyped(word: str) -> str:
        at = dice.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1 :]

    titles = Counter(word for book in books for word in book.title.lower().split())
    rarest = [min(book.title.lower().split(), key=lambda word: titles[word]) for book in some]
    long = [word for word in rarest if len(word) > 4]
    return {
        "a title": [{"q": book.title} for book in some],
        "a rare word": [{"q": word} for word in rarest],
        "a word of every tenth title": [{"q": "chronicle"}],
        "two common words": [{"q": "chronicle gardening"}],
        "a beginning, three letters": [{"q": word[:3]} for word in rarest],
        "an author": [{"q": book.author} for book in some],
        "a typo": [{"q": mistyped(word)} for word in long],
        "a title with a typo": [{"q": mistyped(book.title)} for book in some],
        "nothing": [{"q": "xqxqxqx"}],
        "words of no one title": [{"q": f"{a} {b}"} for a, b in pairwise(rarest)],
        "a word in a subject": [{"q": "chronicle", "subject": "history"}],
        "a word by price": [{"q": "chronicle", "sort": "price"}],
        "a subject by price": [{"subject": "economie", "sort": "price"}],
        "a subject, in the middle": [
            {"subject": "history", "sort": "title", "after": str(book.id)}
            for book in some
            if "History" in book.subjects
        ],
        "the shelf by date, in the middle": [
            {"sort": "newest", "after": str(book.id)} for book in some
        ],
    }


@asynccontextmanager
async def open_shelf(url: str, books: list[Book]) -> AsyncIterator[tuple[FakeShop, float]]:
    """A shop over a database with these books, and the seconds that their import took."""
    database = open_database(url)
    await database.migrate()
    shelf = SqlBooks(database, Mode.TEST)
    copies = {book.id: 5 for book in books}
    catalogue = Catalogue("Bench", "en_US", "usd", Delivery("US", ()), tuple(books), copies)
    start = time.perf_counter()
    await shelf.import_catalogue(catalogue, digest=str(len(books)))
    took = time.perf_counter() - start
    try:
        yield replace(make_shop(), books=shelf, titles=SqlTitles(database)), took
    finally:
        await database.close()


async def clock(
    shop: FakeShop, questions: list[Asked], asks: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of each of many asks, in ascending order: of the clock, and of the CPU."""
    took: list[tuple[float, float]] = []
    for number in range(asks):
        search = read_search(questions[number % len(questions)])
        start, worked = time.perf_counter(), time.process_time()
        await find_books(shop, search)
        took.append((time.perf_counter() - start, time.process_time() - worked))
    return sorted(1000 * clock for clock, _ in took), sorted(1000 * cpu for _, cpu in took)


async def measure(size: int, url: str, *, asks: int = ASKS) -> tuple[float, dict[str, Cost]]:
    """The seconds that an import of this size takes, and the cost of each kind of question."""
    books = make_books(size, make_words())
    async with open_shelf(url, books) as (shop, imported):
        costs: dict[str, Cost] = {}
        for kind, questions in make_questions(books).items():
            clocked, worked = await clock(shop, questions, asks)
            found = await find_books(shop, read_search(questions[0]))
            costs[kind] = {
                "clock p50": median(clocked),
                "clock p95": p95(clocked),
                "CPU p50": median(worked),
                "CPU p95": p95(worked),
                "found": float(found.total),
            }
    return imported, costs


async def show(size: int, url: str) -> dict[str, float]:
    """Print the cost of each kind of question at a size; answers the CPU's p95 by kind."""
    imported, costs = await measure(size, url)
    tell(f"\n{size} titles, imported in {imported:.1f} s ({size / imported:.0f} a second)")
    tell(f"{'':34}{'clock p50':>11}{'p95':>8}{'CPU p50':>11}{'p95':>8}{'found':>8}")
    for kind, cost in costs.items():
        tell(
            f"{kind:34}{cost['clock p50']:11.2f}{cost['clock p95']:8.2f}"
            f"{cost['CPU p50']:11.2f}{cost['CPU p95']:8.2f}{cost['found']:8.0f}"
        )
    return {kind: cost["CPU p95"] for kind, cost in costs.items()}


def tell(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - a program for people


def p95(ascending: list[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return ascending[int(0.95 * len(ascending))]


async def measure_all(sizes: Iterable[int], url: str) -> None:
    """Measure one size after the other and compare the last with the first."""
    costs: list[dict[str, float]] = []
    for size in sizes:
        if url:
            costs.append(await show(size, url))
        else:
            with tempfile.TemporaryDirectory() as folder:
                costs.append(await show(size, f"sqlite:///{Path(folder)}/shop.db"))
    tell("\nCPU p95 with the largest catalogue / with the smallest")
    for kind, cost in costs[-1].items():
        tell(f"{kind:36}{cost / costs[0][kind]:9.1f}")


def main() -> None:
    """Read the command line and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="1000,10000,100000")
    options.add_argument("--database", default="", help="the URL of an empty Postgres database")
    chosen = options.parse_args()
    asyncio.run(measure_all(map(int, chosen.sizes.split(",")), chosen.database))


if __name__ == "__main__":
    main()
