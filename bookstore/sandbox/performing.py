"""Performs one call: once per idempotency key, as one transaction, undone when refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from anyio import sleep_until

from .background import Background
from .call import Call, Reply
from .errors import ApiError
from .faults import broken_down
from .idempotency import (
    KeptAnswer,
    KeysInUse,
    find_answer,
    keep_answer,
    read_keyed_request,
)
from .ledger import Ledger
from .routes import Route
from .shapes import EventRequest
from .store import Store, Transaction
from .world import World


@dataclass(frozen=True, slots=True)
class Performer:
    """Performs calls on one store."""

    store: Store
    background: Background
    world: World
    keys_in_use: KeysInUse

    async def perform(
        self, route: Route, call: Call, *, not_before: float, fails: bool = False
    ) -> KeptAnswer:
        """The answer of a call, which may be one that was kept.

        Args:
            not_before: loop time before which nothing is done.
            fails: do everything and answer 500 all the same.

        Raises:
            ApiError: the call is refused and has changed nothing.
        """
        if route.method == "GET":
            await sleep_until(not_before)
            reply = await self.store.read(lambda tx: route.operate(self._ledger(tx, call), call))
            answer = _written(reply, call)
        else:
            answer = await self._write(route, call, not_before, fails=fails)
            self.background.wake()
        return _failed(call) if fails else answer

    async def _write(
        self, route: Route, call: Call, not_before: float, *, fails: bool
    ) -> KeptAnswer:
        key = call.idempotency_key
        if key is not None:
            self.keys_in_use.claim(key)
        try:
            await sleep_until(not_before)
            return await self.store.write(lambda tx: self.act(tx, route, call, fails=fails))
        finally:
            if key is not None:
                self.keys_in_use.release(key)

    def act(self, tx: Transaction, route: Route, call: Call, *, fails: bool = False) -> KeptAnswer:
        """Perform a call inside a transaction, or find what was answered before.

        A call that ``fails`` has its effect, and a 500 is what its idempotency key keeps.

        Raises:
            ApiError: the call is refused; the transaction is to be undone.
        """
        if call.idempotency_key is None:
            return self._attempt(tx, route, call)
        keyed = read_keyed_request(call.idempotency_key, call.target, call.params.values)
        now = self.world.now()
        kept = find_answer(tx, keyed, now)
        if kept is not None:
            return kept
        answer = self._attempt(tx, route, call)
        answer = _failed(call) if fails else answer
        keep_answer(tx, keyed, answer, now)
        return answer

    def _attempt(self, tx: Transaction, route: Route, call: Call) -> KeptAnswer:
        tx.execute("SAVEPOINT operation")
        try:
            answer = _written(route.operate(self._ledger(tx, call), call), call)
        except ApiError as error:
            if not error.is_result:
                raise
            tx.execute("ROLLBACK TO operation")
            answer = _written(Reply({"error": error.error}, error.status), call)
        tx.execute("RELEASE operation")
        return answer

    def _ledger(self, tx: Transaction, call: Call) -> Ledger:
        mark: EventRequest = {"id": call.request_id, "idempotency_key": call.idempotency_key}
        return Ledger(tx, self.world, mark)


def write_body(body: Mapping[str, object]) -> str:
    """A body as it goes over the wire."""
    return json.dumps(body, indent=2)


def _written(reply: Reply, call: Call) -> KeptAnswer:
    return KeptAnswer(status=reply.status, body=write_body(reply.body), request_id=call.request_id)


def _failed(call: Call) -> KeptAnswer:
    failure = broken_down()
    return _written(Reply({"error": failure.error}, failure.status), call)
