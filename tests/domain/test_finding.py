"""What an address asks for: read as hostile input, written so that it can be shared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.cart import MAX_NUMBER
from bookstore.domain.finding import (
    MAX_TEXT,
    MAX_WORDS,
    Search,
    Sort,
    place_of,
    read_search,
)
from tests.fakes import make_book

ANYTHING = st.one_of(
    st.none(), st.text(max_size=150), st.integers(), st.lists(st.text()), st.booleans()
)
QUERIES = st.dictionaries(st.sampled_from(["q", "subject", "sort", "after", "utm"]), ANYTHING)


@given(QUERIES)
def test_whatever_an_address_says_can_be_asked_and_said_again(query: dict[str, object]) -> None:
    search = read_search(query)

    assert len(search.text) <= MAX_TEXT
    assert len(search.words) <= MAX_WORDS
    assert 0 <= search.after <= MAX_NUMBER
    again = dict(parse_qsl(urlsplit(search.address).query))
    assert read_search(again) == search
    assert search.is_asked == (search.address != "/")


@pytest.mark.parametrize(
    ("query", "search"),
    [
        ({}, Search()),
        ({"q": "  dream \n machine "}, Search(text="dream machine")),
        ({"q": "a\x00b\u202ec"}, Search(text="a b c")),
        ({"q": "x" * 500}, Search(text="x" * 100)),
        ({"q": ["x"]}, Search()),
        ({"subject": "Computer Science"}, Search(subject="computer-science")),
        ({"sort": "price"}, Search(sort=Sort.PRICE)),
        ({"sort": "PRICE"}, Search()),
        ({"sort": ["price"]}, Search()),
        ({"after": "17"}, Search(after=17)),
        ({"after": "-1"}, Search()),
        ({"after": "9" * 16}, Search()),
        ({"after": "9" * 9000}, Search()),
        ({"after": "٣"}, Search()),
        ({"after": 17}, Search()),
    ],
)
def test_what_makes_no_sense_is_left_out(query: dict[str, object], search: Search) -> None:
    assert read_search(query) == search


def test_address_names_only_what_is_asked() -> None:
    search = Search(text="crème & brûlée", subject="maps", sort=Sort.NEWEST, after=3)

    assert Search().address == "/"
    assert search.address == "/?q=cr%C3%A8me+%26+br%C3%BBl%C3%A9e&subject=maps&sort=newest&after=3"


def test_later_days_and_years_are_newer() -> None:
    days = [
        replace(make_book(1), year=2024, published=date(2024, 11, 19)),
        replace(make_book(2), year=2024, published=date(2024, 2, 1)),
        replace(make_book(3), year=2024),
        replace(make_book(4), year=2023, published=date(2023, 12, 31)),
    ]

    recencies = [place_of(book, 0).recency for book in days]

    assert recencies == sorted(set(recencies))
