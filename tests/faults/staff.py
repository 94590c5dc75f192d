"""What happens around the shoppers: the owner, the operator, and whoever forges webhooks."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from bookstore.domain.catalogue import Book, Catalogue, Delivery, DeliveryZone
from bookstore.domain.errors import BookstoreError
from bookstore.domain.money import Money
from bookstore.sandbox.signing import sign
from bookstore.services.fulfilment import refund_order, ship_order
from bookstore.services.mailing import send_due_mail
from bookstore.services.ports import Shop
from bookstore.services.reconciliation import reconcile
from tests.faults.plan import BOOKS

if TYPE_CHECKING:
    from tests.faults.world import World

PRICES = {1: 2300, 2: 2500, 3: 2800}


def first_catalogue(copies: Mapping[int, int]) -> Catalogue:
    """The shelf as the schedule begins."""
    zones = (
        DeliveryZone("Home", ("US",), Money(500, "usd"), Money(10_000, "usd")),
        DeliveryZone("Away", ("DE", "GB"), Money(1200, "usd"), None),
    )
    books = tuple(_book(book, PRICES[book]) for book in BOOKS)
    return Catalogue(
        shop_name="The Simulated Shelf",
        locale="en_US",
        currency="usd",
        delivery=Delivery("US", zones),
        books=books,
        copies=copies,
    )


def _book(book_id: int, price_minor: int) -> Book:
    return Book(
        id=book_id,
        slug=f"book-{book_id}",
        title=f"Book {book_id}",
        author="A. Author",
        price=Money(price_minor, "usd"),
        description="A book.",
        subjects=("prose",),
        year=2020,
    )


class Staff:
    """The owner edits the catalogue, the operator refunds, a timer reconciles: at any moment."""

    def __init__(self, world: World, catalogue: Catalogue) -> None:
        self._world = world
        self._random = world.random
        self.catalogue = catalogue
        self._edits = 0

    async def work(self, acts: int) -> None:
        """Do this many acts, with pauses."""
        for _ in range(acts):
            await self._world.scheduler.pause(self._random.choice((0.5, 2, 4, 8, 40)))
            name = self._random.choice(
                (
                    "edit the catalogue",
                    "edit the catalogue",
                    "reconcile",
                    "send mail",
                    "refund",
                    "refund",
                    "refund at the dashboard",
                    "ship",
                    "answer a debit",
                    "change an amount at the dashboard",
                    "change an amount at the dashboard",
                )
            )
            self._world.counts[f"staff: {name}"] += 1
            await self._do(name)

    async def _do(self, name: str) -> None:
        world = self._world
        world.scheduler.tell(f"staff: {name}")
        if name == "refund at the dashboard":
            await self._refund_at_the_dashboard()
        elif name == "change an amount at the dashboard":
            await self._change_an_amount()
        elif name == "answer a debit":
            await world.answer_debits()
        elif world.process is not None:
            work = getattr(self, f"_{name.replace(' ', '_')}")(world.process.shop)
            await asyncio.wait([world.process.start(self._tried(work), who=name)], timeout=600)

    async def _tried(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except BookstoreError as error:
            self._world.counts["staff: refused"] += 1
            self._world.scheduler.tell(f"staff is refused: {type(error).__name__}")

    async def _edit_the_catalogue(self, shop: Shop) -> None:
        """A price changes, copies come in or are written off, a title leaves or comes back."""
        catalogue, book = self.catalogue, self._random.choice(BOOKS)
        books = {each.id: each for each in catalogue.books}
        copies = dict(catalogue.copies)
        match self._random.randrange(4):
            case 0 | 1:
                price = PRICES[book] + 100 * self._random.randrange(-3, 4)
                books[book] = _book(book, price)
                self._world.prices[book].add(price)
            case 2:
                copies[book] = self._random.choice((0, 1, 2, 5))
            case _:
                if book in books and len(books) > 1:
                    del books[book]
                else:
                    books[book] = _book(book, PRICES[book])
        edited = tuple(books[each] for each in BOOKS if each in books)
        self.catalogue = replace(catalogue, books=edited, copies=copies)
        self._edits += 1
        await shop.books.import_catalogue(self.catalogue, digest=f"edit {self._edits}")

    async def _reconcile(self, shop: Shop) -> None:
        await reconcile(shop)

    async def _send_mail(self, shop: Shop) -> None:
        await send_due_mail(shop)

    async def _ship(self, shop: Shop) -> None:
        if number := self._a_paid_order():
            await ship_order(shop, number)

    async def _refund(self, shop: Shop) -> None:
        if number := self._a_paid_order():
            amount = self._random.choice((None, None, Money(500, "usd"), Money(2300, "usd")))
            self._world.refunded_by_staff.add(number)
            await refund_order(shop, number, amount=amount)

    async def _refund_at_the_dashboard(self) -> None:
        number = self._a_paid_order()
        if not number:
            return
        self._world.refunded_by_staff.add(number)
        [(intent,)] = self._world.ask("SELECT intent_id FROM orders WHERE number = ?", number)
        form = {"payment_intent": intent}
        if self._random.random() < 0.5:
            form["amount"] = "700"
        await self._world.at_the_bank("POST", "/v1/refunds", **form)

    async def _change_an_amount(self) -> None:
        """Somebody with the keys makes an open payment cheaper; the shop must not follow."""
        waiting = [
            intent
            for intent in self._world.intents()
            if intent["status"] in ("requires_payment_method", "requires_confirmation")
        ]
        if not waiting:
            return
        intent = self._random.choice(waiting)
        self._world.meddled.add(intent["id"])
        await self._world.at_the_bank("POST", f"/v1/payment_intents/{intent['id']}", amount="100")

    def _a_paid_order(self) -> str:
        rows = self._world.ask(
            "SELECT number FROM orders WHERE status IN ('paid', 'partially_refunded') ORDER BY id"
        )
        return self._random.choice(rows)[0] if rows else ""


class Forger:
    """Sends webhooks that Stripe never signed: about real intents, saying that they are paid."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def work(self, count: int) -> None:
        """Forge this many."""
        for _ in range(count):
            await self._world.scheduler.pause(self._world.random.choice((1, 4, 10)))
            await self._world.scheduler.gate("forges a webhook")
            self._world.counts["fault: webhook forged"] += 1
            await self._forge()

    async def _forge(self) -> None:
        world = self._world
        intents = world.intents()
        if not intents or world.process is None:
            return
        intent = {**world.random.choice(intents)}
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        event = {"id": f"evt_forged{world.random.randrange(10**9)}", "object": "event"}
        event |= {"type": "payment_intent.succeeded", "livemode": False}
        event |= {"api_version": "2026-10-28.endive", "data": {"object": intent}}
        body = json.dumps(event).encode()
        now = int(time.time())
        kinds = {
            "unsigned": "",
            "nonsense": "t=1,v1=nonsense",
            "other secret": sign(body, "whsec_of_somebody_else", now=now),
            "old": sign(body, world.webhook_secret() or "whsec_none", now=now - 4_000),
        }
        kind = world.random.choice(tuple(kinds))
        headers = {"stripe-signature": kinds[kind], "content-type": "application/json"}
        try:
            answer = await world.process.take_webhook(headers, body)
        except httpx.TransportError:
            return
        if answer.status_code < 400:
            world.fail(f"a forged webhook ({kind}) was answered {answer.status_code}")
