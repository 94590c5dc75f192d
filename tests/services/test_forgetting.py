"""Who ordered is forgotten on request, and after a month when nothing came of the order."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import OrderNotFound, OrderNotReady
from bookstore.domain.money import Money
from bookstore.services.checkout import verify_payment
from bookstore.services.forgetting import forget_order
from bookstore.services.fulfilment import refund_order, ship_order
from bookstore.services.reconciliation import reconcile
from tests.fakes import CONTACT, FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio


def contact_of(shop: FakeShop, number: str) -> str:
    return repr(shop.orders.orders[number].terms.contact)


async def test_a_finished_order_is_forgotten_on_request() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    number = (await verify_payment(shop, payable.intent.id)).order.number
    await ship_order(shop, number)

    await forget_order(shop, number)
    await forget_order(shop, number)

    for personal in (CONTACT.email, CONTACT.name, CONTACT.line1, CONTACT.city, CONTACT.postal_code):
        assert personal not in contact_of(shop, number)


async def test_an_open_order_is_not_forgotten() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number

    with pytest.raises(OrderNotReady, match="not done with"):
        await forget_order(shop, number)

    assert CONTACT.email in contact_of(shop, number)


async def test_an_order_whose_parcel_is_owed_is_forgotten_only_when_that_is_said() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    number = (await verify_payment(shop, payable.intent.id)).order.number

    with pytest.raises(OrderNotReady, match="ship or refund it first"):
        await forget_order(shop, number)
    assert CONTACT.email in contact_of(shop, number)
    await forget_order(shop, number, even_unshipped=True)

    assert "erased" in contact_of(shop, number)


async def test_a_refunded_order_owes_no_parcel_and_is_forgotten() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    number = (await verify_payment(shop, payable.intent.id)).order.number
    await refund_order(shop, number, amount=Money(100, "usd"))
    with pytest.raises(OrderNotReady):
        await forget_order(shop, number)

    await refund_order(shop, number, amount=None)
    await forget_order(shop, number)

    assert "erased" in contact_of(shop, number)


async def test_an_order_whose_dispute_waits_for_evidence_is_not_forgotten() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    number = (await verify_payment(shop, payable.intent.id)).order.number
    await ship_order(shop, number)
    shop.payments.dispute(payable.intent.id)
    await verify_payment(shop, payable.intent.id)

    with pytest.raises(OrderNotReady, match="dispute"):
        await forget_order(shop, number, even_unshipped=True)

    assert CONTACT.email in contact_of(shop, number)


async def test_an_order_that_waits_for_fulfilment_is_not_forgotten() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number
    await shop.orders.mark_paid(number, 1, charge_id="ch_1", at=shop.clock.now())

    with pytest.raises(OrderNotReady):
        await forget_order(shop, number, even_unshipped=True)

    assert CONTACT.email in contact_of(shop, number)


async def test_an_unknown_order_is_not_found() -> None:
    with pytest.raises(OrderNotFound):
        await forget_order(make_shop(), "B-9999")


@pytest.mark.parametrize(("days", "is_erased"), [(29, False), (31, True)])
async def test_a_canceled_order_is_forgotten_after_a_month(days: int, is_erased: bool) -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number
    await shop.orders.mark_canceled(number, at=shop.clock.now())
    shop.clock.pass_time(days=days)

    await reconcile(shop)

    assert ("erased" in contact_of(shop, number)) is is_erased
