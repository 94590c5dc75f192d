"""Sends events to webhook endpoints until they are taken, across restarts.

A delivery waits in the store until an endpoint answers 2xx. A refusal puts it off: one second,
then twice as long each time, up to an hour, for three days. Several processes share the work
by claiming a delivery before sending it; a claim lapses, so that nothing is lost with a process.
Those whose order was asked for (deliveries.py) are due one after the other and go in that order.
"""

import json
import logging
import sqlite3
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from anyio import create_task_group
from anyio.abc import TaskGroup
from httpx import AsyncBaseTransport, AsyncClient, HTTPError, InvalidURL, Timeout

from .bell import Bell, keep_going
from .signing import sign
from .store import Store, Transaction
from .world import World

log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 10.0
_CLAIM_SECONDS = 20.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 3600.0
_GIVE_UP_SECONDS = 3 * 86_400
_AT_ONCE = 8
_MAY_GO = (  # due at 0: asked for by hand, so that it goes although its endpoint is held
    "d.state = 'waiting' AND (d.due = 0 OR d.endpoint NOT IN (SELECT endpoint FROM holds))"
)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way to one endpoint."""

    seq: int
    url: str
    secret: str
    body: bytes
    attempts: int
    created: int


class Courier:
    """Delivers in the background while ``run`` runs."""

    def __init__(self, store: Store, world: World, road: AsyncBaseTransport | None) -> None:
        self._store = store
        self._world = world
        self._road = road
        self._name = world.new_token()
        self._bell = Bell()
        self._under_way = 0
        self._client: AsyncClient | None = None

    def wake(self) -> None:
        """Look for work now: something may have been queued."""
        self._bell.ring()

    async def run(self) -> None:
        """Deliver until cancelled."""
        await self._store.write(lambda tx: _make_due(tx, self._world.clock()))
        async with AsyncExitStack() as stack, create_task_group() as tasks:
            self._under_way, self._client = 0, None
            await keep_going(lambda: self._round(stack, tasks))

    async def release(self) -> None:
        """Give back what was claimed and not delivered, for the next process."""
        await self._store.write(lambda tx: _release(tx, self._name, self._world.clock()))

    async def _round(self, stack: AsyncExitStack, tasks: TaskGroup) -> None:
        free = _AT_ONCE - self._under_way
        due = await self._store.read(_next_due) if free else None
        pause = None if due is None else due - self._world.clock()
        if pause is None or pause > 0:  # nearly always: so looking must cost less than claiming
            await self._bell.wait(pause)
            return
        parcels = await self._store.write(lambda tx: self._claim(tx, free))
        for parcel in parcels:
            if self._client is None:  # made late: its certificates take a while to load
                client = AsyncClient(
                    trust_env=False, timeout=Timeout(_TIMEOUT_SECONDS), transport=self._road
                )
                self._client = await stack.enter_async_context(client)
            self._under_way += 1
            tasks.start_soon(self._deliver, self._client, parcel)
        if not parcels:
            await self._bell.wait(_FIRST_PAUSE_SECONDS)

    def _claim(self, tx: Transaction, count: int) -> list[Parcel]:
        now = self._world.clock()
        rows = tx.execute(
            "SELECT d.seq, d.attempts, d.event, e.body, n.body, v.body FROM deliveries d "  # noqa: S608 - our own words
            "JOIN objects e ON e.id = d.endpoint JOIN notes n ON n.id = d.endpoint "
            f"JOIN objects v ON v.id = d.event WHERE d.due <= ? AND {_MAY_GO} "
            "ORDER BY d.due, d.seq LIMIT ?",
            (now, count),
        ).fetchall()
        tx.executemany(
            "UPDATE deliveries SET due = ?, claimed_by = ? WHERE seq = ?",
            [(now + _CLAIM_SECONDS, self._name, row[0]) for row in rows],
        )
        return [_pack(row[0], row[1], row[3], row[4], row[5]) for row in rows]

    async def _deliver(self, client: AsyncClient, parcel: Parcel) -> None:
        try:
            status, problem = await self._post(client, parcel)
            await self._store.write(lambda tx: self._note(tx, parcel, status, problem))
        except sqlite3.Error:
            log.exception("A delivery could not be noted; it will be made again.")
        finally:
            self._under_way -= 1
            self._bell.ring()

    def _note(
        self, tx: Transaction, parcel: Parcel, status: int | None, problem: str | None
    ) -> None:
        now = self._world.clock()
        taken = status is not None and 200 <= status < 300
        tired = now - parcel.created > _GIVE_UP_SECONDS
        state = "delivered" if taken else "failed" if tired else "waiting"
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(parcel.attempts, 20), _LONGEST_PAUSE_SECONDS)
        tx.execute(
            "UPDATE deliveries SET state = ?, attempts = attempts + 1, due = ?, "
            "claimed_by = NULL, status = ?, problem = ? WHERE seq = ?",
            (state, now + pause, status, problem, parcel.seq),
        )

    async def _post(self, client: AsyncClient, parcel: Parcel) -> tuple[int | None, str | None]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(parcel.body, parcel.secret, now=self._world.now()),
            "User-Agent": "Stripe/1.0 (sandbox; no money moves)",
        }
        try:
            answer = await client.post(parcel.url, content=parcel.body, headers=headers)
        except (HTTPError, InvalidURL) as error:
            log.info("Webhook to %s failed: %s.", parcel.url, type(error).__name__)
            return None, type(error).__name__
        return answer.status_code, None


def _pack(seq: int, attempts: int, endpoint: str, note: str, event: str) -> Parcel:
    target: Mapping[str, str] = json.loads(endpoint)
    secrets: Mapping[str, str] = json.loads(note)
    content: Mapping[str, int] = json.loads(event)
    return Parcel(
        seq=seq,
        url=target["url"],
        secret=secrets["secret"],
        body=json.dumps(content, indent=2).encode(),
        attempts=attempts,
        created=content["created"],
    )


def _make_due(tx: Transaction, now: float) -> None:
    # After a restart of the shop nobody wants to wait for a back-off of before.
    tx.execute(
        "UPDATE deliveries SET due = ? WHERE state = 'waiting' AND claimed_by IS NULL", (now,)
    )


def _release(tx: Transaction, name: str, now: float) -> None:
    tx.execute(
        "UPDATE deliveries SET due = ?, claimed_by = NULL "
        "WHERE state = 'waiting' AND claimed_by = ?",
        (now, name),
    )


def _next_due(tx: Transaction) -> float | None:
    sql = f"SELECT min(d.due) FROM deliveries d WHERE {_MAY_GO}"  # noqa: S608 - our own words
    return tx.execute(sql).fetchone()[0]
