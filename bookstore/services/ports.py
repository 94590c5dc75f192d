"""What the use cases need from outside, as signatures.

Adapters: `storage` (SQL), `stripe_gateway` (Stripe), `tests/fakes.py` (memory). Mail is in
`correspondence.py`, Stripe in `payments.py`.
Every method is async where it may wait; every write is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bookstore.domain.catalogue import Catalogue, Delivery, ShelfBook
from bookstore.domain.order import Mode, Order, OrderStatus, Terms
from bookstore.domain.payment import Dispute
from bookstore.domain.receipt import Receipt
from bookstore.services.correspondence import Contacts, Mails, Postman, Reminders
from bookstore.services.looks import Looks
from bookstore.services.payments import Payments
from bookstore.services.timelines import Timelines
from bookstore.services.titles import Titles


class Books(Protocol):
    """The shelf: titles, prices and what is left of them."""

    async def import_catalogue(self, catalogue: Catalogue, *, digest: str) -> bool:
        """Bring the shelf to what the file says, unless this digest was imported last.

        Prices, texts, shelf order and the number of copies supplied follow the file; what
        was sold or is held stays so. A title that the file no longer names is withdrawn.
        What `Titles` are found by follows in the same transaction.

        Returns:
            True when something was imported, False when the digest was already known.
        """
        ...

    async def by_ids(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        """The titles with these ids, withdrawn ones included; unknown ids are left out."""
        ...

    async def to_show(self, ids: Iterable[int]) -> Mapping[int, ShelfBook]:
        """As `by_ids`, for what is only shown: never for an order, its copies or its amount.

        What this process has written is seen at once, and nothing older than what `by_ids`
        has told before; what another process has written, after half a second at most.
        """
        ...

    async def by_slug(self, slug: str) -> ShelfBook:
        """One title by slug, unless withdrawn.

        Raises:
            BookNotFound: no title on the shelf has this slug.
        """
        ...


class Orders(Timelines, Protocol):
    """Orders, their terms, timeline, and the stock that they hold or have taken.

    Stock follows orders in the same transaction: `add` and `propose` hold copies,
    `agree` and `mark_canceled` give back what is no longer needed, `mark_paid` takes them.
    """

    async def add(self, order: Order, *, at: datetime) -> None:
        """Store a new order at revision 1 and hold its copies.

        Raises:
            OrderExists: an open order already has this checkout key.
            CartNotSellable: a line asks for more copies than are free; nothing is stored.
        """
        ...

    async def propose(self, order: Order, terms: Terms, *, at: datetime) -> Order:
        """Store the next revision of an open order's terms; hold what it needs beyond the held.

        The order keeps its agreed revision until `agree`.

        Returns:
            The order as stored, `proposed` raised by one.

        Raises:
            OrderChanged: `order.proposed` is no longer the latest, or the order is not open.
            CartNotSellable: not enough copies are free; nothing is stored.
        """
        ...

    async def agree(self, number: str, revision: int, *, at: datetime) -> Order:
        """Make a proposed revision the order's terms, because Stripe has them now.

        Holds shrink to what the agreed and any later proposed revision need. Agreeing an
        earlier revision than the agreed one, or again, changes nothing.
        """
        ...

    async def attach_intent(self, number: str, intent_id: str, *, at: datetime) -> Order:
        """Bind the order to its PaymentIntent, once.

        Raises:
            OrderChanged: the order already belongs to another intent.
        """
        ...

    async def terms_at(self, number: str, revision: int) -> Terms:
        """The terms of one revision of an order.

        Raises:
            OrderNotFound: the order has no such revision.
        """
        ...

    async def by_number(self, number: str) -> Order:
        """One order by its public number. Raises OrderNotFound."""
        ...

    async def by_token(self, token: str) -> Order:
        """One order by the token of its page. Raises OrderNotFound."""
        ...

    async def find_by_key(self, checkout_key: str) -> Order | None:
        """The latest order made under a browser's checkout key, open or not."""
        ...

    async def find_by_intent(self, intent_id: str) -> Order | None:
        """The order bound to this PaymentIntent."""
        ...

    async def by_email(
        self, email: str, *, statuses: Iterable[OrderStatus], since: datetime, limit: int
    ) -> Sequence[Order]:
        """Orders to an address in any of these statuses made since a time, newest first.

        Small and large letters are the same; a forgotten contact is not found.
        """
        ...

    async def held_by(self, checkout_key: str) -> Mapping[int, int]:
        """Book id -> copies held by the open order under this key; nothing for an empty key."""
        ...

    async def mark_processing(self, number: str, *, at: datetime) -> bool:
        """awaiting_payment -> processing. True for the one caller that changed it."""
        ...

    async def mark_waiting(self, number: str, *, at: datetime) -> bool:
        """Processing -> awaiting_payment (a delayed payment failed)."""
        ...

    async def mark_paid(
        self,
        number: str,
        revision: int,
        *,
        charge_id: str | None,
        at: datetime,
        receipt: Receipt | None = None,
    ) -> Order | None:
        """Make the order paid at the terms of `revision`, and take its copies.

        From awaiting_payment, processing or canceled (money that came anyway). Held copies
        beyond the terms go back. If a copy can no longer be had, the order is paid and
        `is_unfillable` is set; no stock goes below zero.

        Returns:
            The order as it is now, for the one caller that changed it; None when it was
            paid already.
        """
        ...

    async def mark_canceled(
        self, number: str, *, at: datetime, only_without_intent: bool = False
    ) -> bool:
        """awaiting_payment or processing -> canceled; the held copies go back.

        With `only_without_intent` nothing changes once the order has an intent: Stripe has
        to cancel that first.
        """
        ...

    async def mark_refunded(
        self, number: str, status: OrderStatus, refunded_minor: int, *, at: datetime
    ) -> bool:
        """Record how much of a paid order went back in all; never less than recorded."""
        ...

    async def mark_disputed(self, number: str, dispute: Dispute, *, at: datetime) -> bool:
        """Record where a dispute over a paid order stands. True when that was news."""
        ...

    async def mark_fulfilled(self, number: str, *, at: datetime) -> bool:
        """Set `fulfilled_at` once. True for the one caller that set it."""
        ...

    async def mark_shipped(self, number: str, *, at: datetime) -> bool:
        """Set `shipped_at` once on a paid order. True for the one caller that set it."""
        ...

    async def listed(
        self,
        mode: Mode,
        *,
        statuses: Iterable[OrderStatus],
        before: datetime,
        limit: int,
        since: datetime | None = None,
    ) -> Sequence[Order]:
        """Orders of a mode in any of these statuses made before a time, oldest first.

        Args:
            mode: the mode, which is the shop's own.
            statuses: any of these.
            before: made earlier than this.
            limit: how many at most.
            since: made then or later; None for the first ever.
        """
        ...

    async def latest(
        self, mode: Mode, *, statuses: Iterable[OrderStatus], limit: int
    ) -> Sequence[Order]:
        """The newest orders of a mode in any of these statuses, newest first."""
        ...

    async def unfulfilled(self, *, before: datetime, limit: int) -> Sequence[Order]:
        """Orders that were paid and never fulfilled, made before a time, oldest first."""
        ...

    async def remember_event(self, event_id: str, *, at: datetime) -> bool:
        """Record a webhook event's id. True the first time, False when it came before."""
        ...


