"""Limits for each token and each address: a stranger is stopped, a neighbour is not."""

from __future__ import annotations

import pytest

from bookstore.domain.allowance import Allowance
from bookstore.turnstile import (
    Limit,
    Limits,
    Turnstile,
    address_behind,
    shared_address,
)

TOKEN, OTHER = "tab-1", "tab-2"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


class Clock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


def limit(*, tokens: int = 3, addresses: int = 5, clock: Clock | None = None) -> Limit:
    return Limit(Allowance(tokens, 60), Allowance(addresses, 60), clock or Clock())


def test_page_that_asks_too_often_waits_and_others_at_its_address_do_not() -> None:
    gate = limit()

    assert [gate.admits(TOKEN, HOME) for _ in range(4)] == [True, True, True, False]
    assert gate.admits(OTHER, HOME)


def test_client_that_changes_its_token_each_time_is_stopped_by_its_address() -> None:
    gate = limit()

    admitted = [gate.admits(f"page-{number}", HOME) for number in range(20)]

    assert admitted == [True] * 5 + [False] * 15
    assert gate.admits("tab-x", ELSEWHERE)


def test_refused_page_does_not_use_up_what_its_neighbours_have() -> None:
    gate = limit(tokens=1, addresses=3)
    for _ in range(50):
        gate.admits(TOKEN, HOME)

    assert [gate.admits(f"page-{number}", HOME) for number in range(3)] == [True, True, False]


def test_limit_is_over_after_its_time() -> None:
    clock = Clock()
    gate = limit(clock=clock)
    for _ in range(9):
        gate.admits(TOKEN, HOME)

    clock.now_ms += 60_000

    assert gate.admits(TOKEN, HOME)


@pytest.mark.parametrize("own", ["127.0.0.1", "::1", "127.9.9.9", "::ffff:127.0.0.1"])
def test_this_machine_is_limited_by_token_alone(own: str) -> None:
    gate = limit()

    assert all(gate.admits(f"page-{number}", own) for number in range(100))
    assert [gate.admits(TOKEN, own) for _ in range(4)] == [True, True, True, False]


def test_addresses_of_one_line_are_one() -> None:
    assert shared_address("2001:db8:1:2:3:4:5:6") == shared_address("2001:db8:1:2::9")
    assert shared_address("2001:db8:1:2::9") != shared_address("2001:db8:1:3::9")
    assert shared_address("::ffff:203.0.113.7") == shared_address(HOME) == HOME
    assert shared_address("unix:" + "x" * 1000) == ("unix:" + "x" * 1000)[:64]


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        (2, "1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
    ],
)
def test_only_proxies_of_ours_are_believed_about_addresses(
    hops: int, forwarded: str, expected: str
) -> None:
    assert address_behind("10.0.0.1", forwarded, hops=hops) == expected


def test_memory_is_bounded_whoever_asks() -> None:
    turnstile = Turnstile(Allowance(1, 60), capacity=100, clock_ms=Clock())

    for number in range(10_000):
        turnstile.admits(f"page-{number}" + "x" * 1000)

    assert len(turnstile._used) == 100
    assert max(map(len, turnstile._used)) == 64


def test_people_are_never_near_the_limits() -> None:
    limits = Limits()

    assert limits.placing.by_token.acts >= 10
    assert limits.placing.by_address.acts >= 100
    assert limits.looking.by_token.acts >= 30
    assert limits.looking.by_address.acts >= 300
    assert limits.searching.by_token.acts >= 240  # four answers a second, as fast as one types
