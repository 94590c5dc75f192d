"""What a call reads and writes: Stripe's objects, one drawer per kind, in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import no_such
from .later_shapes import ConfirmationToken, Dispute, FraudWarning
from .shapes import (
    BalanceTransaction,
    Charge,
    Customer,
    DeletedCustomer,
    Event,
    EventRequest,
    PaymentIntent,
    PaymentMethod,
    Refund,
    WebhookEndpoint,
)
from .store import Transaction
from .world import World

Thing = TypeVar("Thing", bound=Mapping[str, object])


@dataclass(frozen=True, slots=True)
class Links:
    """By which other things an object can be listed; ``topics`` means any of these."""

    intent: str | None = None
    charge: str | None = None
    customer: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: newest first, between two cursors."""

    limit: int = 10
    after: str | None = None
    before: str | None = None
    created: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """One page of a list, and whether there is more in the direction walked."""

    things: list[Thing]
    has_more: bool


_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Drawer(Generic[Thing]):
    """All objects of one kind."""

    def __init__(self, tx: Transaction, kind: str, noun: str | None = None) -> None:
        self._tx = tx
        self._kind = kind
        self._noun = noun or kind

    def find(self, object_id: str) -> Thing | None:
        """The object, or None when there is none of this kind by that id."""
        row = self._tx.execute(
            "SELECT body FROM objects WHERE id = ? AND kind = ?", (object_id, self._kind)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def need(self, object_id: str, *, param: str = "id", status: int = 404) -> Thing:
        """The object.

        Raises:
            ApiError: ``resource_missing``; 404 for an id in the path, 400 for a parameter.
        """
        thing = self.find(object_id)
        if thing is None:
            raise no_such(self._noun, object_id, param=param, status=status)
        return thing

    def add(self, thing: Thing, links: Links | None = None) -> None:
        """Keep a new object."""
        links = links or Links()
        self._tx.execute(
            "INSERT INTO objects (id, kind, created, intent, charge, customer, topic, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                thing["id"],
                self._kind,
                thing.get("created", 0),  # what is left of a deleted customer has no date
                links.intent,
                links.charge,
                links.customer,
                links.topics[0] if links.topics else None,
                json.dumps(thing),
            ),
        )

    def save(self, thing: Thing) -> None:
        """Keep the new value of an object which is there."""
        self._tx.execute(
            "UPDATE objects SET body = ? WHERE id = ?", (json.dumps(thing), thing["id"])
        )

    def relink(self, object_id: str, links: Links) -> None:
        """Have an object listed under other things than before."""
        self._tx.execute(
            "UPDATE objects SET customer = ?, topic = ? WHERE id = ?",
            (links.customer, links.topics[0] if links.topics else None, object_id),
        )

    def remove(self, object_id: str) -> None:
        """Forget an object."""
        self._tx.execute("DELETE FROM objects WHERE id = ?", (object_id,))

    def everything(self, links: Links | None = None) -> list[Thing]:
        """Every object under these links, oldest first; for short lists only."""
        where, values = self._under(links or Links())
        sql = f"SELECT body FROM objects WHERE {where} ORDER BY seq"  # noqa: S608 - our own words
        return [json.loads(row[0]) for row in self._tx.execute(sql, values)]

    def page(self, window: Window, links: Links | None = None) -> Page[Thing]:
        """One page, newest first.

        Raises:
            ApiError: 400 when a cursor names nothing.
        """
        where, values = self._under(links or Links())
        for word, moment in (window.created or {}).items():
            where += f" AND +created {_BOUNDS[word]} ?"  # the plus keeps the walk by seq
            values.append(moment)
        order = "DESC"
        if window.after is not None:
            where += " AND seq < ?"
            values.append(self._place_of(window.after, "starting_after"))
        elif window.before is not None:
            where += " AND seq > ?"
            values.append(self._place_of(window.before, "ending_before"))
            order = "ASC"
        ordered = f"{where} ORDER BY seq {order} LIMIT ?"
        sql = f"SELECT body FROM objects WHERE {ordered}"  # noqa: S608 - our own words
        rows = self._tx.execute(sql, [*values, window.limit + 1]).fetchall()
        things: list[Thing] = [json.loads(row[0]) for row in rows[: window.limit]]
        return Page(things if order == "DESC" else things[::-1], len(rows) > window.limit)

    def _under(self, links: Links) -> tuple[str, list[object]]:
        where, values = "kind = ?", list[object]([self._kind])
        wanted = {
            "intent": links.intent,
            "charge": links.charge,
            "customer": links.customer,
        }
        for column, value in wanted.items():
            if value is not None:
                where += f" AND {column} = ?"
                values.append(value)
        if links.topics:
            where += f" AND topic IN ({','.join('?' * len(links.topics))})"
            values.extend(links.topics)
        return where, values

    def _place_of(self, object_id: str, param: str) -> int:
        row = self._tx.execute(
            "SELECT seq FROM objects WHERE id = ? AND kind = ?", (object_id, self._kind)
        ).fetchone()
        if row is None:
            raise no_such(self._noun, object_id, param=param, status=400)
        return row[0]


class Ledger:
    """Everything one call may read and write, undone as a whole when the call is refused."""

    def __init__(self, tx: Transaction, world: World, request: EventRequest) -> None:
        self.tx = tx
        self.world = world
        self.request = request
        self.now = world.now()
        self.intents: Drawer[PaymentIntent] = Drawer(tx, "payment_intent")
        self.charges: Drawer[Charge] = Drawer(tx, "charge")
        self.refunds: Drawer[Refund] = Drawer(tx, "refund")
        self.methods: Drawer[PaymentMethod] = Drawer(tx, "payment_method", "PaymentMethod")
        self.customers: Drawer[Customer] = Drawer(tx, "customer")
        self.deleted_customers: Drawer[DeletedCustomer] = Drawer(tx, "deleted_customer")
        self.tokens: Drawer[ConfirmationToken] = Drawer(tx, "confirmation_token")
        self.disputes: Drawer[Dispute] = Drawer(tx, "dispute")
        self.warnings: Drawer[FraudWarning] = Drawer(tx, "radar.early_fraud_warning")
        self.movements: Drawer[BalanceTransaction] = Drawer(tx, "balance_transaction")
        self.events: Drawer[Event] = Drawer(tx, "event")
        self.endpoints: Drawer[WebhookEndpoint] = Drawer(tx, "webhook_endpoint", "webhook endpoint")

    def find_any(self, object_id: str) -> Mapping[str, object] | None:
        """Any object by its id, for expansion."""
        row = self.tx.execute("SELECT body FROM objects WHERE id = ?", (object_id,)).fetchone()
        return None if row is None else json.loads(row[0])

    def recall(self, object_id: str) -> dict[str, str]:
        """What the sandbox itself remembers about an object and never answers."""
        row = self.tx.execute("SELECT body FROM notes WHERE id = ?", (object_id,)).fetchone()
        return {} if row is None else json.loads(row[0])

    def remember(self, object_id: str, **facts: str) -> None:
        """Add to what the sandbox remembers about an object."""
        note = json.dumps({**self.recall(object_id), **facts})
        self.tx.execute("INSERT OR REPLACE INTO notes (id, body) VALUES (?, ?)", (object_id, note))

    def forget(self, object_id: str) -> None:
        """Drop what is remembered about an object."""
        self.tx.execute("DELETE FROM notes WHERE id = ?", (object_id,))
