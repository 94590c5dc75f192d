"""What the shop's pages cost as its catalogue grows: the running shop, with imported titles."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from time import perf_counter

from playwright.sync_api import Browser

from bookstore.domain.catalogue import Book
from bookstore.domain.money import in_major_units
from bookstore.states.finder import FinderState
from bookstore.states.shelf import ShelfState
from tests.bench.figures import medians, quantile, ratio
from tests.bench.finding import find_by_hand
from tests.bench.imported import bring_in
from tests.bench.plain_http import ask
from tests.bench.results import Figures
from tests.bench.search_cost import make_books, make_questions, make_words
from tests.bench.shop_site import ShopSite
from tests.bench.sites import Sites
from tests.bench.visits import Place, visit
from tests.bench.wire import Tab

SIZES = (1_000, 10_000, 100_000)
SHELF, FINDER = ShelfState.get_full_name(), FinderState.get_full_name()
SHOWN = ("fcp", "lcp", "frame")
GROWTH = "growth from the smallest to the largest"

Act = Callable[[], Awaitable[None]]


def measure(sites: Sites) -> Figures:
    """Bring ever larger catalogues into one shop, each in place of the former."""
    sizes, shop = SIZES[: sites.few(3, 2)], sites.shop
    words = make_words()
    figures: Figures = {}
    shop.open()
    try:
        for size in sizes:
            for name, readings in _measure(sites, make_books(size, words)).items():
                figures[f"{size:,} titles: {name}"] = readings
    finally:  # the shop of the other parts has no such titles
        shop.end()
        shop.forget_data()
    return figures | growth(figures, f"{sizes[0]:,} titles: ", f"{sizes[-1]:,} titles: ")


def growth(figures: Figures, small: str, large: str) -> Figures:
    """How many times more what was asked without a browser costs in the larger catalogue."""
    names = [name.removeprefix(small) for name in figures if name.startswith(small)]
    return {
        f"{GROWTH}: {name}": {
            f"{reading}, x": ratio(figures[large + name][reading], figures[small + name][reading])
            for reading in ("p50", "CPU")
        }
        for name in names
        if "CPU" in figures[small + name]
    }


def _measure(sites: Sites, books: Sequence[Book]) -> Figures:
    shop = sites.shop
    figures = {"import": bring_in(shop, books)}
    shop.end()
    figures["start"] = {"seconds": shop.open()}
    some, words = random.Random(len(books)).sample(books, 200), _rare_words(books)
    figures |= asyncio.run(_ask(sites, some, words))
    with sites.browser() as browser:
        return figures | _look(browser, sites, words, some[0])


def _rare_words(books: Sequence[Book]) -> list[str]:
    """Words to look for, each of a title and none twice in a row."""
    asked = make_questions(list(books))["a rare word"]
    return list(dict.fromkeys(str(question["q"]) for question in asked))


# ------------------------------------------------------------------ Without a browser


async def _ask(sites: Sites, books: Sequence[Book], words: Sequence[str]) -> Figures:
    """Plain answers, then first states over the socket; each of another title or word."""
    shop = sites.shop
    gets, tabs = sites.few(200, 20), sites.few(60, 10)
    later, searches = books[:gets], [words[number % len(words)] for number in range(gets)]
    url = shop.url
    return {
        "GET of a later title": await _clock(shop, (_get_title(url, book) for book in later)),
        "GET of a cover": await _clock(
            shop, (_get(f"{url}/covers/{book.slug}.svg") for book in later)
        ),
        "GET of home": await _clock(shop, (_get(f"{url}/") for _ in range(gets))),
        "GET of a search": await _clock(shop, (_get(f"{url}/?q={word}") for word in searches)),
        "first state of a later title": await _clock(
            shop, (_open(url, f"/books/{book.slug}", SHELF, "beside") for book in later[:tabs])
        ),
        "first state of home": await _clock(
            shop, (_open(url, "/", SHELF, "newcomers") for _ in range(tabs))
        ),
        "first state of a search": await _clock(
            shop, (_open(url, f"/?q={word}", FINDER, "rows") for word in searches[:tabs])
        ),
    }


async def _clock(shop: ShopSite, acts: Iterable[Act]) -> dict[str, float]:
    """Milliseconds of the clock for each of many acts, and of the shop's processor on average."""
    took: list[float] = []
    worked = shop.cpu_seconds()
    for act in acts:
        start = perf_counter()
        await act()
        took.append(1000 * (perf_counter() - start))
    cpu = 1000 * (shop.cpu_seconds() - worked) / len(took)
    return {"p50": quantile(took, 0.5), "p95": quantile(took, 0.95), "CPU": cpu}


def _get(url: str) -> Act:
    async def get() -> None:
        await ask(url)

    return get


def _get_title(url: str, book: Book) -> Act:
    async def get() -> None:
        check_page(await ask(f"{url}/books/{book.slug}"), book)

    return get


def check_page(html: str, book: Book) -> None:
    """See that a page tells what a reader and a search engine look for.

    Raises:
        ValueError: it does not.
    """
    price = in_major_units(book.price)
    for part in (f"<title>{book.title} by ", f"<h1>{book.title}</h1>", f'"price": "{price}"'):
        if part not in html:
            raise ValueError(f"The page of {book.slug} has no {part!r}.")


def _open(url: str, path: str, state: str, awaited: str) -> Act:
    """Open a tab and wait for its first state with what the page shows in it."""

    async def open_tab() -> None:
        tab = Tab(url, path)
        await tab.open()
        await tab.hear_until(lambda: bool(tab.value(state, awaited)))
        tab.close()

    return open_tab


# ------------------------------------------------------------------ With one


def _look(browser: Browser, sites: Sites, words: Sequence[str], later: Book) -> Figures:
    """First visits, unthrottled; then the finder."""
    url, times = sites.shop.url, sites.few(20, 3)
    typed, chosen = find_by_hand(browser, url, words[:times], times=times)
    pages = {"visit to home": "/", "visit to a later title": f"/books/{later.slug}"}
    return {
        "typed to found, pause included": _usual(typed),
        "order chosen to found": _usual(chosen),
        **{name: _visits(browser, Place(url + path), sites) for name, path in pages.items()},
    }


def _usual(took: Sequence[float]) -> dict[str, float]:
    return {"p50": quantile(took, 0.5), "p95": quantile(took, 0.95)}


def _visits(browser: Browser, place: Place, sites: Sites) -> dict[str, float]:
    """Medians of a few."""
    seen = [visit(browser, place, is_slow=False) for _ in range(sites.few(4, 1))]
    return medians([{name: each[name] for name in SHOWN} for each in seen])
