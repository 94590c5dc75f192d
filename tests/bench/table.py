"""docs/benchmarks.md, written from what was measured and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.bench.goals import GOALS, Goal, Measured, NotMeasured
from tests.bench.results import Failure, Figures, Outcome, Result

UNEXPLAINED = "not explained yet"
TITLES = {
    "start": "Start, seconds",
    "pages": "Pages: kilobytes as sent, milliseconds, medians; CLS and TBT of the worst visit",
    "events": "Events over the wire, milliseconds",
    "clicks": "Click to changed text in the browser, milliseconds",
    "till": "Checkout in the browser, milliseconds",
    "rush": "Paying at once, Stripe 150 ms: milliseconds and checkouts",
    "memory": "Memory of open pages",
    "lighthouse": "Lighthouse, mobile",
    "search": "Finding and importing, milliseconds",
    "sizes": "The shop as its catalogue grows, milliseconds where nothing else is said",
}
HEAD = """# Benchmarks

Written by `make bench`; every figure comes from the run below, and nothing is edited by hand. What
is compared was measured in turns in the same run: the shop, a blank Reflex page (the framework's
floor) and a small Flask shop with the same books on two synchronous gunicorn workers
(`tests/bench/flask_shop`). Trust the ratios more than the figures. "On a phone" is Chromium with
a narrow window, the processor four times slower, 150 ms to each answer and 1.6 Mbit/s. Stripe is
the sandbox, for both shops in a process of its own whose work is not theirs. It shares the two
cores with them, with those who shop and, of the shop alone, with the webhooks it sends.
"""


def write_table(
    outcomes: Mapping[str, Outcome], machine: Mapping[str, str], reasons: Mapping[str, str]
) -> str:
    """The whole page."""
    measured = {name: each for name, each in outcomes.items() if isinstance(each, Result)}
    failed = [each for each in outcomes.values() if isinstance(each, Failure)]
    parts = [
        HEAD,
        _machine(machine),
        _how(list(measured.values())),
        *(f"Part {each.part} could not be measured: {each.reason}\n" for each in failed),
        "## Goals\n",
        _goals(Measured({name: each.figures for name, each in measured.items()}), reasons),
    ]
    for name, title in TITLES.items():
        if name in measured:
            parts += [f"## {title}\n", _figures(measured[name].figures)]
    return "\n".join(parts)


def _machine(machine: Mapping[str, str]) -> str:
    return "\n".join(f"- {name}: {text}" for name, text in machine.items()) + "\n"


def _how(results: list[Result]) -> str:
    if not results:
        return "Nothing was measured.\n"
    runs = sorted({each.run for each in results})
    seconds = sum(each.seconds for each in results)
    load = max(each.load_before for each in results)
    which = "Run of" if len(runs) == 1 else f"Put together from {len(runs)} runs:"
    words = [
        f"{which} {', '.join(runs)}",
        f"{seconds / 60:.0f} minutes",
        f"load before a part at most {load:.1f}",
    ]
    if any(each.is_quick for each in results):
        words.append("**quick: few rounds, to show that it works and for nothing else**")
    return "; ".join(words) + ".\n"


def _goals(measured: Measured, reasons: Mapping[str, str]) -> str:
    return _rows(
        ("Goal", "Limit", "Measured", "", "Why it is missed"),
        (_goal(goal, measured, reasons) for goal in GOALS),
    )


def _goal(goal: Goal, measured: Measured, reasons: Mapping[str, str]) -> tuple[str, ...]:
    limit = f"{'at least' if goal.is_least else 'at most'} {goal.limit:g}{goal.unit}"
    try:
        value = goal.measure(measured)
    except NotMeasured:
        return goal.claim, limit, "not measured", "", ""
    if goal.is_met(value):
        return goal.claim, limit, f"{number(value)}{goal.unit}", "met", ""
    why = reasons.get(goal.key, UNEXPLAINED)
    return goal.claim, limit, f"{number(value)}{goal.unit}", "**missed**", why


def _figures(figures: Figures) -> str:
    """One table for each set of readings, in the order in which they came."""
    kinds: dict[tuple[str, ...], list[str]] = {}
    for name, readings in figures.items():
        kinds.setdefault(tuple(readings), []).append(name)
    return "\n".join(
        _rows(
            ("", *readings),
            ((name, *(number(figures[name][each]) for each in readings)) for name in names),
        )
        for readings, names in kinds.items()
    )


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def number(value: float) -> str:
    """A figure with three digits that count, and no more than are known."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
