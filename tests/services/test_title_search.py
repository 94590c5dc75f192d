"""Finding a title: as typed, with typos forgiven, or what comes closest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from bookstore.domain.catalogue import Book, ShelfBook
from bookstore.domain.finding import MAX_SHORTLIST, PAGE_SIZE, Search, Sort
from bookstore.services.title_search import Found, Match, find_books, find_related
from tests.domain.finding_examples import a_title
from tests.fake_books import FakeBooks
from tests.fake_titles import FakeTitles
from tests.fakes import FakeShop, make_shop

pytestmark = pytest.mark.anyio

SHELF = (
    a_title(1, "The Dream Machine", "M. Mitchell Waldrop", "Computing", "History"),
    a_title(2, "The Making of Prince of Persia", "Jordan Mechner", "Computing"),
    a_title(3, "The Origins of Efficiency", "Brian Potter", "Engineering", "History"),
    a_title(4, "Maintenance: Of Everything", "Stewart Brand", "Engineering"),
    a_title(5, "Café Müller", "Pina Bausch", "Lives"),
)


def shop_of(*books: Book) -> FakeShop:
    return make_shop(books=FakeBooks(books or SHELF))


async def find(shop: FakeShop, text: str = "", **asked: object) -> Found:
    return await find_books(shop, replace(Search(text=text), **asked))


def ids(found: Found) -> list[int]:
    return [each.book.id for each in found.books]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dream machine", [1]),
        ("DREAM", [1]),
        ("machine dream", [1]),
        ("pers", [2]),
        ("mechner", [2]),
        ("cafe muller", [5]),
        ("çäfé", [5]),
        ("engineering", [3, 4]),
        ("history", [1, 3]),
        ("brand maintenance", [4]),
        ("prince of p", [2]),  # a word that has only just begun
        ("ma", [2, 4]),  # the beginnings of titles, articles left out
    ],
)
async def test_words_are_found_in_titles_authors_and_subjects(
    text: str, expected: list[int]
) -> None:
    found = await find(shop_of(), text)

    assert (ids(found), found.match, found.total) == (expected, Match.ALL, len(expected))


@pytest.mark.parametrize(
    ("text", "expected", "understood"),
    [
        ("maintainance", [4], "maintenance"),
        ("prince of pershia", [2], "prince of persia"),
        ("eficency", [3], "efficiency"),
        ("drem machine", [1], "dream machine"),
        ("mchner", [2], "mechner"),
    ],
)
async def test_a_typo_finds_what_was_meant_and_says_so(
    text: str, expected: list[int], understood: str
) -> None:
    found = await find(shop_of(), text)

    assert (ids(found), found.match) == (expected, Match.CORRECTED)
    assert found.understood == understood


async def test_known_words_are_never_taken_for_others() -> None:
    brand, grand = a_title(1, "Brand"), a_title(2, "Grand")

    found = await find(shop_of(brand, grand), "brand")

    assert (ids(found), found.match) == ([1], Match.ALL)


async def test_words_that_no_title_has_together_find_the_closest_by_the_rarest() -> None:
    found = await find(shop_of(), "history of everything")

    assert (ids(found), found.match) == ([4], Match.CLOSEST)
    assert found.understood == "everything"


@pytest.mark.parametrize("text", ["xyzzy", "…", "q"])
async def test_nothing_like_it_finds_nothing(text: str) -> None:
    found = await find(shop_of(), text)

    assert (ids(found), found.total, found.next_after) == ([], 0, 0)


async def test_a_subject_narrows_words_down_and_says_what_there_is_elsewhere() -> None:
    shop = shop_of()

    inside = await find(shop, "history", subject="engineering")
    outside = await find(shop, "persia", subject="engineering")

    assert (ids(inside), inside.subject, inside.elsewhere) == ([3], "Engineering", 0)
    assert (ids(outside), outside.elsewhere) == ([], 1)


async def test_a_typo_in_another_subject_is_found_elsewhere() -> None:
    found = await find(shop_of(), "pershia", subject="lives")

    assert (found.total, found.elsewhere) == (0, 1)


async def test_a_subject_that_no_title_has_is_told_apart() -> None:
    found = await find(shop_of(), "dream", subject="nothing")

    assert (found.subject, ids(found)) == (None, [])


async def test_an_order_holds_for_words_and_for_subjects() -> None:
    shop = shop_of()

    assert ids(await find(shop, "history", sort=Sort.TITLE)) == [1, 3]
    assert ids(await find(shop, subject="history", sort=Sort.TITLE)) == [1, 3]
    assert ids(await find(shop, sort=Sort.TITLE)) == [5, 1, 4, 2, 3]


@pytest.mark.parametrize("text", ["", "same"])
@pytest.mark.parametrize("sort", Sort)
async def test_pages_follow_one_another_without_gap_or_repetition(text: str, sort: Sort) -> None:
    many = [a_title(n, "Same", "A", "Maps") for n in range(1, 2 * PAGE_SIZE + 6)]
    shop = shop_of(*many)
    seen: list[int] = []
    after, pages = 0, 0

    while pages == 0 or after:
        found = await find(shop, text, sort=sort, after=after)
        seen += ids(found)
        after, pages = found.next_after, pages + 1

    assert pages == 3
    assert sorted(seen) == [book.id for book in many]
    assert found.total == len(many)


async def test_more_matches_than_the_shortlist_holds_are_said_to_be_more() -> None:
    many = [a_title(n, f"Same {n}") for n in range(1, MAX_SHORTLIST + 40)]
    shop = shop_of(*many)
    last = 0

    first = await find(shop, "same")
    while True:
        found = await find(shop, "same", after=last)
        if not found.next_after:
            break
        last = found.next_after

    assert (first.total, first.is_cut) == (len(many), False)
    assert found.is_cut


async def test_a_withdrawn_title_is_not_found() -> None:
    shop = shop_of()
    shop.books.withdrawn.add(1)

    assert ids(await find(shop, "dream machine")) == []
    assert 1 not in ids(await find(shop, subject="computing"))


@pytest.mark.parametrize("asked", [{"text": "dream"}, {"subject": "history"}])
async def test_a_title_withdrawn_since_it_was_found_is_not_shown(asked: dict[str, str]) -> None:
    shop = make_shop(books=FakeBooks(SHELF), titles=FakeTitles(FakeBooks(SHELF)))
    shop.books.withdrawn.add(1)

    assert 1 not in ids(await find(shop, **asked))


async def test_a_place_that_is_gone_leads_to_the_beginning() -> None:
    found = await find(shop_of(), "history", after=99)

    assert ids(found) == [1, 3]


async def test_titles_beside_one_share_its_author_or_subjects() -> None:
    beside = await find_related(shop_of(), SHELF[0])

    assert [book.id for book in beside] == [2, 3]


class OnlyShown(FakeBooks):
    """Books that nobody may read as they are read for a sale."""

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        raise AssertionError(f"{list(ids)} were read as for a sale.")

    async def to_show(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        return await super().by_ids(ids)


async def test_titles_beside_one_are_those_that_are_kept_to_be_shown() -> None:
    shop = make_shop(books=OnlyShown(SHELF))
    shop.books.withdrawn.add(2)

    beside = await find_related(shop, SHELF[0])

    assert [book.id for book in beside] == [3]
