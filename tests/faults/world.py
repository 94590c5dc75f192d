"""Everything there is in one schedule: the time, the bank, the files, and the shop's process."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import traceback
from collections import Counter
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bookstore.domain.errors import BookstoreError
from bookstore.sandbox import Sandbox
from bookstore.sandbox.world import World as SandboxWorld
from tests.faults.carts import EVENTS, ONCE_SETTLED, CartWatch
from tests.faults.inline import InlineStore
from tests.faults.mutant import Mutant
from tests.faults.network import OUTBOX_FAULTS, WebhookRoad
from tests.faults.plan import Plan
from tests.faults.ports import DATABASE_FAULTS
from tests.faults.scheduler import LIFE, WHO, Life, Scheduler, SimulatedLoop

if TYPE_CHECKING:
    from tests.faults.browser import Browser

START = 1_900_000_000.0  # 2030: signatures made then are never too old for the SDK's real clock
SITE = "http://localhost:3000"
SETTLE_SECONDS = 45.0
OPERATOR = {"authorization": "Bearer sk_test_operator_at_the_dashboard"}
BROWSER = {"authorization": "Bearer pk_test_simulated_browser"}


class SimulatedClock:
    """The shop's clock on the loop's time."""

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop

    def now(self) -> datetime:
        return datetime.fromtimestamp(START + self._loop.time(), UTC)


class SimulatedIds:
    """Names drawn from the seed; secrets begin with a mark that a log is searched for."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.made = 0

    def order_number(self) -> str:
        self.made += 1
        return f"SIM{self.made}-{self._random.randrange(10_000):04}"

    def secret(self) -> str:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
        return "s3cr3t" + "".join(self._random.choices(letters, k=16))


