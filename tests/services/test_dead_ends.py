"""What Stripe refuses or has charged in an unknown way is neither hidden nor repeated for ever."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import PaymentRefused, PaymentUnderWay
from bookstore.domain.money import Money
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus, Outcome
from bookstore.services.canceling import abandon_order
from bookstore.services.checkout import look_after, verify_payment
from tests.fakes import make_shop
from tests.services.placing import KEY, placed

pytestmark = pytest.mark.anyio


async def test_refused_update_is_not_replayed_for_ever() -> None:
    shop = make_shop()
    first = await placed(shop, 1)

    async def bank_is_at_work() -> None:
        shop.payments.change(first.intent.id, IntentStatus.PROCESSING)

    shop.payments.meanwhile("update_intent", bank_is_at_work)
    with pytest.raises(PaymentUnderWay):
        await placed(shop, 2)
    shop.payments.change(first.intent.id, IntentStatus.REQUIRES_PAYMENT_METHOD)

    payable = await placed(shop, 2)

    assert payable.intent.amount == Money(5800, "usd")


async def test_refusal_for_another_reason_is_not_taken_for_a_missing_intent() -> None:
    shop = make_shop()
    payable = await placed(shop)
    for ask in (look_after(shop, KEY), abandon_order(shop, KEY, even_at_the_bank=True)):
        shop.payments.fail("retrieve_intent", PaymentRefused("Key revoked.", code="api_key"))
        with pytest.raises(PaymentRefused):
            await ask

    assert shop.orders.orders[payable.order.number].is_open


async def test_money_under_a_revision_that_we_never_made_is_a_mismatch(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, IntentStatus.SUCCEEDED, order_revision=99)

    payment = await verify_payment(shop, payable.intent.id)

    assert payment.verdict.outcome is Outcome.MISMATCH
    assert payment.order.status is OrderStatus.AWAITING_PAYMENT
    assert "ALARM" in caplog.text
