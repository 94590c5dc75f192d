"""No browser is handed the secret of an intent over another amount than it has shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.errors import PaymentDiffers
from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus, PaymentIntent
from bookstore.services.checkout import place_order
from tests.fake_payments import FakePayments
from tests.fakes import make_shop
from tests.services.placing import placed, wish_for

pytestmark = pytest.mark.anyio

TOTAL, OTHER = Money(3500, "usd"), Money(35_000, "usd")


class StubbornPayments(FakePayments):
    """A Stripe where somebody keeps every intent at another amount."""

    async def update_intent(self, *args: object) -> PaymentIntent:
        intent = await super().update_intent(*args)  # pyright: ignore[reportArgumentType] - as given
        return self.change(intent.id, intent.status, amount=OTHER)


async def test_amount_changed_at_stripe_is_put_right_before_the_browser_confirms() -> None:
    shop = make_shop()
    await placed(shop)
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, amount=OTHER)

    payable = await place_order(shop, wish_for())

    assert payable.intent.amount == payable.order.terms.total == TOTAL
    assert shop.payments.intents["pi_1"].amount == TOTAL
    assert len(shop.payments.called("update_intent")) == 1


async def test_amount_that_stays_another_is_not_handed_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop(payments=StubbornPayments())
    await placed(shop)
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, amount=OTHER)

    with pytest.raises(PaymentDiffers) as caught:
        await place_order(shop, wish_for())

    assert (caught.value.would_charge, caught.value.total) == (OTHER, TOTAL)
    assert "ALARM" in caplog.text


async def test_currency_counts_as_well() -> None:
    shop = make_shop()
    await placed(shop)
    euros = replace(TOTAL, currency="eur")
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, amount=euros)

    assert (await place_order(shop, wish_for())).intent.amount == TOTAL


async def test_intent_that_agrees_is_not_updated_again() -> None:
    shop = make_shop()
    await placed(shop)

    await place_order(shop, wish_for())

    assert shop.payments.called("update_intent") == []
