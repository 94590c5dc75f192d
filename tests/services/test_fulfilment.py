"""After the payment: handed on once, shipped once, and no money given back twice."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import OrderNotFound, OrderNotReady, PaymentUnavailable
from bookstore.domain.money import Money
from bookstore.domain.order import Order, OrderStatus
from bookstore.services.checkout import verify_payment
from bookstore.services.fulfilment import fulfil, refund_order, ship_order
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio


async def paid(shop: FakeShop) -> Order:
    """An order over 35.00 USD, paid."""
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    return (await verify_payment(shop, payable.intent.id)).order


async def test_unpaid_order_is_not_fulfilled() -> None:
    shop = make_shop()
    payable = await placed(shop)

    await fulfil(shop, payable.order)

    assert shop.orders.orders[payable.order.number].fulfilled_at is None


async def test_all_that_is_left_goes_back() -> None:
    shop = make_shop()
    order = await paid(shop)
    await refund_order(shop, order.number, amount=Money(1000, "usd"))

    refund = await refund_order(shop, order.number, amount=None)

    stored = shop.orders.orders[order.number]
    assert refund.amount == Money(2500, "usd")
    assert stored.status is OrderStatus.REFUNDED
    assert stored.refunded_minor == 3500


async def test_part_of_the_money_goes_back() -> None:
    shop = make_shop()
    order = await paid(shop)

    await refund_order(shop, order.number, amount=Money(1000, "usd"))
    await refund_order(shop, order.number, amount=Money(1000, "usd"))

    stored = shop.orders.orders[order.number]
    assert stored.status is OrderStatus.PARTIALLY_REFUNDED
    assert stored.refunded_minor == 2000
    assert len(shop.payments.refunds) == 2


async def test_lost_answer_of_a_refund_gives_nothing_back_twice() -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.lose_answer("refund")
    with pytest.raises(PaymentUnavailable):
        await refund_order(shop, order.number, amount=Money(1000, "usd"))

    await refund_order(shop, order.number, amount=Money(1000, "usd"))

    assert len(shop.payments.refunds) == 1
    assert shop.orders.orders[order.number].refunded_minor == 1000


@pytest.mark.parametrize(
    "amount",
    [Money(0, "usd"), Money(-1, "usd"), Money(3501, "usd"), Money(3500, "eur")],
)
async def test_amount_that_is_not_left_is_not_refunded(amount: Money) -> None:
    shop = make_shop()
    order = await paid(shop)

    with pytest.raises(OrderNotReady):
        await refund_order(shop, order.number, amount=amount)

    assert shop.payments.refunds == []


async def test_refunded_order_has_nothing_left_to_refund() -> None:
    shop = make_shop()
    order = await paid(shop)
    await refund_order(shop, order.number, amount=None)

    with pytest.raises(OrderNotReady):
        await refund_order(shop, order.number, amount=None)

    assert len(shop.payments.refunds) == 1


async def test_unpaid_order_is_not_refunded() -> None:
    shop = make_shop()
    payable = await placed(shop)

    with pytest.raises(OrderNotReady):
        await refund_order(shop, payable.order.number, amount=None)

    assert shop.payments.called("refund") == []


async def test_refund_that_failed_is_not_recorded() -> None:
    shop = make_shop()
    order = await paid(shop)
    shop.payments.refund_status = "failed"

    refund = await refund_order(shop, order.number, amount=None)

    assert refund.status == "failed"
    assert shop.orders.orders[order.number].status is OrderStatus.PAID


async def test_paid_order_ships_once() -> None:
    shop = make_shop()
    order = await paid(shop)

    shipped = await ship_order(shop, order.number)

    assert shipped.shipped_at == shop.clock.now()
    with pytest.raises(OrderNotReady):
        await ship_order(shop, order.number)


async def test_unpaid_order_does_not_ship() -> None:
    shop = make_shop()
    payable = await placed(shop)

    with pytest.raises(OrderNotReady):
        await ship_order(shop, payable.order.number)

    assert shop.orders.orders[payable.order.number].shipped_at is None


async def test_order_that_is_not_there_is_not_found() -> None:
    shop = make_shop()

    with pytest.raises(OrderNotFound):
        await ship_order(shop, "B-9999")
