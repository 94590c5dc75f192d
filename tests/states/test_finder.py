"""What a tab shows of what its address asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bookstore import wiring
from bookstore.domain.finding import MAX_COUNT, PAGE_SIZE, Search
from bookstore.services.title_search import Found, Match
from bookstore.states.finder import TOO_OFTEN, FinderState
from bookstore.states.found_words import Advice, advice_on, heading_of, summary_of
from bookstore.states.shelf import ShelfState
from bookstore.states.title_view import Covers
from bookstore.turnstile import Allowance, Limit, Limits
from tests.domain.finding_examples import a_title
from tests.fake_books import FakeBooks
from tests.fakes import FakeShop, make_shop
from tests.states.tab import tab_of

pytestmark = pytest.mark.anyio

SHELF = (
    a_title(1, "The Dream Machine", "M. Mitchell Waldrop", "Computing", "History"),
    a_title(2, "The Making of Prince of Persia", "Jordan Mechner", "Computing"),
    a_title(3, "The Origins of Efficiency", "Brian Potter", "Engineering", "History"),
)


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(books=FakeBooks(SHELF))


async def look_up(shop: FakeShop, folder: Path, path: str = "/", **query: str) -> FinderState:
    """What a tab at this address shows."""
    async with tab_of(shop, folder, query=query, path=path) as tab:
        await tab.do(FinderState, "look_up")
        return await tab.see(FinderState)


async def test_nothing_asked_leaves_the_shelf_as_it_is(shop: FakeShop, tmp_path: Path) -> None:
    state = await look_up(shop, tmp_path, utm_source="letter")

    assert not state.is_asked
    assert (state.rows, state.summary, state.kept, state.any_subject) == ([], "", "", "/")


async def test_what_was_found_is_shown_and_counted(shop: FakeShop, tmp_path: Path) -> None:
    state = await look_up(shop, tmp_path, q="persia")

    (row,) = state.rows
    assert state.is_asked
    assert (row.book_id, row.title, row.price) == (2, "The Making of Prince of Persia", "$23.00")
    assert (row.slug, row.cover) == ("book-2", "/covers/book-2.svg")
    assert state.summary == "1 book found for “persia”."
    assert state.heading == "“persia”"
    assert (state.more, state.start) == ("", "")


async def test_links_to_subjects_keep_words_and_order(shop: FakeShop, tmp_path: Path) -> None:
    state = await look_up(shop, tmp_path, q="a&b", subject="computing", sort="price", after="2")

    assert state.kept == "&q=a%26b&sort=price"
    assert state.any_subject == "/?q=a%26b&sort=price"
    assert (state.subject, state.sort, state.has_words) == ("computing", "price", True)


async def test_pages_lead_to_one_another(tmp_path: Path) -> None:
    many = [a_title(n, "Same", "A", "Maps") for n in range(1, PAGE_SIZE + 3)]
    shop = make_shop(books=FakeBooks(many))

    first = await look_up(shop, tmp_path, subject="maps")
    second = await look_up(shop, tmp_path, subject="maps", after=str(PAGE_SIZE))

    assert (first.more, first.start) == (f"/?subject=maps&after={PAGE_SIZE}", "")
    assert [row.book_id for row in second.rows] == [PAGE_SIZE + 1, PAGE_SIZE + 2]
    assert (second.more, second.start) == ("", "/?subject=maps")
    assert second.summary == "More of 26 books in Maps."


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 10_000},
        {"q": "' OR 1=1 --"},
        {"q": '"*" NEAR('},
        {"q": "a\x00b\u202e"},
        {"q": "%"},
        {"subject": "../../etc", "sort": "price; DROP TABLE books"},
        {"after": "-1", "sort": "title"},
        {"after": "9" * 5000, "q": "dream"},
    ],
)
async def test_a_hostile_address_is_answered_calmly(
    shop: FakeShop, tmp_path: Path, query: dict[str, str]
) -> None:
    state = await look_up(shop, tmp_path, **query)

    assert state.is_asked
    assert len(state.summary) < 300
    assert len(state.more) < 500


async def test_an_answer_that_comes_after_the_shopper_has_left_changes_nothing(
    shop: FakeShop, tmp_path: Path
) -> None:
    state = await look_up(shop, tmp_path, "/cart", q="persia")

    assert not state.is_asked
    assert state.rows == []


async def test_a_page_that_asks_without_end_is_told_to_wait(shop: FakeShop, tmp_path: Path) -> None:
    async with tab_of(shop, tmp_path, query={"q": "persia"}) as tab:
        wiring.premises().limits = Limits(searching=Limit(Allowance(2, 60), Allowance(9, 60)))
        for _ in range(5):
            await tab.do(FinderState, "look_up")
        state = await tab.see(FinderState)

    assert state.summary == TOO_OFTEN
    assert shop.titles.asked == 2


async def test_a_cover_that_stands_on_the_page_is_shown_again(
    shop: FakeShop, tmp_path: Path
) -> None:
    Covers.drawn = {1: SHELF[0], 2: replace(SHELF[1], title="As it was called at the build")}
    try:
        state = await look_up(shop, tmp_path, subject="computing")
    finally:
        Covers.drawn = {}

    assert [row.cover for row in state.rows] == ["#cover-1", "/covers/book-2.svg"]


@pytest.mark.parametrize(
    ("search", "found", "summary"),
    [
        (Search(text="x"), Found((), 7), "7 books found for “x”."),
        (Search(text="x", subject="y"), Found((), 1, subject="Y"), "1 book found for “x” in Y."),
        (Search(subject="y"), Found((), 3, subject="Y"), "3 books in Y."),
        (
            Search(subject="y"),
            Found((), 0, subject=None),
            "No books found: there is no subject “y”.",
        ),
        (Search(text="x"), Found((), 0), "No books found for “x”."),
        (Search(text="x"), Found((), MAX_COUNT), "10,000 books found for “x”."),
        (Search(text="x"), Found((), MAX_COUNT + 1), "10,000+ books found for “x”."),
        (
            Search(text="histroy"),
            Found((), 2, match=Match.CORRECTED, understood="history"),
            "2 books found for “history”.",
        ),
        (
            Search(text="a b"),
            Found((), 2, match=Match.CLOSEST, understood="b"),
            "No book has all the words of “a b”. 2 books have “b”.",
        ),
        (
            Search(text="a b"),
            Found((), 1, match=Match.CLOSEST, understood="b", subject="Y"),
            "No book in Y has all the words of “a b”. 1 book has “b”.",
        ),
        (
            Search(text="a b", after=60),
            Found((), MAX_COUNT + 1, match=Match.CLOSEST, understood="b"),
            "No book has all the words of “a b”. More of 10,000+ books with “b”.",
        ),
        (Search(after=60), Found((), 90), "More of 90 books."),
    ],
)
def test_the_count_is_said_in_words(search: Search, found: Found, summary: str) -> None:
    assert summary_of(search, found, locale="en_US") == summary


def test_counts_are_written_as_the_locale_does() -> None:
    assert summary_of(Search(), Found((), 9_000), locale="de_DE") == "9.000 books."


@pytest.mark.parametrize(
    ("search", "found", "advice"),
    [
        (Search(text="x"), Found((), 3), Advice()),
        (
            Search(text="x", subject="y", after=3),
            Found((), 0, subject="Y", elsewhere=4),
            Advice("", "4 books in all subjects", "/?q=x"),
        ),
        (
            Search(text="histroy"),
            Found((), 2, match=Match.CORRECTED, understood="history"),
            Advice("No book has “histroy”, so we looked for “history”."),
        ),
        (
            Search(text="x"),
            Found((), 0),
            Advice("Try another word, or another spelling.", "Show all books", "/"),
        ),
        (
            Search(text="x y"),
            Found((), 0),
            Advice("Try fewer words, or another spelling.", "Show all books", "/"),
        ),
        (Search(subject="y"), Found((), 0, subject=None), Advice("", "Show all books", "/")),
        (
            Search(text="x", subject="y"),
            Found((), 0, subject=None),
            Advice("", "Look for “x” in all subjects", "/?q=x"),
        ),
    ],
)
def test_advice_leads_on(search: Search, found: Found, advice: Advice) -> None:
    assert advice_on(search, found, locale="en_US") == advice


def test_results_are_called_by_what_was_asked() -> None:
    assert heading_of(Search(text="x", subject="y"), Found((), 1, subject="Y")) == "“x”"
    assert heading_of(Search(subject="y"), Found((), 1, subject="Y")) == "Y"
    assert heading_of(Search(after=3), Found((), 1)) == "All books"


async def test_the_shelf_looks_up_no_more_than_it_shows(tmp_path: Path) -> None:
    many = [a_title(n, f"Title {n}") for n in range(1, 200)]
    shop = make_shop(books=FakeBooks(many))
    ShelfState.compiled = {book.slug: book.id for book in many[:10]}
    try:
        async with tab_of(shop, tmp_path) as tab:
            await tab.do(ShelfState, "look")
            state = await tab.see(ShelfState)
    finally:
        ShelfState.compiled = {}

    assert set(state.stock) == {str(n) for n in range(1, 11)}
    assert [row.book_id for row in state.newcomers] == list(range(11, 11 + PAGE_SIZE))
    assert state.more == f"/?after={10 + PAGE_SIZE}"


async def test_a_title_put_among_the_compiled_ones_is_shown_as_a_newcomer(
    tmp_path: Path,
) -> None:
    shop = make_shop(books=FakeBooks([a_title(9, "New"), *SHELF]))
    ShelfState.compiled = {book.slug: book.id for book in SHELF}
    shop.books.withdrawn.add(2)
    try:
        async with tab_of(shop, tmp_path) as tab:
            await tab.do(ShelfState, "look")
            state = await tab.see(ShelfState)
    finally:
        ShelfState.compiled = {}

    assert [row.book_id for row in state.newcomers] == [9]
    assert state.stock["2"].is_withdrawn
    assert state.more == ""


async def test_a_book_page_looks_up_its_own_title_alone(tmp_path: Path) -> None:
    shop = make_shop(books=FakeBooks(SHELF))
    ShelfState.compiled = {book.slug: book.id for book in SHELF}
    try:
        async with tab_of(shop, tmp_path, path="/books/book-3/") as tab:
            await tab.do(ShelfState, "look_at_book")
            state = await tab.see(ShelfState)
    finally:
        ShelfState.compiled = {}

    assert set(state.stock) == {"3"}


async def test_a_later_page_shows_its_title_and_those_beside_it(tmp_path: Path) -> None:
    shop = make_shop(books=FakeBooks(SHELF))
    async with tab_of(shop, tmp_path, path="/books/book-1") as tab:
        await tab.do(ShelfState, "open_book")
        state = await tab.see(ShelfState)
        shown = (state.book.title, [row.slug for row in state.beside], state.is_missing)

    assert shown == ("The Dream Machine", ["book-2", "book-3"], False)
