"""The flood gate: each place may say so much in a minute, alarms may say everything."""

from __future__ import annotations

import logging

from bookstore.logbook.flood import WINDOW_SECONDS, FloodGate


class Clock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def record_at(line: int, message: str = "Again.", error: Exception | None = None):
    raised = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("a", logging.ERROR, "/a.py", line, message, (), raised)


def test_each_place_is_cut_off_for_itself() -> None:
    gate = FloodGate(most=2, clock=Clock())

    assert [gate.filter(record_at(1)) for _ in range(4)] == [True, True, False, False]
    assert gate.filter(record_at(2)) is True


def test_kinds_of_exceptions_are_places_of_their_own() -> None:
    gate = FloodGate(most=1, clock=Clock())

    assert gate.filter(record_at(1, error=ValueError()))
    assert gate.filter(record_at(1, error=KeyError()))
    assert not gate.filter(record_at(1, error=KeyError()))


def test_alarms_always_pass() -> None:
    gate = FloodGate(most=1, clock=Clock())

    assert all(gate.filter(record_at(1, "ALARM order %s")) for _ in range(100))


def test_next_window_begins_with_the_number_left_out() -> None:
    clock = Clock()
    gate = FloodGate(most=2, clock=clock)
    for _ in range(7):
        gate.filter(record_at(1))
    clock.now = WINDOW_SECONDS

    first, second = record_at(1), record_at(1)

    assert [gate.filter(first), gate.filter(second), gate.filter(record_at(1))] == [
        True,
        True,
        False,
    ]
    assert (first.left_out, getattr(second, "left_out", 0)) == (5, 0)  # pyright: ignore[reportAttributeAccessIssue] - set by the gate


def test_memory_does_not_grow_with_what_is_said() -> None:
    gate = FloodGate(most=1, clock=Clock())

    for number in range(1000):
        gate.filter(record_at(1, f"Words {number}."))

    assert len(gate._counts) == 1
