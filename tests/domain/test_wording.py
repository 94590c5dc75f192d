"""Words as the search compares them, and the shapes by which typos are found."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookstore.domain.wording import (
    LONGEST_WORD,
    fold,
    shapes_of,
    subject_key,
    title_key,
    typos_forgiven,
    words_of,
)

LETTERS = st.text("abcdefghij", min_size=4, max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Les Misérables", ("les", "miserables")),
        ("Straße & Öl, Ærø", ("strasse", "ol", "aero")),
        ("Łódź", ("lodz",)),
        ("Poor Charlie\u2019s Almanack", ("poor", "charlies", "almanack")),
        ("The Scaling Era, 2019-2025", ("the", "scaling", "era", "2019", "2025")),
        ("Journals_1985", ("journals", "1985")),
        ("İSTANBUL", ("istanbul",)),
        ("\ufb01ne \uff37\uff29\uff24\uff25", ("fine", "wide")),
        ("Война и мир", ("воина", "и", "мир")),
        ("… \x00 \ud800 !?", ()),
    ],
)
def test_words_lose_case_accents_and_signs(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text())
def test_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_words_can_be_quoted_for_any_database(text: str) -> None:
    for word in words_of(text):
        assert word.isalnum()
        assert len(word) <= LONGEST_WORD


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Dream Machine", "dream machine"),
        ("An Elegant Puzzle", "elegant puzzle"),
        ("A", "a"),
        ("Theory", "theory"),
        ("Boom", "boom"),
    ],
)
def test_titles_are_sorted_without_their_article(title: str, key: str) -> None:
    assert title_key(title) == key


def test_subject_is_addressed_by_its_words() -> None:
    assert subject_key("Computer Science") == "computer-science"
    assert subject_key("Économie") == "economie"


@given(LETTERS, st.data())
def test_words_as_far_apart_as_is_forgiven_share_a_shape(typed: str, data: st.DataObject) -> None:
    meant = typed
    for _ in range(typos_forgiven(typed)):
        meant = with_typo(meant, data)
    assume(typos_forgiven(meant) == typos_forgiven(typed))  # a short word has fewer shapes

    assert shapes_of(typed) & shapes_of(meant)


def with_typo(word: str, data: st.DataObject) -> str:
    """The word with one letter missing, too many or wrong, or two exchanged."""
    at = data.draw(st.integers(0, len(word) - 2))
    kind = data.draw(st.sampled_from(["missing", "more", "wrong", "exchanged"]))
    match kind:
        case "missing":
            return word[:at] + word[at + 1 :]
        case "more":
            return f"{word[:at]}x{word[at:]}"
        case "wrong":
            return f"{word[:at]}x{word[at + 1 :]}"
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


@given(st.text("abcdefghijklmnop", max_size=LONGEST_WORD))
def test_word_has_few_shapes_however_long_it_is(word: str) -> None:
    assert len(shapes_of(word)) <= 29
