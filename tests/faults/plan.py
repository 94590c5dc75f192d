"""What one schedule is made of, drawn from its seed: the shelf, the shoppers, the troubles.

Each schedule has some of the troubles and not others, each with a rate of its own, so that
a rare combination is not hidden by a frequent one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from tests.faults.network import API_FAULTS, OUTBOX_FAULTS, WEBHOOK_FAULTS
from tests.faults.ports import DATABASE_FAULTS

BOOKS = (1, 2, 3)


@dataclass(frozen=True)
class Plan:
    """A schedule before it begins."""

    seed: int
    copies: Mapping[int, int]
    shoppers: int
    acts: int  # of each shopper's hands
    hands: tuple[int, ...]  # how many tabs each shopper works at once
    staff_acts: int
    api_faults: Mapping[str, float] = field(default_factory=dict)
    browser_faults: Mapping[str, float] = field(default_factory=dict)
    webhook_faults: Mapping[str, float] = field(default_factory=dict)
    database_faults: Mapping[str, float] = field(default_factory=dict)
    outbox_faults: Mapping[str, float] = field(default_factory=dict)
    webhooks: str = "sent"  # sent | never | after (only when all else is over)
    deaths: tuple[int, ...] = ()  # after how many steps the process dies
    jumps: tuple[tuple[int, float], ...] = ()  # (steps, hours)
    forgeries: int = 0
    is_undecided: bool = False  # shoppers decline, change their minds and pay again


def draw_plan(seed: int) -> Plan:
    """The plan of a seed."""
    random = Random(f"plan {seed}")
    shoppers = random.choice((1, 1, 1, 1, 2, 2, 3, 4))
    is_undecided = random.random() < 0.3
    api_faults = _some(random, API_FAULTS, most=0.12)
    if is_undecided and random.random() < 0.5:
        api_faults["late"] = 0.3  # what was changed twice arrives in any order
    return Plan(
        seed=seed,
        copies={book: random.choice((1, 2, 3, 8, 30)) for book in BOOKS},
        shoppers=shoppers,
        acts=random.choice((1, 2, 3)) if shoppers > 2 else random.choice((2, 3, 5)),
        hands=tuple(random.choice((1, 1, 1, 2)) for _ in range(shoppers)),
        staff_acts=random.choice((0, 1, 2, 4)),
        api_faults=api_faults,
        browser_faults=_some(random, API_FAULTS, most=0.1),
        webhook_faults=_some(random, WEBHOOK_FAULTS, most=0.3),
        database_faults=_some(random, DATABASE_FAULTS, most=0.03),
        outbox_faults=_some(random, OUTBOX_FAULTS, most=0.3),
        webhooks=random.choice(("sent", "sent", "sent", "never", "after")),
        deaths=tuple(random.randrange(300) for _ in range(random.choice((0, 0, 1, 1, 2, 4)))),
        jumps=tuple(
            (random.randrange(250), random.choice((0.02, 0.1, 1.0, 7.0, 25.0, 80.0)))
            for _ in range(random.choice((0, 0, 0, 1, 1, 2)))
        ),
        forgeries=random.choice((0, 0, 1, 2)),
        is_undecided=is_undecided,
    )


def _some(random: Random, kinds: tuple[str, ...], *, most: float) -> dict[str, float]:
    if random.random() < 0.3:
        return {}
    chosen = [kind for kind in kinds if random.random() < 0.5]
    return {kind: random.random() * most for kind in chosen}