class Notebook(Protocol):
    """Small facts that the shop keeps about itself, by name."""

    async def find(self, name: str) -> str | None:
        """The fact, or None."""
        ...

    async def keep(self, name: str, text: str) -> None:
        """Write the fact, over an earlier one."""
        ...

    async def keep_first(self, name: str, text: str) -> str:
        """Write the fact unless there is one; answers the one that stands, for all who ask."""
        ...


class Clock(Protocol):
    """The time; tests bring their own."""

    def now(self) -> datetime:
        """The present moment, UTC-aware."""
        ...


class Ids(Protocol):
    """New names that nobody can guess."""

    def order_number(self) -> str:
        """A short public number such as "B7K2-9QWM", for people to read out."""
        ...

    def secret(self) -> str:
        """128 random bits or more as 22 URL-safe characters."""
        ...


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything a use case may reach, handed in by `wiring`."""

    mode: Mode
    currency: str
    locale: str
    name: str
    delivery: Delivery
    books: Books
    titles: Titles
    orders: Orders
    notebook: Notebook
    payments: Payments
    clock: Clock
    ids: Ids
    mails: Mails
    reminders: Reminders
    contacts: Contacts
    postman: Postman | None = None  # nobody carries mail: what is queued waits
    looks: Looks = field(default_factory=Looks)

    @property
    def sends_mail(self) -> bool:
        """Say whether a letter that is queued will be sent."""
        return self.postman is not None
