"""Settling when intents are foreign, gone, canceled, or refunds fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.errors import (
    OrderNotFound,
    PaymentUnavailable,
)
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services import reconciliation
from bookstore.services.canceling import abandon_order
from bookstore.services.checkout import claim_order, verify_payment
from bookstore.services.fulfilment import fulfil, refund_order
from bookstore.services.reconciliation import reconcile
from tests.fakes import make_shop
from tests.services.placing import KEY, placed

pytestmark = pytest.mark.anyio


# `order` is re-read by attach_intent, so `proposed` may be another tab's.
async def test_terms_of_one_tab_are_never_sent_under_the_revision_of_another():
    shop = make_shop()

    async def other_tab_changes_the_cart():
        order = await shop.orders.find_by_key(KEY)
        assert order is not None
        terms = replace(order.terms, total=Money(9_999_00, "usd"))
        await shop.orders.propose(order, terms, at=shop.clock.now())

    shop.payments.meanwhile("create_intent", other_tab_changes_the_cart)
    payable = await placed(shop, 1)
    paid = shop.payments.pay(payable.intent.id)

    agreed = await shop.orders.terms_at(payable.order.number, paid.order_revision or 0)
    assert agreed.total == paid.amount  # else: charged, and never marked paid (MISMATCH)
    payment = await verify_payment(shop, paid.id)
    assert payment.order.status is OrderStatus.PAID


# intent_id is read before mark_canceled writes.
async def test_order_that_got_its_intent_meanwhile_keeps_its_copies():
    shop = make_shop()
    shop.payments.lose_answer("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop, 3)

    async def pay_pressed_again():
        await placed(shop, 3)  # attaches pi_1 and hands its client_secret out

    shop.orders.meanwhile("mark_canceled", pay_pressed_again)
    await abandon_order(shop, KEY, even_at_the_bank=False)

    intent = shop.payments.intents["pi_1"]
    order = shop.orders.orders["B-0001"]
    # a canceled order whose intent can still be paid is a hold that ended too early
    assert order.is_open or intent.status is IntentStatus.CANCELED


async def test_order_that_got_its_intent_meanwhile_is_canceled_at_stripe_first():
    shop = make_shop()
    shop.payments.lose_answer("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop, 3)
    seen: list[tuple[bool, int]] = []

    async def pay_pressed_again():
        await placed(shop, 3)

    async def look():
        seen.append((shop.orders.orders["B-0001"].is_open, shop.books.held[1]))

    shop.orders.meanwhile("mark_canceled", pay_pressed_again)
    shop.payments.meanwhile("cancel_intent", look)
    await abandon_order(shop, KEY, even_at_the_bank=False)

    assert seen == [(True, 3)]  # while its intent could be paid, it kept its copies
    assert shop.orders.orders["B-0001"].status is OrderStatus.CANCELED
    assert shop.books.held[1] == 0


# an intent that Stripe does not know can be neither looked after nor given up.
async def test_order_whose_intent_is_gone_gives_its_copies_back_in_the_end():
    shop = make_shop()
    payable = await placed(shop, 4)
    shop.payments.intents.clear()
    shop.clock.pass_time(days=2)

    await reconcile(shop)

    assert shop.orders.orders[payable.order.number].status is OrderStatus.CANCELED
    assert shop.books.held[1] == 0


async def test_shopper_can_give_up_an_order_whose_intent_is_gone():
    shop = make_shop()
    await placed(shop)
    shop.payments.intents.clear()

    order = await abandon_order(shop, KEY, even_at_the_bank=False)

    assert order is not None
    assert order.status is OrderStatus.CANCELED


# the paid orders are cut at BATCH before the fulfilled are left out.
async def test_unfulfilled_order_is_found_behind_any_number_of_fulfilled_ones():
    shop = make_shop()
    shop.books.supplied[1] = 1000
    for number in range(reconciliation.BATCH):
        payable = await placed(shop, key=f"key {number}")
        shop.payments.pay(payable.intent.id)
        await verify_payment(shop, payable.intent.id)
    shop.clock.pass_time(seconds=1)
    last = await placed(shop, key="last")
    shop.payments.pay(last.intent.id)
    await shop.orders.mark_paid(last.order.number, 1, charge_id="ch", at=shop.clock.now())
    shop.clock.pass_time(seconds=60)

    await reconcile(shop)

    assert shop.orders.orders[last.order.number].fulfilled_at is not None


# a refund whose status is "failed" counts as done.
async def test_unfillable_order_whose_refund_failed_is_not_called_fulfilled():
    shop = make_shop()
    payable = await placed(shop, 10)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    await placed(shop, 1, key="another key")
    shop.payments.pay(payable.intent.id)
    shop.payments.refund_status = "failed"

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.status is OrderStatus.PAID
    assert payment.order.fulfilled_at is None


# another worker's refund between by_number and refund_order raises
# OrderNotReady out of verify_payment and out of the whole reconciliation.
async def test_refund_made_by_another_worker_meanwhile_is_no_error():
    shop = make_shop()
    payable = await placed(shop, 10)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    await placed(shop, 1, key="another key")
    shop.payments.pay(payable.intent.id)
    number = payable.order.number
    order = await shop.orders.mark_paid(number, 1, charge_id="ch", at=shop.clock.now())
    assert order is not None

    async def other_worker():
        await refund_order(shop, number, amount=None, reason="unfillable")

    shop.orders.meanwhile("by_number", other_worker)  # before refund_order's read
    await fulfil(shop, order)

    assert len(shop.payments.refunds) == 1


# a mismatching intent's own secret opens the order that it names.
async def test_secret_of_a_foreign_intent_does_not_open_the_order():
    shop = make_shop()
    victim = await placed(shop)
    mine = await placed(shop, key="another key")
    shop.payments.change(mine.intent.id, IntentStatus.SUCCEEDED, order_number=victim.order.number)
    payment = await verify_payment(shop, mine.intent.id)

    with pytest.raises(OrderNotFound):
        claim_order(payment, checkout_keys=(), client_secret=mine.intent.client_secret)


# a lone surrogate from the browser cannot be encoded.
async def test_secret_that_is_no_text_is_refused_like_any_other():
    shop = make_shop()
    payable = await placed(shop)
    payment = await verify_payment(shop, payable.intent.id)

    with pytest.raises(OrderNotFound):
        claim_order(payment, checkout_keys=("\ud800",), client_secret="\ud800")


# attached before judged. A succeeded intent over a wrong amount binds the
# order for ever; the shopper's own intent can then never be attached.
async def test_mismatching_intent_is_not_bound_to_the_order():
    shop = make_shop()
    foreign = await placed(shop, key="another key")
    shop.payments.fail("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop)
    number = next(n for n, o in shop.orders.orders.items() if o.checkout_key == KEY)
    shop.orders.orders[foreign.order.number] = replace(foreign.order, intent_id=None)
    shop.payments.change(
        foreign.intent.id, IntentStatus.SUCCEEDED, order_number=number, amount=Money(1, "usd")
    )

    await verify_payment(shop, foreign.intent.id)

    assert shop.orders.orders[number].intent_id is None
