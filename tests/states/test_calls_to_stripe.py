"""What a purchase asks of Stripe: one call before the browser confirms, and one after."""

from __future__ import annotations

import pytest

from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from tests.fakes import FakeShop
from tests.states.tab import Tab
from tests.states.till import answer, only_order, pay

pytestmark = pytest.mark.anyio


def names(shop: FakeShop) -> list[str]:
    """The calls to Stripe so far, by name."""
    return [name for name, _ in shop.payments.calls]


async def test_purchase_is_one_call_before_it_is_confirmed_and_one_after(
    tab: Tab, shop: FakeShop
) -> None:
    await tab.do(CheckoutState, "open")
    opened = names(shop)

    await pay(tab)
    placed = names(shop)

    shop.payments.pay("pi_1")
    await answer(tab, status="succeeded")
    answered = names(shop)

    tab.query = {"order": only_order(shop).token}
    await tab.do(OrderState, "open")

    assert opened == []
    assert placed == ["create_intent"]
    assert answered == names(shop) == ["create_intent", "retrieve_intent"]
