"""Who is who when a source lists its titles again, and what belongs to another source."""

from __future__ import annotations

from bookstore.domain.sources import GIVEN_IDS, Owned, Settled, Wanted, settle

FEED, OTHER = "feed.csv", "catalogue.toml"
FIRST = GIVEN_IDS.start


def owned(id_: int, slug: str, source: str = FEED, *, is_withdrawn: bool = False) -> Owned:
    return Owned(id_, slug, source, is_withdrawn)


def settled(*titles: tuple[int, str], has: tuple[Owned, ...] = ()) -> Settled:
    wanted = [Wanted(id_, slug, line) for line, (id_, slug) in enumerate(titles, 2)]
    return settle(FEED, wanted, has)


def test_titles_without_an_id_get_ids_that_none_has_had() -> None:
    gone = owned(FIRST + 4, "gone", OTHER, is_withdrawn=True)

    assert settled((0, "a"), (0, "b"), has=(gone,)).ids == [FIRST + 5, FIRST + 6]


def test_given_ids_are_out_of_the_way_of_new_ones() -> None:
    assert settled((FIRST, "a"), (0, "b"), (7, "c")).ids == [FIRST, FIRST + 1, 7]


def test_title_without_an_id_is_known_by_its_slug() -> None:
    assert settled((0, "a"), has=(owned(5, "a"),)).ids == [5]


def test_withdrawn_title_comes_back_as_itself() -> None:
    assert settled((0, "a"), has=(owned(5, "a", is_withdrawn=True),)).ids == [5]


def test_title_on_sale_is_meant_before_a_withdrawn_one_of_its_slug() -> None:
    has = (owned(5, "a"), owned(9, "a", is_withdrawn=True))

    assert settled((0, "a"), has=has).ids == [5]


def test_own_title_is_meant_before_one_that_another_source_let_go() -> None:
    has = (owned(5, "a", is_withdrawn=True), owned(9, "a", OTHER, is_withdrawn=True))

    assert settled((0, "a"), has=has).ids == [5]


def test_title_that_another_source_let_go_moves_with_its_id() -> None:
    has = (owned(5, "a", OTHER, is_withdrawn=True), owned(6, "b", OTHER, is_withdrawn=True))

    found = settled((0, "a"), (6, "renamed"), has=has)

    assert (found.ids, found.conflicts, found.gone) == ([5, 6], [], [])


def test_id_that_the_file_gives_to_another_title_is_not_told_by_a_slug() -> None:
    found = settled((5, "new-slug"), (0, "a"), has=(owned(5, "a"),))

    assert found.ids == [5, FIRST]


def test_title_no_longer_listed_is_gone_and_those_of_others_stay() -> None:
    has = (owned(5, "a"), owned(6, "b"), owned(7, "c", OTHER), owned(8, "d", is_withdrawn=True))

    assert settled((0, "a"), has=has).gone == [6]


def test_everything_that_another_source_sells_is_refused_at_once() -> None:
    has = (owned(5, "a", OTHER), owned(6, "b", OTHER))

    found = settled((5, "mine"), (0, "b"), (7, "c"), has=has)

    assert found.conflicts == [
        (
            2,
            'book "mine": id is 5, which a title of catalogue.toml has ("a", 5); give it an id '
            "of its own, or take it out of catalogue.toml first.",
        ),
        (
            3,
            'book "b": slug is \'b\', which a title of catalogue.toml has ("b", 6); give it a '
            "slug of its own, or take it out of catalogue.toml first.",
        ),
    ]


def test_slugs_exchanged_within_a_source_are_freed_first() -> None:
    found = settled((5, "b"), (6, "a"), has=(owned(5, "a"), owned(6, "b")))

    assert (sorted(found.moved), found.gone, found.conflicts) == ([5, 6], [], [])


def test_slug_of_a_title_that_leaves_needs_no_move() -> None:
    found = settled((6, "a"), has=(owned(5, "a"),))

    assert (found.moved, found.gone) == ([], [5])
