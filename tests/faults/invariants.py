"""What must hold: a little after every step, all of it when everything has come to rest.

The one truth about money is the bank's own ledger; the shop's rows are held against it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.faults.letters import check_letters

if TYPE_CHECKING:
    from tests.faults.world import World

WAS_PAID = ("paid", "partially_refunded", "refunded")
ORDERS = (
    "SELECT o.number, o.status, o.intent_id, o.charge_id, o.refunded_minor, o.is_unfillable, "
    "o.fulfilled_at, o.revision, r.total_minor, r.currency, r.items, o.created_at "
    "FROM orders o JOIN order_revisions r "
    "ON r.order_number = o.number AND r.revision = o.revision ORDER BY o.id"
)


ALARMS = "SELECT text FROM order_events WHERE order_number = ? AND kind = 'alarm'"


def check_step(world: World) -> None:
    """What must hold at every moment; looked at when the shop's file has changed."""
    version = world.ask("PRAGMA data_version")
    if version == world.seen_version:
        return
    world.seen_version = version
    _check_stock(world)
    _check_statuses(world)
    _check_holds(world)


def _check_stock(world: World) -> None:
    rows = world.ask(
        "SELECT s.book_id, s.copies, s.sold, s.held, "
        "(SELECT coalesce(sum(quantity), 0) FROM holds h WHERE h.book_id = s.book_id) "
        "FROM stock s WHERE s.mode = 'sandbox'"
    )
    for book, copies, sold, held, holds in rows:
        if held != holds:
            world.fail(f"book {book}: {held} copies count as held, orders hold {holds}")
        most = world.most_copies[book] = max(copies, world.most_copies.get(book, 0))
        if sold + held > most or min(sold, held) < 0:
            world.fail(f"book {book}: sold {sold}, held {held} of {most} copies")


def _check_holds(world: World) -> None:
    """Every open order holds what it sells; so a hold ends with a sale or a cancelation."""
    rows = world.ask(
        "SELECT o.number, json_extract(i.value, '$.quantity'), h.quantity "
        "FROM orders o JOIN order_revisions r "
        "ON r.order_number = o.number AND r.revision = o.revision, json_each(r.items) i "
        "LEFT JOIN holds h ON h.order_number = o.number "
        "AND h.book_id = json_extract(i.value, '$.book_id') "
        "WHERE o.status IN ('awaiting_payment', 'processing')"
    )
    for number, sells, holds in rows:
        if (holds or 0) < sells:
            world.fail(f"order {number} sells {sells} copies and holds {holds or 0}")


def _check_statuses(world: World) -> None:
    for number, status, intent_id in world.ask("SELECT number, status, intent_id FROM orders"):
        if intent_id is None:
            if status in WAS_PAID:
                world.fail(f"order {number} is {status} without an intent")
            continue
        if status not in WAS_PAID and status != "canceled":
            continue
        row = world.store.held.execute(
            "SELECT json_extract(body, '$.status') FROM objects WHERE id = ?", (intent_id,)
        ).fetchone()
        at_the_bank = row[0] if row else "unknown"
        if status in WAS_PAID and at_the_bank != "succeeded":
            world.fail(f"order {number} is {status}, its intent is {at_the_bank}")
        is_over = at_the_bank in ("canceled", "succeeded") or intent_id not in world.handed_out
        if status == "canceled" and not is_over:
            world.fail(f"order {number} is canceled, its intent is {at_the_bank}")


def check_at_rest(world: World) -> None:
    """Everything, once nothing is under way any more."""
    intents = {intent["id"]: intent for intent in world.intents()}
    orders = [Row(*row) for row in world.ask(ORDERS)]
    refunds = world.things("refund")
    _check_money(world, intents, orders)
    for order in orders:
        _check_order(world, order, refunds)
        _check_prices(world, order)
    _check_sold(world, orders)
    check_letters(world, orders)
    _check_logs(world)
    world.cart_watch.check_at_rest()
    _count_outcomes(world, orders, intents)


class Row:
    """An order as the shop's file has it."""

    def __init__(
        self,
        number: str,
        status: str,
        intent_id: str | None,
        charge_id: str | None,
        refunded: int,
        is_unfillable: int,
        fulfilled_at: str | None,
        revision: int,
        total: int,
        currency: str,
        items: str,
        created_at: str,
    ) -> None:
        self.number, self.status, self.intent_id = number, status, intent_id
        self.charge_id, self.refunded = charge_id, refunded
        self.is_unfillable, self.fulfilled_at = bool(is_unfillable), fulfilled_at
        self.revision, self.total, self.currency = revision, total, currency
        self.items: list[dict[str, Any]] = json.loads(items)

    @property
    def was_paid(self) -> bool:
        return self.status in WAS_PAID


