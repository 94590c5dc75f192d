"""Which titles stand beside one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.catalogue import Book
from bookstore.domain.related import MAX_RELATED, related
from tests.domain.finding_examples import a_title

BOOK = a_title(1, "One", "Ann Author, Bob Writer", "History", "Maps")
SUBJECTS = st.sets(st.sampled_from(["History", "Maps", "Music", "Gardens"]), min_size=1)
AUTHORS = st.sampled_from(["Ann Author", "bob writer", "Cy Other", "Cy Other, Ann Author"])
BOOKS = st.lists(st.tuples(AUTHORS, SUBJECTS), max_size=9).map(
    lambda drawn: [a_title(n, "T", who, *sorted(what)) for n, (who, what) in enumerate(drawn, 2)]
)


def ids(*others: Book) -> list[int]:
    return [book.id for book in related(BOOK, others)]


def test_the_same_author_comes_first_then_the_most_subjects() -> None:
    one = a_title(2, "Two", "Cy Other", "Maps")
    both = a_title(3, "Three", "Cy Other", "Maps", "History")
    same = a_title(4, "Four", "Bob Wríter", "Gardens")

    assert ids(one, both, same) == [4, 3, 2]


def test_a_title_about_little_else_comes_first() -> None:
    broad = a_title(2, "Two", "Cy Other", "Maps", "Music", "Gardens")
    narrow = a_title(3, "Three", "Cy Other", "Maps")

    assert ids(broad, narrow) == [3, 2]


def test_titles_with_nothing_in_common_are_left_out() -> None:
    assert ids(a_title(2, "One", "Cy Other", "Music"), BOOK) == []


@given(BOOKS)
def test_few_and_never_the_title_itself(others: list[Book]) -> None:
    found = related(BOOK, [BOOK, *others])

    assert len(found) <= MAX_RELATED
    assert len({book.id for book in found}) == len(found)
    assert BOOK not in found
    assert found == related(BOOK, others)
