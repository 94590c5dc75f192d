"""Disputes: a flag on the order, read from Stripe, whatever an event says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookstore.domain.errors import PaymentRefused, PaymentUnavailable
from bookstore.domain.findings import FindingKind
from bookstore.domain.order import Order, OrderStatus
from bookstore.services.checkout import verify_payment
from bookstore.services.sweeping import compare_accounts
from tests.fakes import START, FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
SINCE = START - timedelta(days=1)


async def paid(shop: FakeShop) -> Order:
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    return (await verify_payment(shop, payable.intent.id)).order


async def verified(shop: FakeShop, order: Order) -> Order:
    return (await verify_payment(shop, order.intent_id or "")).order


async def test_disputed_payment_flags_its_order_and_is_told_once() -> None:
    shop = make_shop()
    order = await paid(shop)
    assert not order.is_disputed
    shop.payments.dispute(order.intent_id or "")

    first, again = await verified(shop, order), await verified(shop, order)

    assert first == again
    assert (first.is_disputed, first.needs_evidence) == (True, True)
    assert (first.status, first.refunded_minor) == (OrderStatus.PAID, 0)
    assert len(shop.orders.notes(order.number, "dispute")) == 1


@pytest.mark.parametrize("status", ["won", "lost", "warning_closed"])
async def test_decided_dispute_stays_a_flag_with_its_outcome(status: str) -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.dispute(order.intent_id or "")
    await verified(shop, order)
    shop.payments.dispute(order.intent_id or "", status)

    after = await verified(shop, order)

    assert after.dispute_status == status
    assert (after.is_disputed, after.needs_evidence) == (True, False)
    assert len(shop.orders.notes(order.number, "dispute")) == 2


async def test_key_that_may_not_read_disputes_still_flags() -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.dispute(order.intent_id or "")
    shop.payments.fail("find_dispute", PaymentRefused("Not with this key."))

    after = await verified(shop, order)

    assert after.dispute_status == "unknown"


async def test_dispute_that_cannot_be_looked_up_now_is_asked_again() -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.dispute(order.intent_id or "")
    shop.payments.fail("find_dispute")

    with pytest.raises(PaymentUnavailable):
        await verified(shop, order)

    assert (await verified(shop, order)).is_disputed


@pytest.mark.parametrize("is_old", [False, True])
async def test_sweep_lists_a_dispute_until_it_is_answered(is_old: bool) -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.dispute(order.intent_id or "")
    if is_old:
        shop.payments.made_long_ago.add(order.intent_id or "")
    since = START + timedelta(days=1) if is_old else SINCE

    waiting = await compare_accounts(shop, since=since)
    still_waiting = await compare_accounts(shop, since=since)
    shop.payments.dispute(order.intent_id or "", "lost")
    decided = await compare_accounts(shop, since=since)

    assert waiting == still_waiting
    assert [each.kind for each in waiting] == [FindingKind.DISPUTED]
    assert [(each.kind, each.detail) for each in decided] == [
        (FindingKind.DISPUTE_RECORDED, "lost")
    ]
    assert await compare_accounts(shop, since=since) == []
