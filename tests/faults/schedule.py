"""One schedule from its seed: the world is made, everybody acts, all settles, all is checked."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bookstore.domain.order import Mode
from bookstore.storage.books import SqlBooks
from bookstore.storage.database import open_database
from tests.faults.browser import Browser
from tests.faults.inline import copy_file
from tests.faults.invariants import check_at_rest, check_step
from tests.faults.mutant import Mutant
from tests.faults.plan import BOOKS, Plan, draw_plan
from tests.faults.process import Process
from tests.faults.scheduler import SimulatedLoop, Stuck
from tests.faults.shoppers import Shopper
from tests.faults.staff import PRICES, Forger, Staff, first_catalogue
from tests.faults.world import World

RESTS = (95_000.0, 40.0, 270_000.0, 40.0)  # a day, the three days that a bank may take, and rounds
LAST_RESTS = (
    270_000.0,
    40.0,
)  # a bank's refusal that was heard in the last of them gives three days
OPEN_ORDERS = "SELECT 1 FROM orders WHERE status IN ('awaiting_payment', 'processing') LIMIT 1"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one, a file there costs no disk


@dataclass(frozen=True)
class Report:
    """What became of a schedule."""

    seed: int
    failures: tuple[str, ...]
    counts: Counter[str]
    story: tuple[str, ...]
    digest: str
    steps: int


@contextmanager
def open_folder() -> Generator[Path]:
    """A folder for databases, in memory where the machine has such a place."""
    where = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="faults-", dir=where) as folder:
        yield Path(folder)


@cache
def template(folder: Path) -> Path:
    """A migrated database with the first catalogue, of which there is no copy yet."""
    file = folder / "template.db"

    async def make() -> None:
        database = open_database(f"sqlite:///{file}")
        await database.migrate()
        catalogue = first_catalogue(dict.fromkeys(BOOKS, 0))
        await SqlBooks(database, Mode.SANDBOX).import_catalogue(catalogue, digest="first")
        await database.close()

    asyncio.run(make())
    return file


def run_schedule(seed: int, folder: Path, *, mutant: Mutant | None = None) -> Report:
    """Run the schedule of a seed."""
    mutant = mutant or Mutant()
    file = folder / "shop.db"
    for leftover in folder.glob("shop.db*"):
        leftover.unlink()
    copy_file(template(folder), file)
    loop = SimulatedLoop()
    world = World(draw_plan(seed), loop, file, mutant=mutant)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with asyncio.Runner(loop_factory=lambda: loop) as runner, mutant.in_force():
        loop.set_exception_handler(lambda _loop, _context: None)
        try:
            runner.run(_live(world))
        except Stuck as error:
            world.fail(str(error))
        finally:
            world.is_over = True
            if world.process is not None:
                world.process.close()
            loop.idle.scheduler = None
    return Report(
        seed,
        tuple(world.failures),
        world.counts,
        tuple(world.scheduler.story),
        world.scheduler.digest(),
        world.scheduler.step,
    )


async def _live(world: World) -> None:
    plan = world.plan
    catalogue = first_catalogue(plan.copies)
    world.prices = {book: {price} for book, price in PRICES.items()}
    async with world.open():
        _supply(world)
        staff = Staff(world, catalogue)
        _begin(world, staff)
        world.scheduler.after_step = lambda: check_step(world)
        _light_fuses(world, plan, staff)
        people = [world.start(each, who=who, life=None) for who, each in _people(world, staff)]
        await asyncio.wait(people)
        await _come_to_rest(world, staff)
        check_at_rest(world)


def _supply(world: World) -> None:
    """Put the plan's copies on the shelf; importing the catalogue each time costs much more."""
    for book, copies in world.plan.copies.items():
        world.rows.execute("UPDATE stock SET copies = ? WHERE book_id = ?", (copies, book))


def _begin(world: World, staff: Staff) -> None:
    world.runs += 1
    Process(world, staff.catalogue, f"run{world.runs}").begin()


def _light_fuses(world: World, plan: Plan, staff: Staff) -> None:
    scheduler = world.scheduler

    def rise() -> None:
        if world.process is None:
            _begin(world, staff)

    def die() -> None:
        if world.process is not None:
            world.counts["fault: the process dies"] += 1
            world.process.die()
            scheduler.fuse(world.random.randrange(1, 30), rise)

    for steps in plan.deaths:
        scheduler.fuse(steps, die)
    for steps, hours in plan.jumps:

        def jump(hours: float = hours) -> None:
            world.counts["fault: the clock moves on"] += 1
            scheduler.tell(f"{hours} hours pass")
            scheduler.pass_time(hours * 3600)
            world.counts["a day has passed"] += hours > 24

        scheduler.fuse(steps, jump)


def _people(world: World, staff: Staff) -> list[tuple[str, Coroutine[Any, Any, None]]]:
    plan = world.plan
    people: list[tuple[str, Coroutine[Any, Any, None]]] = []
    for number, hands in enumerate(plan.hands, 1):
        name = f"shopper{number}"
        browser = Browser(world, name, f"{name}@leak.example")
        for _ in range(hands):
            people.append((name, Shopper(world, browser).shop(plan.acts)))
    people.append(("staff", staff.work(plan.staff_acts)))
    people.append(("forger", Forger(world).work(plan.forgeries)))
    return people


async def _come_to_rest(world: World, staff: Staff) -> None:
    """Trouble ends, the shop stands again, what is late arrives, banks answer, days pass."""
    world.scheduler.clear_fuses()
    world.scheduler.tell("trouble ends")
    world.calm.set()
    world.sandbox.faults.clear()
    if world.process is None:
        _begin(world, staff)
    await world.scheduler.settle()
    world.hears_webhooks = world.plan.webhooks != "never"
    for seconds in RESTS:
        await _rest(world, seconds)
    for seconds in LAST_RESTS:
        if world.ask(OPEN_ORDERS):
            await _rest(world, seconds)


async def _rest(world: World, seconds: float) -> None:
    await world.answer_debits()
    world.scheduler.tell(f"{seconds:.0f} seconds of rest")
    world.scheduler.pass_time(seconds)
    await world.scheduler.settle()
