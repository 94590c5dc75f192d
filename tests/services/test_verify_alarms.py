"""Settling what should not be: no money is lost, none is believed, and we hear of it."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import OrderNotFound
from bookstore.domain.money import Money
from bookstore.domain.order import Mode, OrderStatus
from bookstore.domain.payment import IntentStatus, Outcome
from bookstore.services.checkout import verify_payment
from tests.fakes import FakeShop, make_shop
from tests.services.placing import all_at_once, placed, stock_adds_up

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("status", ["requires_capture", "unknown"])
async def test_status_that_should_not_come_sounds_an_alarm(
    status: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus(status))

    await verify_payment(shop, payable.intent.id)

    assert f"ALARM order {payable.order.number}" in caplog.text
    assert status in shop.orders.notes(payable.order.number, "alarm")[0]


MUTATIONS = {
    "amount": {"amount": Money(3499, "usd"), "amount_received": Money(3499, "usd")},
    "received": {"amount_received": Money(3499, "usd")},
    "currency": {"amount": Money(3500, "eur"), "amount_received": Money(3500, "eur")},
    "mode": {"livemode": True},
}


@pytest.mark.parametrize("what", MUTATIONS)
async def test_mismatch_never_marks_paid_and_sounds_an_alarm(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, **MUTATIONS[what])

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.verdict.outcome is Outcome.MISMATCH
    assert payment.order.status is OrderStatus.AWAITING_PAYMENT
    assert shop.books.sold[1] == 0
    assert f"ALARM order {payable.order.number}" in caplog.text
    assert len(shop.orders.notes(payable.order.number, "alarm")) == 1


async def test_intent_of_one_order_never_pays_another(caplog: pytest.LogCaptureFixture) -> None:
    shop = make_shop()
    mine = await placed(shop)
    other = await placed(shop, key="another key")
    shop.payments.change(other.intent.id, IntentStatus.SUCCEEDED, order_number=mine.order.number)

    payment = await verify_payment(shop, other.intent.id)

    assert payment.verdict.outcome is Outcome.MISMATCH
    assert {each.status for each in shop.orders.orders.values()} == {OrderStatus.AWAITING_PAYMENT}
    assert "ALARM" in caplog.text


@pytest.mark.parametrize(
    ("status", "alarms"),
    [
        ("requires_payment_method", 0),
        ("canceled", 0),
        ("requires_action", 1),
        ("processing", 1),
        ("succeeded", 1),
    ],
)
async def test_second_intent_of_an_order_is_an_alarm_once_money_may_come(
    status: str, alarms: int
) -> None:
    shop = make_shop()
    mine = await placed(shop)
    spare = await placed(shop, key="another key")
    shop.payments.change(spare.intent.id, IntentStatus(status), order_number=mine.order.number)

    payment = await verify_payment(shop, spare.intent.id)

    assert payment.verdict.outcome is Outcome.MISMATCH
    assert payment.order.status is OrderStatus.AWAITING_PAYMENT
    assert len(shop.orders.notes(mine.order.number, "alarm")) == alarms


async def test_alarm_names_no_secret_and_no_address(caplog: pytest.LogCaptureFixture) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, **MUTATIONS["amount"])

    await verify_payment(shop, payable.intent.id)

    said = caplog.text + " ".join(event.text for event in shop.orders.events)
    assert payable.intent.client_secret not in said
    assert payable.order.token not in said
    assert payable.order.terms.contact.email not in said


@pytest.mark.parametrize("number", [None, "B-9999"])
async def test_intent_without_an_order_of_ours_is_not_found(number: str | None) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, order_number=number)

    with pytest.raises(OrderNotFound):
        await verify_payment(shop, payable.intent.id)

    assert shop.orders.orders[payable.order.number].status is OrderStatus.AWAITING_PAYMENT


async def test_order_of_another_mode_is_not_settled() -> None:
    sandbox = make_shop()
    payable = await placed(sandbox)
    sandbox.payments.pay(payable.intent.id)
    test = make_shop(mode=Mode.TEST, payments=sandbox.payments)

    with pytest.raises(OrderNotFound):
        await verify_payment(test, payable.intent.id)


async def test_money_for_a_canceled_order_is_taken_with_an_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    shop.payments.pay(payable.intent.id)

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.order.status is OrderStatus.PAID
    assert payment.order.fulfilled_at is not None
    assert shop.books.sold[1] == 1
    assert "canceled" in shop.orders.notes(payable.order.number, "alarm")[0]
    assert "ALARM" in caplog.text


async def sold_out_meanwhile(shop: FakeShop) -> str:
    """The intent of an order that was canceled, sold out since, and is paid nevertheless."""
    payable = await placed(shop, 10)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    await placed(shop, 1, key="another key")
    shop.payments.pay(payable.intent.id)
    return payable.intent.id


async def test_order_that_cannot_be_filled_is_refunded_once() -> None:
    shop = make_shop()
    intent_id = await sold_out_meanwhile(shop)

    await all_at_once([lambda: verify_payment(shop, intent_id)] * 5)
    payment = await verify_payment(shop, intent_id)

    assert payment.order.is_unfillable
    assert payment.order.status is OrderStatus.REFUNDED
    assert [refund.amount for _, refund in shop.payments.refunds] == [payment.order.terms.total]
    assert shop.books.sold[1] == 0
    assert stock_adds_up(shop)


async def test_refund_that_stripe_does_not_make_now_leaves_the_order_unfulfilled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    intent_id = await sold_out_meanwhile(shop)
    shop.payments.fail("refund")

    payment = await verify_payment(shop, intent_id)

    assert payment.order.status is OrderStatus.PAID
    assert payment.order.fulfilled_at is None
    assert "not refunded yet" in caplog.text
