"""The allowance: so many at once, no more in the long run, and waiting gives them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookstore.domain.allowance import Allowance


def spent(allowance: Allowance, moments_ms: list[int]) -> list[int]:
    """The moments at which an act was allowed."""
    used, allowed = 0, []
    for now_ms in moments_ms:
        until = allowance.spend(used, now_ms=now_ms)
        if until is not None:
            used = until
            allowed.append(now_ms)
    return allowed


def test_all_of_it_may_be_spent_at_once_and_then_nothing() -> None:
    assert len(spent(Allowance(10, 60), [5_000] * 25)) == 10


def test_each_share_of_the_time_gives_one_back() -> None:
    moments = [0] * 10 + [5_999, 6_000, 6_001, 12_000]

    assert spent(Allowance(10, 60), moments)[10:] == [6_000, 12_000]


def test_whoever_waits_has_all_of_it_again_and_not_more() -> None:
    assert len(spent(Allowance(3, 60), [0] * 9 + [600_000] * 9)) == 6


def test_refusal_spends_nothing() -> None:
    refused_often = [0] * 3 + list(range(1, 20_000, 7)) + [20_000]

    assert spent(Allowance(3, 60), refused_often) == [0, 0, 0, 20_000]


@given(
    st.integers(1, 20),
    st.integers(1, 120),
    st.lists(st.integers(0, 500_000), max_size=80).map(sorted),
)
def test_no_window_ever_holds_more_than_twice_the_allowance(
    acts: int, seconds: int, moments_ms: list[int]
) -> None:
    allowed = spent(Allowance(acts, seconds), moments_ms)

    for start in allowed:
        within = [now for now in allowed if start <= now < start + seconds * 1000]
        assert len(within) <= 2 * acts
