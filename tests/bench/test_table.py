"""How docs/benchmarks.md judges what was measured; nothing here is timed."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.bench.__main__ import REASONS
from tests.bench.goals import GOALS, Goal
from tests.bench.results import Failure, Figures, Outcome, Result, Results
from tests.bench.table import number, write_table

MACHINE = {"Processor": "2 cores"}


def rush(*, shop: float, flask: float, is_quick: bool = False, run: str = "now") -> Result:
    figures: Figures = {
        "shop: 32 pay": {"per second": shop},
        "Flask: 32 pay": {"per second": flask},
    }
    return Result("rush", run, is_quick, seconds=60, load_before=0.5, figures=figures)


def page(*outcomes: Outcome, **reasons: str) -> str:
    return write_table({each.part: each for each in outcomes}, MACHINE, reasons)


def row(text: str, claim: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {claim} |")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_goal_that_is_kept_says_what_was_measured() -> None:
    text = page(rush(shop=42.0, flask=6.5))

    assert row(text, "Checkouts per second / Flask's")[1:4] == ["at least 6x", "6.46x", "met"]


def test_missed_goal_says_so_and_why() -> None:
    text = page(rush(shop=30.0, flask=6.5), checkouts="The disk is slow.")

    measured = row(text, "Checkouts per second / Flask's")[2:]
    assert measured == ["4.62x", "**missed**", "The disk is slow."]
    assert row(page(rush(shop=30.0, flask=6.5)), "Checkouts per second / Flask's")[4] == (
        "not explained yet"
    )


def test_goal_whose_part_did_not_run_is_neither_met_nor_missed() -> None:
    assert row(page(rush(shop=42.0, flask=6.5)), "CLS, worst visit of four pages")[2:4] == [
        "not measured",
        "",
    ]


def test_limit_itself_is_kept() -> None:
    least = Goal("a", "a", 6, lambda _: 0.0, is_least=True)
    most = Goal("b", "b", 6, lambda _: 0.0)

    assert (least.is_met(6.0), least.is_met(5.99)) == (True, False)
    assert (most.is_met(6.0), most.is_met(6.01)) == (True, False)


def test_page_says_when_it_is_quick_or_of_several_runs() -> None:
    memory = Result("memory", "then", is_quick=True, seconds=60, load_before=7, figures={})

    assert "quick" not in page(rush(shop=42.0, flask=6.5))
    text = page(rush(shop=42.0, flask=6.5), memory)
    assert "Put together from 2 runs: now, then;" in text
    assert "**quick: few rounds" in text
    assert "load before a part at most 7.0" in text


def test_part_that_failed_is_named() -> None:
    text = page(Failure("lighthouse", "now", "TimeoutError: 120"))

    assert "Part lighthouse could not be measured: TimeoutError: 120" in text


def test_results_are_read_back_as_they_were_kept(tmp_path: Path) -> None:
    kept: list[Outcome] = [rush(shop=1.0, flask=2.0), Failure("memory", "now", "no /proc")]
    for outcome in kept:
        Results(tmp_path).keep(outcome)

    assert list(Results(tmp_path).all().values()) == [kept[1], kept[0]]
    Results(tmp_path).forget()
    assert Results(tmp_path).all() == {}


def test_every_reason_belongs_to_a_goal() -> None:
    keys = [goal.key for goal in GOALS]

    assert len(set(keys)) == len(keys)
    assert tomllib.loads(REASONS.read_text(encoding="utf-8")).keys() <= set(keys)


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.01234, "0.0123"), (12.345, "12.3"), (12345.6, "12,346")]
)
def test_figure_has_three_digits_that_count(value: float, text: str) -> None:
    assert number(value) == text


def test_column_heads_of_a_table_are_its_readings() -> None:
    text = page(rush(shop=42.0, flask=6.5))

    assert re.search(r"\|  \| per second \|\n\| --- \| --- \|\n\| shop: 32 pay \| 42 \|", text)
