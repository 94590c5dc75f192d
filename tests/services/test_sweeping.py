"""The sweep: Stripe's account against our orders, both ways; settled, or listed for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bookstore.domain.findings import Finding, FindingKind, in_words
from bookstore.domain.money import Money
from bookstore.domain.order import Order, OrderStatus
from bookstore.domain.payment import IntentStatus, PaymentIntent
from bookstore.services.checkout import verify_payment
from bookstore.services.fulfilment import refund_order
from bookstore.services.sweeping import compare_accounts
from tests.fakes import START, FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
SINCE = START - timedelta(days=1)


async def swept(shop: FakeShop) -> list[Finding]:
    return await compare_accounts(shop, since=SINCE)


async def paid(shop: FakeShop, *, key: str = "key-of-one-browser-000") -> Order:
    """A paid order, as the shop settles it."""
    payable = await placed(shop, key=key)
    shop.payments.pay(payable.intent.id)
    return (await verify_payment(shop, payable.intent.id)).order


def add_intent(shop: FakeShop, like: str, **changes: object) -> PaymentIntent:
    """Another intent at Stripe, like one of ours."""
    made = replace(shop.payments.intents[like], **changes)  # pyright: ignore[reportArgumentType] - named by the test
    shop.payments.intents[made.id] = made
    return made


async def test_shop_in_order_has_nothing_to_find() -> None:
    shop = make_shop()
    await paid(shop)
    await placed(shop, key="another key")

    assert await swept(shop) == []
    assert shop.payments.called("retrieve_intent")[1:] == []  # the one by which it was paid


async def test_paid_intent_without_a_paid_order_is_settled() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    (found,) = await swept(shop)

    order = shop.orders.orders[payable.order.number]
    assert (found.kind, found.is_done) == (FindingKind.SETTLED, True)
    assert (found.order_number, found.intent_id) == (order.number, payable.intent.id)
    assert order.status is OrderStatus.PAID
    assert order.fulfilled_at is not None
    assert await swept(shop) == []


async def test_money_for_no_order_is_listed_and_stays_where_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    order = await paid(shop)
    add_intent(shop, order.intent_id or "", id="pi_x", order_number="B-9999")
    add_intent(shop, order.intent_id or "", id="pi_y", order_number=None)

    found = await swept(shop)

    assert [(each.kind, each.intent_id) for each in found] == [
        (FindingKind.NAMELESS, "pi_y"),
        (FindingKind.ORPHAN, "pi_x"),
    ]
    assert "it names 'B-9999'" in in_words(found[1], "en_US")
    assert shop.payments.refunds == []
    assert caplog.text.count("ALARM") == 1


async def test_money_for_no_order_that_went_back_is_nothing_to_do() -> None:
    shop = make_shop()
    order = await paid(shop)
    whole = order.terms.total
    add_intent(shop, order.intent_id or "", id="pi_x", order_number="B-9", amount_refunded=whole)
    add_intent(
        shop,
        order.intent_id or "",
        id="pi_y",
        order_number="B-9",
        amount_received=Money(0, "usd"),
        status=IntentStatus.CANCELED,
    )

    assert await swept(shop) == []


async def test_order_paid_here_and_not_at_stripe_is_an_alarm() -> None:
    shop = make_shop()
    payable = await placed(shop)
    number = payable.order.number
    await shop.orders.mark_paid(number, 1, charge_id="ch_1", at=shop.clock.now())

    (found,) = await swept(shop)
    (again,) = await swept(shop)

    assert found == again
    assert (found.kind, found.is_done) == (FindingKind.NO_PAYMENT, False)
    assert "requires_payment_method" in found.detail
    assert len(shop.orders.notes(number, "alarm")) == 1
    assert shop.orders.orders[number].status is OrderStatus.PAID


async def test_paid_order_that_stripe_does_not_know_is_an_alarm() -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.intents.clear()

    (found,) = await swept(shop)

    assert (found.kind, found.order_number) == (FindingKind.NO_PAYMENT, order.number)
    assert len(shop.orders.notes(order.number, "alarm")) == 1


@pytest.mark.parametrize("received_minor", [1, 350_000])
async def test_amounts_that_differ_are_listed(received_minor: int) -> None:
    shop = make_shop()
    payable = await placed(shop)
    amount = Money(received_minor, "usd")
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, amount_received=amount)

    (found,) = await swept(shop)

    assert (found.kind, found.ours, found.theirs) == (
        FindingKind.AMOUNT,
        payable.order.terms.total,
        amount,
    )
    assert shop.orders.orders[payable.order.number].status is OrderStatus.AWAITING_PAYMENT


async def test_second_payment_of_an_order_is_listed() -> None:
    shop = make_shop()
    order = await paid(shop)
    add_intent(shop, order.intent_id or "", id="pi_twice")

    (found,) = await swept(shop)

    assert (found.kind, found.intent_id, found.order_number) == (
        FindingKind.SECOND_PAYMENT,
        "pi_twice",
        order.number,
    )
    assert shop.payments.refunds == []


async def test_stale_intent_of_an_order_that_took_no_money_is_no_finding() -> None:
    shop = make_shop()
    order = await paid(shop)
    add_intent(
        shop,
        order.intent_id or "",
        id="pi_stale",
        status=IntentStatus.REQUIRES_PAYMENT_METHOD,
        amount_received=Money(0, "usd"),
    )

    assert await swept(shop) == []


@pytest.mark.parametrize("is_old", [False, True])
async def test_refund_made_elsewhere_is_recorded(is_old: bool) -> None:
    shop = make_shop()
    order = await paid(shop)
    intent_id = order.intent_id or ""
    await shop.payments.refund(intent_id, amount=Money(1000, "usd"), idempotency_key="dashboard")
    if is_old:  # the payment is out of sight, the refund is new
        shop.payments.made_long_ago.add(intent_id)
    since = shop.clock.now() + timedelta(seconds=1) if is_old else SINCE

    (found,) = await compare_accounts(shop, since=since)

    after = shop.orders.orders[order.number]
    assert (found.kind, found.is_done) == (FindingKind.REFUND_RECORDED, True)
    assert (after.status, after.refunded_minor) == (OrderStatus.PARTIALLY_REFUNDED, 1000)
    assert await compare_accounts(shop, since=since) == []


async def test_refund_that_failed_later_is_listed() -> None:
    shop = make_shop()
    order = await paid(shop)
    await refund_order(shop, order.number, amount=None)
    shop.payments.change(
        order.intent_id or "", IntentStatus.SUCCEEDED, amount_refunded=Money(0, "usd")
    )

    (found,) = await swept(shop)

    assert (found.kind, found.is_done) == (FindingKind.REFUND_MISSING, False)


async def test_refund_made_while_we_look_is_no_difference() -> None:
    shop = make_shop()
    order = await paid(shop)

    async def operator() -> None:
        await refund_order(shop, order.number, amount=Money(1000, "usd"))

    shop.orders.meanwhile("by_number", operator)  # the list is there, the order not read yet

    assert await swept(shop) == []
    assert shop.orders.notes(order.number, "alarm") == []


async def test_refunds_that_come_one_by_one_while_we_settle_are_no_difference() -> None:
    shop = make_shop()
    order = await paid(shop)
    intent_id = order.intent_id or ""
    await shop.payments.refund(intent_id, amount=Money(700, "usd"), idempotency_key="first")

    async def another_worker() -> None:  # our intent is fetched, its refund not recorded yet
        await shop.payments.refund(intent_id, amount=Money(500, "usd"), idempotency_key="second")
        await verify_payment(shop, intent_id)

    shop.orders.meanwhile("mark_refunded", another_worker)

    (found,) = await swept(shop)

    assert (found.kind, found.is_done) == (FindingKind.REFUND_RECORDED, True)
    assert shop.orders.orders[order.number].refunded_minor == 1200


async def test_payment_that_comes_while_we_look_is_no_difference() -> None:
    shop = make_shop()
    payable = await placed(shop)

    async def shopper() -> None:
        shop.payments.pay(payable.intent.id)
        await verify_payment(shop, payable.intent.id)

    shop.orders.meanwhile("by_number", shopper)

    assert await swept(shop) == []
    assert shop.orders.notes(payable.order.number, "alarm") == []


async def test_intent_that_lost_its_metadata_is_told_and_changes_nothing() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, order_number=None)

    (found,) = await swept(shop)

    assert (found.kind, found.order_number) == (FindingKind.DIFFERENT, payable.order.number)
    assert shop.orders.orders[payable.order.number].is_open
