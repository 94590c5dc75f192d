"""What many readings come to: medians, the slow end, and ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from statistics import median

Readings = Mapping[str, float]


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of all values does not exceed; of a hundred, 0.95 is the 95th."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("Nothing was measured, so nothing can be said of it.")
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)]


def medians(rounds: Sequence[Readings]) -> dict[str, float]:
    """The median of each reading over the rounds that have it."""
    names = {name: None for seen in rounds for name in seen}
    return {name: median(seen[name] for seen in rounds if name in seen) for name in names}


def worst(rounds: Sequence[Readings]) -> dict[str, float]:
    """The largest of each reading, for what may never be exceeded."""
    names = {name: None for seen in rounds for name in seen}
    return {name: max(seen[name] for seen in rounds if name in seen) for name in names}


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """How long something took, usually and at the slow end."""
    return {
        "count": float(len(milliseconds)),
        "p50": quantile(milliseconds, 0.5),
        "p95": quantile(milliseconds, 0.95),
        "p99": quantile(milliseconds, 0.99),
    }


def ratio(value: float, base: float) -> float:
    """How many times the base a value is."""
    if base <= 0:
        raise ValueError(f"Nothing can be compared with {base!r}.")
    return value / base
