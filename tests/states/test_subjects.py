"""The subjects that a tab offers: those of the build, or those that the shelf has by now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookstore.domain.catalogue import Book
from bookstore.domain.subjects import MAX_OFFERED, Subject, listed, offer_of
from bookstore.states.finder import FinderState
from tests.domain.finding_examples import a_title
from tests.fake_books import FakeBooks
from tests.fakes import FakeShop, make_shop
from tests.states.tab import tab_of

pytestmark = pytest.mark.anyio

BUILT = [a_title(n, "T", "A", f"Built {n:02}") for n in range(1, 9)]
IMPORTED = [a_title(100 + n, "T", "A", f"Import {n % 20:02}") for n in range(60)]


@pytest.fixture(autouse=True)
def build() -> Iterator[None]:
    """A page that was compiled with eight subjects."""
    FinderState.compiled = offer_of(listed(BUILT))
    yield
    FinderState.compiled = offer_of(())


def a_shop(*imported: Book) -> FakeShop:
    return make_shop(books=FakeBooks([*BUILT, *imported]))


async def look_up(shop: FakeShop, folder: Path, **query: str) -> FinderState:
    """What a tab at this address offers."""
    async with tab_of(shop, folder, query=query) as tab:
        await tab.do(FinderState, "look_up")
        return await tab.see(FinderState)


async def test_a_shelf_as_it_was_built_sends_no_subjects(tmp_path: Path) -> None:
    state = await look_up(a_shop(), tmp_path, subject="built-03")

    assert (state.subjects, state.has_more_subjects, state.other_subject) == ([], False, "")


async def test_imported_subjects_take_the_place_of_the_built_ones(tmp_path: Path) -> None:
    state = await look_up(a_shop(*IMPORTED), tmp_path)

    assert 4 < len(state.subjects) < MAX_OFFERED
    assert state.subjects[0] == Subject("import-00", "Import 00")
    assert state.has_more_subjects


async def test_other_subjects_are_listed_on_demand_and_put_away(tmp_path: Path) -> None:
    async with tab_of(a_shop(*IMPORTED), tmp_path) as tab:
        await tab.do(FinderState, "look_up")
        await tab.do(FinderState, "list_subjects")
        opened = await tab.see(FinderState)
        listed_subjects, offered = list(opened.more_subjects), list(opened.subjects)
        await tab.do(FinderState, "list_subjects")
        closed = await tab.see(FinderState)

    assert len(listed_subjects) + len(offered) == 28
    assert not set(listed_subjects) & set(offered)
    assert closed.more_subjects == []


async def test_a_chosen_subject_that_is_not_at_sight_is_named(tmp_path: Path) -> None:
    shop = a_shop(*IMPORTED)

    assert (await look_up(shop, tmp_path, subject="built-03")).other_subject == "Built 03"
    assert (await look_up(shop, tmp_path, subject="import-00")).other_subject == ""
    assert (await look_up(shop, tmp_path, subject="nowhere")).other_subject == ""
