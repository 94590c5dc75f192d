"""Which subjects a shelf offers at sight, and which on demand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.subjects import (
    MAX_LISTED,
    MAX_OFFERED,
    MORE,
    Offer,
    Subject,
    listed,
    offer_of,
)
from tests.domain.finding_examples import a_title

NAMES = st.lists(st.text("abc -", min_size=1, max_size=40), unique=True, max_size=40)


def named(*names: str) -> tuple[Subject, ...]:
    """Subjects by name; their keys are the names in small letters."""
    return tuple(Subject(name.lower(), name) for name in names)


def test_subjects_with_the_most_titles_are_offered_by_name_and_the_rest_on_demand() -> None:
    common = [a_title(n, "T", "A", "Zoology", f"Rare{n:02}") for n in range(1, 20)]

    offer = offer_of(listed(common))

    assert len(offer.first) == MAX_OFFERED
    assert offer.first[0] == Subject("rare01", "Rare01")
    assert offer.first[-1] == Subject("zoology", "Zoology")
    assert [subject.name for subject in offer.more] == [f"Rare{n}" for n in range(12, 20)]


def test_a_subject_has_the_name_that_more_titles_use_and_one_that_an_address_can_say() -> None:
    books = [a_title(1, "T", "A", "MAPS", "!"), a_title(2, "T", "A", "Maps", "!"), a_title(3, "T")]
    books.append(a_title(4, "T", "A", "Maps"))

    assert listed(books) == (Subject("maps", "Maps"), Subject("prose", "prose"))


def test_no_more_than_a_hundred_subjects_are_listed() -> None:
    assert len(listed(a_title(n, "T", "A", f"S{n}") for n in range(1, 200))) == MAX_LISTED


def test_what_the_build_offered_is_offered_again_in_its_own_room() -> None:
    subjects = named("Society", "History", "Science", "Engineering", "Computing", "Economics")

    offer = offer_of(subjects)

    assert offer.more == ()
    assert offer_of(subjects, room=offer.size) == offer


def test_longer_names_are_offered_in_smaller_numbers_where_room_is_kept() -> None:
    room = offer_of(named(*(f"Subject {n}" for n in range(10)))).size
    longer = named(*(f"A much longer subject {n}" for n in range(10)))

    offer = offer_of(longer, room=room)

    assert 1 < len(offer.first) < 6
    assert offer.size <= room
    assert len(offer.first) + len(offer.more) == 10


@given(NAMES, st.integers(0, 300))
def test_every_subject_is_offered_once_at_sight_or_on_demand(names: list[str], room: int) -> None:
    subjects = [Subject(name, name) for name in names]

    offer = offer_of(subjects, room=room)

    assert sorted(subject.key for subject in (*offer.first, *offer.more)) == sorted(names)
    assert list(offer.first) == sorted(offer.first, key=lambda subject: subject.key)
    assert bool(offer.first) == bool(names)
    assert {subject.key for subject in offer.first} == set(names[: len(offer.first)])


def test_what_asks_for_more_takes_its_room() -> None:
    maps, sea = named("Maps", "Sea")

    assert Offer((maps,), (sea,)).size == Offer((maps,)).size + Offer(named(MORE)).size
