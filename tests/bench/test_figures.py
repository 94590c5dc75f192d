"""The bench's own arithmetic; nothing here is timed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.figures import medians, quantile, ratio, spread, worst

VALUES = st.lists(st.floats(0, 1e6), min_size=1)


def test_p95_of_a_hundred_is_the_ninety_fifth() -> None:
    values = [float(number) for number in range(100, 0, -1)]

    assert quantile(values, 0.95) == 95
    assert quantile(values, 0.5) == 50
    assert quantile(values, 1) == 100


@given(VALUES, st.floats(0.01, 1))
def test_quantile_is_a_value_that_its_share_does_not_exceed(
    values: list[float], share: float
) -> None:
    found = quantile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="Nothing can be compared"):
        ratio(1.0, 0.0)


def test_median_counts_only_rounds_that_have_the_reading() -> None:
    rounds = [{"fcp": 100.0, "frame": 5.0}, {"fcp": 300.0}, {"fcp": 140.0}]

    assert medians(rounds) == {"fcp": 140.0, "frame": 5.0}
    assert worst(rounds) == {"fcp": 300.0, "frame": 5.0}


def test_spread_tells_the_slow_end() -> None:
    assert spread([1.0] * 98 + [50.0, 90.0]) == {"count": 100, "p50": 1, "p95": 1, "p99": 50}
