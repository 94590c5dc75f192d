"""Which title comes first, and what a typo may mean."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.finding import Candidate, Search, Sort
from bookstore.domain.money import Money
from bookstore.domain.ranking import KnownWord, Meaning, nearest, rank, understood
from tests.domain.finding_examples import a_candidate, a_title

TITLES = st.lists(
    st.lists(
        st.sampled_from(["the", "big", "score", "of", "making", "dream"]), min_size=1, max_size=4
    ),
    min_size=1,
    max_size=8,
).map(lambda titles: [a_candidate(a_title(n, " ".join(t)), n) for n, t in enumerate(titles, 1)])
TEXTS = st.lists(st.sampled_from(["the", "big", "score", "dream", "zzz"]), min_size=1).map(" ".join)


def ranked(text: str, *candidates: Candidate, sort: Sort = Sort.BEST) -> list[int]:
    """The ids of the candidates in the order of an answer."""
    search = Search(text=text, sort=sort)
    meanings = [[Meaning(word)] for word in search.words]
    return [found.book_id for found in rank(search, candidates, meanings)]


def test_the_title_itself_comes_before_titles_that_hold_it() -> None:
    longer = a_candidate(a_title(1, "A History of Boom and Bust"))
    itself = a_candidate(a_title(2, "Boom"), 9)

    assert ranked("boom", longer, itself) == [2, 1]


def test_an_article_does_not_matter() -> None:
    other = a_candidate(a_title(1, "The Dream Machine Revisited"))
    itself = a_candidate(a_title(2, "The Dream Machine"), 9)

    assert ranked("dream machine", other, itself) == [2, 1]


def test_title_counts_more_than_author_and_author_more_than_subject() -> None:
    subject = a_candidate(a_title(1, "One", "Nobody", "Brand"))
    author = a_candidate(a_title(2, "Two", "Stewart Brand"), 1)
    title = a_candidate(a_title(3, "Brand New"), 2)

    assert ranked("brand", subject, author, title) == [3, 2, 1]


def test_a_whole_word_counts_more_than_its_beginning() -> None:
    begun = a_candidate(a_title(1, "One", "Ann Brandon"))
    whole = a_candidate(a_title(2, "Two", "Ann Brand"), 9)

    assert ranked("brand", begun, whole) == [2, 1]


def test_a_word_that_was_meant_counts_less_than_the_one_typed() -> None:
    typed = a_candidate(a_title(1, "One", "Ann Brand"), 9)
    meant = a_candidate(a_title(2, "Two", "Ann Grand"))
    meanings = [[Meaning("brand"), Meaning("grand", 85)]]

    found = rank(Search(text="brand"), [meant, typed], meanings)

    assert [each.book_id for each in found] == [1, 2]


def test_equals_stand_as_on_the_shelf() -> None:
    same = [a_candidate(a_title(book_id, "Same"), 10 - book_id) for book_id in range(1, 6)]

    assert ranked("same", *same) == [5, 4, 3, 2, 1]


def test_an_order_that_was_asked_for_is_kept() -> None:
    cheap = replace(a_title(1, "Zebra"), price=Money(100, "usd"), year=1990)
    new = replace(a_title(2, "The Apple"), price=Money(900, "usd"), year=2020)
    shortlist = [a_candidate(cheap), a_candidate(new)]

    assert ranked("x", *shortlist, sort=Sort.PRICE) == [1, 2]
    assert ranked("x", *shortlist, sort=Sort.TITLE) == [2, 1]
    assert ranked("x", *shortlist, sort=Sort.NEWEST) == [2, 1]


@given(TITLES, TEXTS, st.sampled_from(Sort), st.integers())
def test_each_title_comes_once_whatever_order_the_shortlist_has(
    shortlist: list[Candidate], text: str, sort: Sort, seed: int
) -> None:
    shuffled = [*shortlist, *shortlist]
    random.Random(seed).shuffle(shuffled)

    answer = ranked(text, *shuffled, sort=sort)

    assert sorted(answer) == sorted(found.book_id for found in shortlist)
    assert answer == ranked(text, *shortlist, sort=sort)


@given(TITLES, st.data())
def test_a_whole_title_is_found_first(shortlist: list[Candidate], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(shortlist))

    first = ranked(wanted.title, *shortlist)[0]

    (found,) = [each for each in shortlist if each.book_id == first]
    assert found.place.title_key == wanted.place.title_key or found.title == wanted.title


KNOWN = [
    KnownWord(word, titles)
    for word, titles in [
        ("history", 7),
        ("maintenance", 1),
        ("efficiency", 2),
        ("persia", 1),
        ("art", 9),
        ("brand", 1),
        ("grand", 4),
        ("engineering", 3),
    ]
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("histroy", ["history"]),  # exchanged
        ("pershia", ["persia"]),  # too many
        ("maintainance", ["maintenance"]),  # two mistakes
        ("eficency", ["efficiency"]),  # two missing
        ("brandt", ["brand"]),
        ("frand", ["grand", "brand"]),  # the one that more titles have comes first
        ("enginer", ["engineering"]),  # not typed to its end yet
        ("hxstxry", []),  # two mistakes in a short word
        ("artt", ["art"]),
        ("arx", []),  # nothing is forgiven in three letters
        ("history", ["history"]),
    ],
)
def test_a_typo_means_the_nearest_known_words(typed: str, meant: list[str]) -> None:
    assert [meaning.word for meaning in nearest(typed, KNOWN)] == meant


def test_fewer_typos_are_nearer() -> None:
    (itself,), (other,) = nearest("history", KNOWN), nearest("histroy", KNOWN)

    assert itself.nearness == 100 > other.nearness > 0
    assert other.titles == 7


def test_what_was_understood_is_what_the_best_title_has() -> None:
    best = a_candidate(a_title(1, "The Making of Prince of Persia"))
    meanings = [[Meaning("prince")], [Meaning("pershia"), Meaning("persian"), Meaning("persia")]]

    assert understood(["prince", "pershia"], meanings, best) == "prince persia"
