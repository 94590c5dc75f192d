"""The timeline: a sentence for each thing that happened, in the order in which it did."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bookstore.domain.errors import CartNotSellable
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, OrderStatus
from bookstore.domain.payment import Dispute
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, an_order, some_terms

pytestmark = pytest.mark.anyio


async def told(orders: SqlOrders, number: str) -> list[tuple[str, str]]:
    return [(event.kind, event.text) for event in await orders.timeline(number)]


async def test_a_long_story_is_told_in_order(orders: SqlOrders) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    await orders.attach_intent("A", "pi_1", at=NOW)
    await orders.propose(order, some_terms({1: 2, 2: 1}), at=NOW)
    await orders.agree("A", 2, at=NOW)
    await orders.mark_processing("A", at=NOW)
    await orders.mark_waiting("A", at=NOW)
    await orders.mark_paid("A", 2, charge_id="ch_1", at=NOW)
    await orders.mark_fulfilled("A", at=NOW)
    await orders.mark_shipped("A", at=NOW)
    await orders.mark_refunded("A", OrderStatus.PARTIALLY_REFUNDED, 1250, at=NOW)
    dispute = Dispute("du_1", "needs_response", "product_not_received", Money(3250, "usd"))
    for each in (dispute, dispute, replace(dispute, status="lost")):
        await orders.mark_disputed("A", each, at=NOW)

    assert await told(orders, "A") == [
        ("placed", "Placed: 1 copy of 1 title for $15.00."),
        ("intent", "Bound to pi_1."),
        ("changed", "Changed to 3 copies of 2 titles for $45.00 (revision 2, not yet agreed)."),
        ("agreed", "Agreed with Stripe: 3 copies of 2 titles for $45.00 (revision 2)."),
        ("processing", "The bank is processing the payment."),
        ("waiting", "The payment failed after all; waiting for another attempt."),
        ("paid", "Paid: 3 copies of 2 titles for $45.00 (revision 2, charge ch_1)."),
        ("fulfilled", "Fulfilled."),
        ("shipped", "Shipped."),
        ("refunded", "Refunded $12.50 of $45.00 in all."),
        (
            "dispute",
            "The shopper's bank disputes $32.50 (product not received): needs response (du_1).",
        ),
        ("dispute", "The shopper's bank disputes $32.50 (product not received): lost (du_1)."),
    ]


async def test_what_changes_nothing_is_not_told(orders: SqlOrders) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    await orders.attach_intent("A", "pi_1", at=NOW)
    await orders.mark_canceled("A", at=NOW)
    before = await told(orders, "A")

    await orders.attach_intent("A", "pi_1", at=NOW)
    await orders.agree("A", 1, at=NOW)
    await orders.mark_canceled("A", at=NOW)
    await orders.mark_fulfilled("A", at=NOW)

    assert await told(orders, "A") == before
    assert before[-1] == ("canceled", "Canceled; the copies are free again.")


async def test_a_refused_order_leaves_no_line(orders: SqlOrders) -> None:
    with pytest.raises(CartNotSellable):
        await orders.add(an_order("A", {3: 1}), at=NOW)

    assert await orders.timeline("A") == []


async def test_a_note_keeps_its_moment_and_number(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.add(an_order("B", {1: 1}), at=NOW)

    await orders.note("A", "alarm", "Strange: “☃”.", at=NOW + timedelta(hours=1))

    placed, noted = await orders.timeline("A")
    assert (noted.number, noted.kind, noted.text) == ("A", "alarm", "Strange: “☃”.")
    assert noted.at == NOW + timedelta(hours=1)
    assert noted.id > placed.id


async def test_a_note_that_is_there_is_not_written_again(
    orders: SqlOrders, neighbour: Database
) -> None:
    """The browser's answer, the webhook and the reconciler all see the same decline."""
    await orders.add(an_order("A", {1: 1}), at=NOW)
    others = SqlOrders(neighbour, Mode.TEST, locale="en_US")

    await asyncio.gather(
        *(each.note("A", "declined", "Not paid.", at=NOW) for each in (orders, others) * 5)
    )
    await orders.note("A", "bank", "Not paid.", at=NOW)

    assert [kind for kind, _ in await told(orders, "A")] == ["placed", "declined", "bank"]


async def test_no_line_holds_what_opens_the_order_or_is_personal(orders: SqlOrders) -> None:
    order = an_order("A", {1: 1})
    await orders.add(order, at=NOW)
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)

    text = repr(await orders.timeline("A"))

    for secret in (order.token, order.checkout_key, order.terms.contact.email, "Lovelace"):
        assert secret not in text
