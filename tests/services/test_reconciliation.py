"""The reconciler: what nobody told us is asked for, what nobody pays is given up."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import PaymentRefused, PaymentUnavailable
from bookstore.domain.mail import PAY_AGAIN_WITHIN
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services import reconciliation
from bookstore.services.checkout import verify_payment
from bookstore.services.reconciliation import (
    ASK_AFTER,
    reconcile,
    settle_waiting,
    sweep,
)
from bookstore.services.waiting import ABANDONED_AFTER
from tests.fakes import make_shop
from tests.services.placing import placed, stock_adds_up

pytestmark = pytest.mark.anyio
LATER = {"seconds": ASK_AFTER.total_seconds() + 1}
A_DAY = {"seconds": ABANDONED_AFTER.total_seconds() + 1}


async def test_closed_tab_still_ends_in_a_paid_order() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.clock.pass_time(**LATER)

    changed = await reconcile(shop)

    order = shop.orders.orders[payable.order.number]
    assert changed == 1
    assert order.status is OrderStatus.PAID
    assert order.fulfilled_at is not None


async def test_young_order_is_left_to_its_shopper() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.clock.pass_time(seconds=ASK_AFTER.total_seconds() - 1)

    changed = await reconcile(shop)

    assert changed == 0
    assert shop.payments.called("retrieve_intent") == []


async def test_unpaid_order_waits_for_a_day() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.clock.pass_time(seconds=ABANDONED_AFTER.total_seconds() - 1)

    changed = await reconcile(shop)

    assert changed == 0
    assert shop.orders.orders[payable.order.number].is_open
    assert shop.books.held[1] == 1


@pytest.mark.parametrize(
    ("status", "days"),
    [(IntentStatus.REQUIRES_PAYMENT_METHOD, 1), (IntentStatus.REQUIRES_ACTION, 3)],
)
async def test_order_abandoned_for_long_gives_its_copies_back(
    status: IntentStatus, days: int
) -> None:
    shop = make_shop()
    payable = await placed(shop, 4)
    shop.payments.change(payable.intent.id, status)
    shop.clock.pass_time(days=days, seconds=1)

    changed = await reconcile(shop)

    assert changed == 1
    assert shop.orders.orders[payable.order.number].status is OrderStatus.CANCELED
    assert shop.payments.intents[payable.intent.id].status is IntentStatus.CANCELED
    assert shop.books.held[1] == 0


async def test_shopper_at_the_bank_is_left_there_for_a_day() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_ACTION)
    shop.clock.pass_time(**A_DAY)

    assert await reconcile(shop) == 0
    assert shop.orders.orders[payable.order.number].is_open


async def test_order_without_an_intent_is_given_up_after_a_day() -> None:
    shop = make_shop()
    shop.payments.fail("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop)
    shop.clock.pass_time(**A_DAY)

    changed = await reconcile(shop)

    assert changed == 1
    assert shop.books.held[1] == 0


async def test_order_paid_after_a_day_is_paid_not_given_up() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.clock.pass_time(**A_DAY)

    await reconcile(shop)

    assert shop.orders.orders[payable.order.number].status is OrderStatus.PAID


async def test_processing_payment_keeps_its_copies_however_long_it_takes() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.PROCESSING)
    shop.clock.pass_time(days=5)

    await reconcile(shop)

    assert shop.orders.orders[payable.order.number].status is OrderStatus.PROCESSING
    assert shop.books.held[1] == 1


async def test_paid_order_whose_fulfilment_was_cut_short_is_fulfilled() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=shop.clock.now())
    shop.clock.pass_time(**LATER)

    changed = await reconcile(shop)

    assert changed == 1
    assert shop.orders.orders[payable.order.number].fulfilled_at == shop.clock.now()


async def test_start_fulfils_what_was_paid_a_moment_before_the_end_without_asking_stripe() -> None:
    shop = make_shop()
    payable = await placed(shop)
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=shop.clock.now())
    shop.clock.pass_time(seconds=1)
    called = len(shop.payments.calls)

    swept, again = await sweep(shop), await sweep(shop)

    assert (swept, again) == (1, 0)
    assert shop.orders.orders[payable.order.number].fulfilled_at == shop.clock.now()
    assert len(shop.payments.calls) == called


async def test_start_leaves_a_refund_to_the_reconciler() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    shop.books.sold[1] = shop.books.supplied[1]
    await shop.orders.mark_paid(payable.order.number, 1, charge_id="ch_1", at=shop.clock.now())
    shop.clock.pass_time(**LATER)

    swept = await sweep(shop)
    refunds = shop.payments.called("refund")
    await reconcile(shop)

    assert (swept, refunds) == (0, [])
    assert len(shop.payments.called("refund")) == 1
    assert shop.orders.orders[payable.order.number].status is OrderStatus.REFUNDED


@pytest.mark.parametrize("error", [PaymentUnavailable("No answer."), PaymentRefused("Not now.")])
async def test_one_failing_order_does_not_stop_the_others(
    error: PaymentUnavailable | PaymentRefused, caplog: pytest.LogCaptureFixture
) -> None:
    shop = make_shop()
    first, second = await placed(shop, key="one"), await placed(shop, key="two")
    shop.payments.pay(first.intent.id)
    shop.payments.pay(second.intent.id)
    shop.payments.fail("retrieve_intent", error)
    shop.clock.pass_time(**LATER)

    changed = await reconcile(shop)

    statuses = [shop.orders.orders[each.order.number].status for each in (first, second)]
    assert changed == 1
    assert statuses == [OrderStatus.AWAITING_PAYMENT, OrderStatus.PAID]
    assert first.order.number in caplog.text


async def test_second_round_after_an_outage_mends_everything() -> None:
    shop = make_shop()
    for key in ("one", "two", "three"):
        payable = await placed(shop, key=key)
        shop.payments.pay(payable.intent.id)
        shop.payments.fail("retrieve_intent")
    shop.clock.pass_time(**LATER)

    assert await reconcile(shop) == 0
    assert await reconcile(shop) == 3
    assert shop.books.sold[1] == 3
    assert stock_adds_up(shop)


async def test_orders_that_cannot_move_keep_no_later_one_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reconciliation, "BATCH", 2)
    shop = make_shop()
    for number in range(5):
        await placed(shop, key=f"key {number}")
        shop.clock.pass_time(seconds=1)
    last = await placed(shop, key="the last")
    shop.payments.pay(last.intent.id)
    shop.clock.pass_time(**LATER)

    assert await reconcile(shop) == 1
    assert shop.orders.orders[last.order.number].status is OrderStatus.PAID
    assert len(shop.payments.called("retrieve_intent")) == 6


async def test_what_could_not_be_asked_is_told_and_left_to_do() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.fail("retrieve_intent")
    shop.clock.pass_time(**LATER)

    (found,) = await settle_waiting(shop)

    assert (found.order_number, found.is_done) == (payable.order.number, False)


async def test_order_whose_bank_refuses_after_days_can_still_be_paid() -> None:
    shop = make_shop()
    await placed(shop, 2)
    shop.payments.change("pi_1", IntentStatus.PROCESSING)
    await verify_payment(shop, "pi_1")
    shop.clock.pass_time(days=4)
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD)

    await reconcile(shop)  # hears of it first
    shop.clock.pass_time(seconds=PAY_AGAIN_WITHIN.total_seconds())
    await reconcile(shop)

    (order,) = shop.orders.orders.values()
    assert order.status is OrderStatus.AWAITING_PAYMENT
    assert shop.books.held[1] == 2
    assert shop.payments.called("cancel_intent") == []


async def test_order_that_is_not_paid_again_in_time_is_canceled() -> None:
    shop = make_shop()
    await placed(shop)
    shop.payments.change("pi_1", IntentStatus.PROCESSING)
    await verify_payment(shop, "pi_1")
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD)
    await verify_payment(shop, "pi_1")
    shop.clock.pass_time(seconds=PAY_AGAIN_WITHIN.total_seconds() + 1)

    await reconcile(shop)

    (order,) = shop.orders.orders.values()
    assert order.status is OrderStatus.CANCELED
    assert stock_adds_up(shop)
