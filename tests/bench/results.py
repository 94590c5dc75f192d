"""What the parts of a run have measured, each in a file of its own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

Figures = dict[str, dict[str, float]]  # what was measured -> reading -> value


@dataclass(frozen=True)
class Result:
    """The figures of one part, and when and how they were taken."""

    part: str
    run: str  # the moment its run began, the same for all parts of a run
    is_quick: bool
    seconds: float
    load_before: float  # the machine's load average over a minute
    figures: Figures


@dataclass(frozen=True)
class Failure:
    """A part that could not be measured, and why."""

    part: str
    run: str
    reason: str


Outcome = Result | Failure


class Results:
    """The files of a folder, one for each part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, outcome: Outcome) -> None:
        """Write what came of a part over what was known of it."""
        text = json.dumps(asdict(outcome), indent=1)
        (self._folder / f"{outcome.part}.json").write_text(text, encoding="utf-8")

    def forget(self) -> None:
        """Remove what earlier runs have measured."""
        for file in self._folder.glob("*.json"):
            file.unlink()

    def all(self) -> dict[str, Outcome]:
        """What is known, by part."""
        known = [
            json.loads(file.read_text(encoding="utf-8"))
            for file in sorted(self._folder.glob("*.json"))
        ]
        return {
            each["part"]: Failure(**each) if "reason" in each else Result(**each) for each in known
        }