def _check_money(world: World, intents: dict[str, Any], orders: list[Row]) -> None:
    """Money received <=> exactly one order that is or was paid, of exactly that amount."""
    paid = {order.intent_id: order for order in orders if order.was_paid}
    if len(paid) != sum(order.was_paid for order in orders):
        world.fail("two paid orders share an intent")
    for intent in intents.values():
        order = paid.get(intent["id"])
        got = intent["amount_received"]
        if intent["id"] in world.meddled:
            _check_meddled(world, intent, order)
            continue
        if intent["status"] == "succeeded" and order is None:
            world.fail(f"{intent['id']} has received {got} and no order is paid by it")
        if order is not None and (got, intent["currency"]) != (order.total, order.currency):
            world.fail(f"order {order.number} is paid at {order.total}, received {got}")
        # One whose creation was never heard of cannot be paid: nobody has its secret.
        if intent["status"] not in ("succeeded", "canceled") and intent["id"] in world.handed_out:
            world.fail(f"{intent['id']} is still {intent['status']}")
    for order in paid.values():
        if order.intent_id not in intents:
            world.fail(f"order {order.number} is paid by an unknown intent")
    by_number: dict[str, set[str]] = {}
    for intent in intents.values():
        by_number.setdefault(intent["metadata"].get("order_number", ""), set()).add(intent["id"])
    for number, ids in by_number.items():
        # Stripe forgets an idempotency key after a day; then only one secret may be out.
        if len(ids & world.handed_out if world.counts["a day has passed"] else ids) > 1:
            world.fail(f"order {number or 'without a number'} has {len(ids)} intents")


def _check_meddled(world: World, intent: dict[str, Any], order: Row | None) -> None:
    """Somebody changed the amount at Stripe: what is paid then is no order's, and an alarm."""
    number = intent["metadata"]["order_number"]
    [(total,)] = world.ask(
        "SELECT total_minor FROM order_revisions WHERE order_number = ? AND revision = ?",
        number,
        int(intent["metadata"]["order_revision"]),
    )
    if intent["status"] != "succeeded" or intent["amount_received"] == total:
        return
    if order is not None:
        world.fail(f"order {number} over {total} is paid by {intent['amount_received']}")
    if not world.ask(ALARMS, number):
        world.fail(f"no alarm tells that order {number} was paid {intent['amount_received']}")


def _check_order(world: World, order: Row, refunds: list[dict[str, Any]]) -> None:
    is_meddled = any(
        intent["metadata"]["order_number"] == order.number
        for intent in world.intents()
        if intent["id"] in world.meddled
    )
    if order.status in ("awaiting_payment", "processing") and not is_meddled:
        world.fail(f"order {order.number} is {order.status} for ever")
    events = world.ask("SELECT kind, text FROM order_events WHERE order_number = ?", order.number)
    kinds = [kind for kind, _ in events]
    if order.was_paid and kinds.count("paid") != 1:
        world.fail(f"order {order.number} was paid {kinds.count('paid')} times")
    mine = [each for each in refunds if each["payment_intent"] == order.intent_id]
    good = sum(each["amount"] for each in mine if each["status"] in ("succeeded", "pending"))
    has_failed = any(each["status"] == "failed" for each in mine)
    may_wait = order.is_unfillable and has_failed
    if order.was_paid and kinds.count("fulfilled") != 1 and not may_wait:
        world.fail(f"order {order.number} was fulfilled {kinds.count('fulfilled')} times")
    if order.is_unfillable and not has_failed:
        if good != order.total:
            world.fail(f"order {order.number} cannot be filled: {good} of {order.total} went back")
        if order.number not in world.refunded_by_staff and len(mine) != 1:
            world.fail(f"order {order.number} cannot be filled: refunded {len(mine)} times")
    knows = order.intent_id is not None and world.has_heard_of_refund(order.intent_id)
    if order.was_paid and knows and not has_failed and good != order.refunded:
        world.fail(f"order {order.number}: {good} went back, the shop has {order.refunded}")
    for kind, text in events:
        if kind == "alarm" and "canceled" not in text and not (has_failed or is_meddled):
            world.fail(f"order {order.number} sounds an alarm: {text}")


def _check_prices(world: World, order: Row) -> None:
    subtotal = 0
    for item in order.items:
        if item["price_minor"] not in world.prices[item["book_id"]]:
            world.fail(f"order {order.number} has a price that never was: {item}")
        subtotal += item["price_minor"] * item["quantity"]
    if order.total - subtotal not in (0, 500, 1200):
        world.fail(f"order {order.number} costs {order.total} for {subtotal} of books")


def _check_sold(world: World, orders: list[Row]) -> None:
    sold: dict[int, int] = {}
    for order in orders:
        if order.was_paid and not order.is_unfillable:
            for item in order.items:
                sold[item["book_id"]] = sold.get(item["book_id"], 0) + item["quantity"]
    rows = world.ask("SELECT book_id, sold, held FROM stock WHERE mode = 'sandbox'")
    for book, count, held in rows:
        if count != sold.get(book, 0):
            world.fail(f"book {book}: {count} count as sold, orders sold {sold.get(book, 0)}")
        if held and not world.meddled:
            world.fail(f"book {book}: {held} copies are held for ever")


def _check_logs(world: World) -> None:
    secrets = {"@leak.example", "s3cr3t", "sk_test_", "whsec_", "4242424242424242"}
    secrets |= {intent["client_secret"] for intent in world.intents()}
    secrets |= {key for (key,) in world.ask("SELECT checkout_key FROM orders")}
    for line in world.logs.lines:
        found = [secret for secret in secrets if secret in line]
        if found:
            world.fail(f"the log holds a secret: {line[:300]}")
    for error in world.logs.unexpected:
        world.fail(f"the log holds an unexpected error: {error}")


def _count_outcomes(world: World, orders: list[Row], intents: dict[str, Any]) -> None:
    for order in orders:
        world.counts[f"order: {order.status}{', unfillable' if order.is_unfillable else ''}"] += 1
    for intent_id, shown in world.confirmed.items():
        intent = intents[intent_id]
        if intent["status"] == "succeeded" and intent["amount_received"] not in shown:
            world.counts["order: paid at another total than was shown"] += 1
