"""Who may see an order: the browser that holds its key or shows the intent's secret."""

from __future__ import annotations

import pytest

from bookstore.domain.errors import OrderNotFound
from bookstore.services.checkout import claim_order, verify_payment
from bookstore.services.settlement import Payment
from tests.fakes import FakeShop, make_shop
from tests.services.placing import KEY, placed

pytestmark = pytest.mark.anyio


async def paid(shop: FakeShop) -> Payment:
    """A payment as settled."""
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    return await verify_payment(shop, payable.intent.id)


async def test_browser_that_ordered_sees_its_order() -> None:
    payment = await paid(make_shop())

    order = claim_order(payment, checkout_keys=("another key", KEY), client_secret="")

    assert order == payment.order


async def test_client_secret_opens_the_order() -> None:
    payment = await paid(make_shop())

    order = claim_order(payment, checkout_keys=(), client_secret=payment.intent.client_secret)

    assert order == payment.order


@pytest.mark.parametrize(
    ("keys", "secret"),
    [
        ((), ""),
        (("",), ""),
        (("another key",), "pi_1_secret_guessed"),
        ((KEY[:-1],), "pi_1"),
        ((KEY.upper(),), " "),
    ],
)
async def test_stranger_who_knows_the_intent_id_sees_nothing(
    keys: tuple[str, ...], secret: str
) -> None:
    payment = await paid(make_shop())

    with pytest.raises(OrderNotFound) as caught:
        claim_order(payment, checkout_keys=keys, client_secret=secret)

    assert payment.order.number not in caught.value.user_message


async def test_intent_without_a_secret_is_not_opened_by_an_empty_one() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.change(payable.intent.id, payable.intent.status, client_secret="")
    payment = await verify_payment(shop, payable.intent.id)

    with pytest.raises(OrderNotFound):
        claim_order(payment, checkout_keys=(), client_secret="")
