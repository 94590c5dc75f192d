"""Settling: an order is paid when Stripe says so of exactly our terms, by one caller, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.errors import PaymentRefused, PaymentUnavailable
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus, Outcome
from bookstore.domain.receipt import Receipt
from bookstore.services.checkout import look_after, place_order, verify_payment
from tests.fakes import make_shop
from tests.services.placing import KEY, all_at_once, placed, stock_adds_up, wish_for

pytestmark = pytest.mark.anyio


async def test_succeeded_intent_makes_the_order_paid_and_fulfilled() -> None:
    shop = make_shop()
    payable = await placed(shop, 2)
    shop.payments.pay(payable.intent.id)

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.verdict.outcome is Outcome.PAID
    assert payment.order.status is OrderStatus.PAID
    assert payment.order.charge_id == "ch_1"
    assert payment.order.paid_at == shop.clock.now()
    assert payment.order.fulfilled_at == shop.clock.now()
    assert (shop.books.sold[1], shop.books.held[1]) == (2, 0)


async def test_how_it_was_paid_is_kept_and_asked_for_once() -> None:
    shop, visa = make_shop(), Receipt("card", "visa", "4242", "https://pay.stripe.com/receipts/1")
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, receipt=visa)

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.receipt == visa
    assert shop.payments.called("retrieve_intent") == [payable.intent.id]


@pytest.mark.parametrize(
    ("status", "outcome", "stored"),
    [
        ("requires_payment_method", Outcome.WAITING, OrderStatus.AWAITING_PAYMENT),
        ("requires_confirmation", Outcome.WAITING, OrderStatus.AWAITING_PAYMENT),
        ("requires_action", Outcome.NEEDS_ACTION, OrderStatus.AWAITING_PAYMENT),
        ("processing", Outcome.PROCESSING, OrderStatus.PROCESSING),
        ("requires_capture", Outcome.UNKNOWN, OrderStatus.AWAITING_PAYMENT),
        ("succeeded", Outcome.PAID, OrderStatus.PAID),
        ("canceled", Outcome.CANCELED, OrderStatus.CANCELED),
        ("unknown", Outcome.UNKNOWN, OrderStatus.AWAITING_PAYMENT),
    ],
)
async def test_each_status_of_stripe_has_its_outcome(
    status: str, outcome: Outcome, stored: OrderStatus
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus(status))

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.verdict.outcome is outcome
    assert payment.order.status is stored
    assert (payment.order.fulfilled_at is not None) is (stored is OrderStatus.PAID)
    assert shop.books.held[1] == (1 if payment.order.is_open else 0)


async def test_delayed_payment_that_fails_waits_for_another_attempt() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.PROCESSING)
    await verify_payment(shop, payable.intent.id)
    shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_PAYMENT_METHOD)

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.status is OrderStatus.AWAITING_PAYMENT
    assert shop.books.held[1] == 1


async def test_twenty_callers_at_once_fulfil_once() -> None:
    shop = make_shop()
    payable = await placed(shop, 2)
    shop.payments.pay(payable.intent.id)

    payments = await all_at_once([lambda: verify_payment(shop, payable.intent.id)] * 20)

    kinds = [event.kind for event in shop.orders.events]
    assert {each.order.status for each in payments} == {OrderStatus.PAID}
    assert kinds.count("paid") == kinds.count("fulfilled") == 1
    assert shop.books.sold[1] == 2


async def test_verifying_again_changes_nothing() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    first = await verify_payment(shop, payable.intent.id)
    shop.clock.pass_time(hours=1)

    again = await verify_payment(shop, payable.intent.id)

    assert again.order == first.order


async def test_webhook_that_comes_before_the_intent_is_attached_attaches_it() -> None:
    shop = make_shop()

    async def hear_of_it() -> None:
        await verify_payment(shop, "pi_1")

    shop.orders.meanwhile("attach_intent", hear_of_it)
    payable = await placed(shop)

    assert payable.order.intent_id == "pi_1"
    assert payable.order.status is OrderStatus.AWAITING_PAYMENT


async def test_payment_under_later_terms_pays_those_terms() -> None:
    shop = make_shop()
    await placed(shop, 1)
    shop.payments.lose_answer("update_intent")
    with pytest.raises(PaymentUnavailable):
        await place_order(shop, wish_for(3))
    shop.payments.pay("pi_1")

    payment = await verify_payment(shop, "pi_1")

    assert payment.order.status is OrderStatus.PAID
    assert payment.order.terms.total == Money(8100, "usd")
    assert shop.books.sold[1] == 3
    assert stock_adds_up(shop)


async def test_payment_under_earlier_terms_pays_those_terms() -> None:
    shop = make_shop()
    await placed(shop, 3)
    shop.payments.fail("update_intent")
    with pytest.raises(PaymentUnavailable):
        await place_order(shop, wish_for(5))
    shop.payments.pay("pi_1")

    payment = await verify_payment(shop, "pi_1")

    assert payment.order.terms.total == Money(8100, "usd")
    assert shop.books.sold[1] == 3
    assert stock_adds_up(shop)


@pytest.mark.parametrize(
    ("refunded_minor", "status"),
    [(1, OrderStatus.PARTIALLY_REFUNDED), (3500, OrderStatus.REFUNDED)],
)
async def test_refund_made_at_stripe_is_followed(refunded_minor: int, status: OrderStatus) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    shop.payments.change(
        payable.intent.id, IntentStatus.SUCCEEDED, amount_refunded=Money(refunded_minor, "usd")
    )

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.status is status
    assert payment.order.refunded_minor == refunded_minor


async def test_stripe_that_does_not_answer_changes_nothing() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.fail("retrieve_intent")
    events = list(shop.orders.events)

    with pytest.raises(PaymentUnavailable):
        await verify_payment(shop, payable.intent.id)

    assert shop.orders.orders[payable.order.number] == payable.order
    assert shop.orders.events == events


async def test_id_that_stripe_does_not_know_is_refused() -> None:
    shop = make_shop()

    with pytest.raises(PaymentRefused):
        await verify_payment(shop, "pi_of_nobody")


async def test_looking_after_a_key_settles_its_order() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    payment = await look_after(shop, KEY)

    assert payment is not None
    assert payment.order.status is OrderStatus.PAID


@pytest.mark.parametrize("key", ["", "a key without an order"])
async def test_key_without_an_order_asks_stripe_nothing(key: str) -> None:
    shop = make_shop()

    payment = await look_after(shop, key)

    assert payment is None
    assert shop.payments.calls == []


async def test_order_whose_intent_is_not_known_yet_asks_stripe_nothing() -> None:
    shop = make_shop()
    shop.payments.fail("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop)

    payment = await look_after(shop, KEY)

    assert payment is None
    assert shop.payments.called("retrieve_intent") == []


async def test_printed_values_name_no_secret() -> None:
    shop = make_shop()
    payable = await placed(shop)

    printed = repr(payable) + repr(replace(payable.order, intent_id="pi_2"))

    assert payable.intent.client_secret not in printed
    assert payable.order.token not in printed
    assert payable.order.terms.contact.email not in printed
