"""Reconciling and refunding while others do the same."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import (
    PaymentUnavailable,
)
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.canceling import abandon_order
from bookstore.services.checkout import look_after, verify_payment
from bookstore.services.fulfilment import refund_order
from bookstore.services.reconciliation import reconcile
from tests.fakes import make_shop
from tests.services.placing import KEY, placed, stock_adds_up

pytestmark = pytest.mark.anyio


# one more line of the timeline for each look; the reconciler looks every
# 30 s for ever, and any visitor who knows the id may.
async def test_same_alarm_is_written_once():
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, amount_received=Money(1, "usd"))

    for _ in range(5):
        await verify_payment(shop, payable.intent.id)

    assert len(shop.orders.notes(payable.order.number, "alarm")) == 1


# a canceled intent that mismatches never frees the order.
async def test_canceled_intent_over_another_amount_still_frees_the_copies():
    shop = make_shop()
    payable = await placed(shop, 3)
    shop.payments.change(payable.intent.id, IntentStatus.CANCELED, amount=Money(1, "usd"))

    order = await abandon_order(shop, KEY, even_at_the_bank=True)

    assert order is not None
    assert order.status is OrderStatus.CANCELED
    assert shop.books.held[1] == 0


# gives up whatever order is the latest under the key, not the listed one.
async def test_reconciler_gives_up_the_old_order_not_the_new_one_of_its_key():
    shop = make_shop()
    old = await placed(shop)
    shop.clock.pass_time(days=2)

    async def shopper_comes_back():
        await abandon_order(shop, KEY, even_at_the_bank=True)
        new = await placed(shop)
        shop.payments.change(new.intent.id, IntentStatus.REQUIRES_ACTION)

    async def nothing():
        pass

    # after the reconciler has listed the old order, before it looks the key up
    shop.orders.meanwhile("find_by_key", shopper_comes_back)
    await reconcile(shop)

    latest = await shop.orders.find_by_key(KEY)
    assert latest is not None
    assert latest.number != old.order.number
    assert latest.is_open


# "Nothing was charged" is not true of a question asked after the payment.
async def test_question_that_stays_unanswered_does_not_say_that_nothing_was_charged():
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.fail("retrieve_intent")

    with pytest.raises(PaymentUnavailable) as caught:
        await verify_payment(shop, payable.intent.id)

    assert "Nothing was charged" not in caught.value.user_message


# look_after is called for each page; a wiped sandbox makes it raise for ever.
async def test_key_of_an_order_whose_intent_is_gone_is_looked_after_in_peace():
    shop = make_shop()
    await placed(shop)
    shop.payments.intents.clear()

    payment = await look_after(shop, KEY)

    assert payment is None


# "failed" is replayed under the same key, so a failed refund cannot be repeated.
async def test_failed_refund_can_be_tried_again():
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    shop.payments.refund_status = "failed"
    await refund_order(shop, payable.order.number, amount=None)
    shop.payments.refund_status = "succeeded"

    refund = await refund_order(shop, payable.order.number, amount=None)

    assert refund.status == "succeeded"
    assert shop.orders.orders[payable.order.number].status is OrderStatus.REFUNDED


# a refund that was pending and then failed stays "refunded".
async def test_refund_that_failed_after_all_is_noticed():
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    shop.payments.refund_status = "pending"
    await refund_order(shop, payable.order.number, amount=None)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, amount_refunded=Money(0, "usd"))

    payment = await verify_payment(shop, payable.intent.id)

    number = payment.order.number
    assert payment.order.status is OrderStatus.PAID or shop.orders.notes(number, "alarm")


# the intent was fetched before our own refund was made, so each
# unfillable order sounds "of 3500 refunded, Stripe has 0".
async def test_our_own_refund_is_no_alarm():
    shop = make_shop()
    payable = await placed(shop, 10)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    await placed(shop, 1, key="another key")
    shop.payments.pay(payable.intent.id)

    await verify_payment(shop, payable.intent.id)

    assert not [t for t in shop.orders.notes(payable.order.number, "alarm") if "Stripe has" in t]


async def test_refund_made_while_stripe_was_asked_is_no_alarm():
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)

    async def operator():
        await refund_order(shop, payable.order.number, amount=Money(1000, "usd"))

    shop.orders.meanwhile("by_number", operator)  # settle's first read: the intent is fetched
    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.refunded_minor == 1000
    assert not shop.orders.notes(payable.order.number, "alarm")


# an unfillable order, partly refunded by hand meanwhile, gets the rest back.
async def test_unfillable_order_partly_refunded_by_hand_gets_the_rest():
    shop = make_shop()
    payable = await placed(shop, 10)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    await placed(shop, 1, key="another key")
    shop.payments.pay(payable.intent.id)
    shop.payments.fail("refund")
    await verify_payment(shop, payable.intent.id)
    await refund_order(shop, payable.order.number, amount=Money(100, "usd"))
    shop.clock.pass_time(minutes=5)
    from bookstore.services.reconciliation import reconcile

    await reconcile(shop)

    assert shop.orders.orders[payable.order.number].status is OrderStatus.REFUNDED
    assert stock_adds_up(shop)
