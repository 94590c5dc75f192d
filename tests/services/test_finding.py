"""Which payment a browser speaks of: its secret counts first, a wrong one not at all."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import PaymentUnavailable
from bookstore.domain.order import OrderStatus
from bookstore.services.finding import find_payment
from tests.fakes import make_shop
from tests.services.placing import KEY, placed

pytestmark = pytest.mark.anyio


async def test_secret_counts_before_the_key_of_a_later_order() -> None:
    shop = make_shop()
    first, later = await placed(shop, key="first"), await placed(shop, key="later")
    shop.payments.pay(first.intent.id)

    found = await find_payment(shop, checkout_key="later", client_secret=first.intent.client_secret)

    assert found is not None
    assert (found.order.number, found.order.status) == (first.order.number, OrderStatus.PAID)
    assert shop.orders.orders[later.order.number].is_open


@pytest.mark.parametrize(
    "secret", ["", "nonsense", "pi_9_secret_x", "pi_1_secret_guessed", "pi_1_secret_", "pi_1/.."]
)
async def test_secret_that_fits_nothing_leaves_the_key(secret: str) -> None:
    shop = make_shop()
    other, own = await placed(shop, key="other"), await placed(shop)
    assert other.intent.id == "pi_1"

    found = await find_payment(shop, checkout_key=KEY, client_secret=secret)

    assert found is not None
    assert found.order.number == own.order.number


async def test_neither_key_nor_secret_finds_nothing_and_asks_nobody() -> None:
    shop = make_shop()

    found = await find_payment(shop, checkout_key="", client_secret="")

    assert (found, shop.payments.calls) == (None, [])


async def test_stripe_that_does_not_answer_is_told() -> None:
    shop = make_shop()
    own = await placed(shop)
    shop.payments.fail("retrieve_intent")

    with pytest.raises(PaymentUnavailable):
        await find_payment(shop, checkout_key=KEY, client_secret=own.intent.client_secret)