class LogKeeper(logging.Handler):
    """Keeps what the shop logs, tracebacks and all, to be searched for secrets."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.unexpected: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, BookstoreError):
            self.unexpected.append(self.lines[-1])


@dataclass
class World:
    """One schedule's world; `process` is None while the shop is down."""

    plan: Plan
    loop: SimulatedLoop
    file: Path
    random: Random = field(init=False)
    scheduler: Scheduler = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    calm: asyncio.Event = field(default_factory=asyncio.Event)  # trouble has ended
    hears_webhooks: bool = True
    process: Any = None
    mutant: Mutant = field(default_factory=Mutant)
    failures: list[str] = field(default_factory=list)
    prices: dict[int, set[int]] = field(default_factory=dict)  # every price a book has had
    refunded_by_staff: set[str] = field(default_factory=set)
    confirmed: dict[str, set[int]] = field(default_factory=dict)  # intent -> amounts shown
    logs: LogKeeper = field(default_factory=LogKeeper)

    def __post_init__(self) -> None:
        self.random = Random(f"story {self.plan.seed}")
        self.scheduler = Scheduler(self.loop, self.random, most_steps=20_000)
        self.clock = SimulatedClock(self.loop)
        self.ids = SimulatedIds(Random(f"ids {self.plan.seed}"))
        self.store = InlineStore()
        self.hears_webhooks = self.plan.webhooks == "sent"
        self.sandbox = Sandbox(
            None,
            public_url=f"{SITE}/sandbox",
            settle_seconds=SETTLE_SECONDS,
            world=SandboxWorld(
                clock=lambda: START + self.loop.time(), random=Random(f"bank {self.plan.seed}")
            ),
            webhook_road=WebhookRoad(self, self.plan.webhook_faults),
            store=self.store,
        )
        self.inner = httpx.ASGITransport(Starlette(routes=[Mount("/sandbox", self.sandbox.app)]))
        self.rows = sqlite3.connect(self.file, isolation_level=None)
        self._locks = sqlite3.connect(self.file, isolation_level=None, timeout=0)
        self.cart_watch = CartWatch(self)
        self.seen_version: object = None
        self.most_copies: dict[int, int] = dict(self.plan.copies)
        self.runs = 0
        self.meddled: set[str] = set()  # intents whose amount somebody changed at the bank
        self.handed_out: set[str] = set()  # intents whose secret has left the shop
        self.is_over = False
        self._tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """The bank works until the block ends."""
        logger = logging.getLogger("bookstore")
        logger.addHandler(self.logs)
        level, logger.propagate = logger.level, False
        logger.setLevel(logging.DEBUG)
        try:
            async with self.sandbox.running():
                yield
                self.scheduler.tell("the end")
        finally:
            logger.removeHandler(self.logs)
            logger.propagate = True
            logger.setLevel(level)
            self.rows.close()
            self._locks.close()

    def draw(self, chances: Mapping[str, float]) -> str:
        """Which trouble strikes now, or ""; none once all is calm."""
        if self.calm.is_set() or not chances:
            return ""
        drawn = self.random.random()
        for kind, chance in chances.items():
            if drawn < chance:
                self.counts[f"fault: {kind}"] += 1
                self.scheduler.tell(f"fault: {kind}")
                return kind
            drawn -= chance
        return ""

    async def sleep_until_late(self) -> None:
        """Seconds or hours, but less than the day for which Stripe knows an idempotency key."""
        seconds = self.random.choice((2, 30, 600, 8_000))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.calm.wait()  # then it arrives at once

    def start(
        self, work: Coroutine[Any, Any, Any], *, who: str, life: Life | None
    ) -> asyncio.Task[Any]:
        """Begin something that goes on beside the rest, in a process or outside of all."""
        context: Context = copy_context()
        context.run(WHO.set, who)
        context.run(LIFE.set, life)
        task = self.loop.create_task(work, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._note_end)
        return task

    def _note_end(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if self.is_over or task.cancelled():
            return
        if task.exception() is not None:
            error = task.exception()
            where = traceback.extract_tb(error.__traceback__)[-1] if error else ""
            self.fail(f"{type(error).__name__} escaped: {error} ({where})")

    @contextmanager
    def locked_database(self) -> Generator[None]:
        """Another process writes to the file."""
        self._locks.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._locks.execute("ROLLBACK")

    async def post_webhook(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """Hand a webhook to the shop's process, if it lives until it has answered."""
        if self.process is None:
            raise httpx.ConnectError("The shop is down.", request=request)
        return await self.process.take_webhook(dict(request.headers), body)

    async def at_the_bank(self, method: str, path: str, **form: str) -> Any:
        """A call by the operator at Stripe's dashboard; no trouble strikes it."""
        address = f"{SITE}/sandbox{path}"
        async with httpx.AsyncClient(transport=self.inner, trust_env=False) as client:
            answer = await client.request(method, address, data=form, headers=OPERATOR)
        return answer.json()

    def fail(self, what: str) -> None:
        """Something happened that must never happen."""
        self.scheduler.tell(f"FAILURE: {what}")
        self.failures.append(what)

    def things(self, kind: str) -> list[dict[str, Any]]:
        """The bank's own ledger: every object of a kind, oldest first."""
        sql = "SELECT body FROM objects WHERE kind = ? ORDER BY seq"
        return [json.loads(row[0]) for row in self.store.held.execute(sql, (kind,))]

    def intents(self) -> list[dict[str, Any]]:
        """Every PaymentIntent as the bank has it."""
        return self.things("payment_intent")

    def may_repeat_letters(self) -> bool:
        """Whether something has struck that lets a letter be sent without the shop knowing."""
        causes = ("the process dies", "the clock moves on", *OUTBOX_FAULTS, *DATABASE_FAULTS)
        return any(self.counts[f"fault: {cause}"] for cause in causes)

    def find_open_order(self, email: str) -> str:
        """The token of an open order of a shopper's, as a letter to them would have it."""
        rows = self.ask(
            "SELECT o.token FROM orders o JOIN order_revisions r ON r.order_number = o.number "
            "AND r.revision = o.revision WHERE o.status IN ('awaiting_payment', 'processing') "
            "AND json_extract(r.contact, '$.email') = ? ORDER BY o.id",
            email,
        )
        return self.random.choice(rows)[0] if rows else ""

    def has_heard_of_refund(self, intent_id: str) -> bool:
        """Whether a webhook has told the shop that an intent was refunded."""
        sql = (
            "SELECT 1 FROM deliveries d JOIN objects e ON e.id = d.event "
            "WHERE d.state = 'delivered' AND e.topic = 'charge.refunded' "
            "AND json_extract(e.body, '$.data.object.payment_intent') = ?"
        )
        return self.store.held.execute(sql, (intent_id,)).fetchone() is not None

    def webhook_secret(self) -> str:
        """The secret that the shop knows; "" before it has registered."""
        rows = self.ask("SELECT text FROM notebook WHERE name = 'sandbox.webhook_secret'")
        return rows[0][0] if rows else ""

    async def answer_debits(self) -> None:
        """The banks of all debits under way answer now; a silent one as chance has it."""
        for intent in self.intents():
            if intent["status"] == "processing":
                outcome = self.random.choice(("succeeded", "failed"))
                path = f"/control/payment_intents/{intent['id']}/settle"
                await self.at_the_bank("POST", path, outcome=outcome)

    def watch_cart(self, browser: Browser, before: str, after: str) -> None:
        """A browser's cart changes in its storage."""
        self.cart_watch.see(browser, before, after)

    def see_order(self, browser: Browser, address: str) -> None:
        """A tab is led to an order's page: its own, and paid, processing or looked into."""
        token = address.partition("order=")[2]
        rows = self.ask("SELECT number, status, checkout_key FROM orders WHERE token = ?", token)
        if not rows:
            self.fail(f"{browser.name} is led to {address.partition('?')[0]} of no order")
            return
        number, status, _ = rows[0]
        told = {kind for (kind,) in self.ask(EVENTS, number)}
        if not told & {*ONCE_SETTLED, "alarm"}:  # of one that does not fit, its page says so
            self.fail(f"{browser.name} is shown success for order {number}, which is {status}")
        contact = self.ask(
            "SELECT json_extract(contact, '$.email') FROM order_revisions WHERE order_number = ?",
            number,
        )
        if any(email not in (browser.email, "erased") for (email,) in contact):
            self.fail(f"{browser.name} is shown somebody else's order {number}")

    def see_confirm(self, _browser: Browser, intent_id: str, shown: int) -> None:
        """A shopper agrees to pay what the page shows."""
        self.confirmed.setdefault(intent_id, set()).add(shown)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the shop's file holds."""
        return self.rows.execute(sql, values).fetchall()
