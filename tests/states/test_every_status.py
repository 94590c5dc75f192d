"""Each of Stripe's statuses, and an unknown one, has a page and a sentence that is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import verify_payment
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.order import OrderState
from bookstore.states.payment_words import LOOKING_INTO_IT
from bookstore.states.returning import ReturnState
from tests.fakes import FakeShop, make_shop
from tests.services.placing import KEY, placed
from tests.states.live_app import LiveApp, until
from tests.states.tab import Tab, tab_of
from tests.states.till import answer, fill, only_order, pay

pytestmark = pytest.mark.anyio

SHOWN_AS_ORDER = {IntentStatus.SUCCEEDED, IntentStatus.PROCESSING}
SAID = {  # what the shopper reads while the order is not on its own page
    IntentStatus.REQUIRES_PAYMENT_METHOD: "Nothing was charged",
    IntentStatus.REQUIRES_CONFIRMATION: "Nothing was charged",
    IntentStatus.REQUIRES_ACTION: "the bank waits for you to confirm it",
    IntentStatus.REQUIRES_CAPTURE: LOOKING_INTO_IT,
    IntentStatus.CANCELED: "Nothing was charged",
    IntentStatus.UNKNOWN: LOOKING_INTO_IT,
}
ON_ORDER_PAGE = {
    IntentStatus.REQUIRES_PAYMENT_METHOD: (OrderStatus.AWAITING_PAYMENT, "did not go through"),
    IntentStatus.REQUIRES_CONFIRMATION: (OrderStatus.AWAITING_PAYMENT, "did not go through"),
    IntentStatus.REQUIRES_ACTION: (OrderStatus.AWAITING_PAYMENT, "did not go through"),
    IntentStatus.PROCESSING: (OrderStatus.PROCESSING, "on its way"),
    IntentStatus.REQUIRES_CAPTURE: (OrderStatus.PROCESSING, "looking into"),
    IntentStatus.SUCCEEDED: (OrderStatus.PAID, "complete"),
    IntentStatus.CANCELED: (OrderStatus.CANCELED, "canceled"),
    IntentStatus.UNKNOWN: (OrderStatus.PROCESSING, "looking into"),
}
CAN_PAY_AGAIN = {
    IntentStatus.REQUIRES_PAYMENT_METHOD,
    IntentStatus.REQUIRES_CONFIRMATION,
    IntentStatus.REQUIRES_ACTION,
}


@pytest.fixture
def shop() -> FakeShop:
    return make_shop()


@pytest.mark.parametrize("status", IntentStatus)
async def test_checkout_after_the_browsers_answer(
    shop: FakeShop, tmp_path: Path, status: IntentStatus
) -> None:
    async with tab_of(shop, tmp_path) as tab:
        await fill(tab)
        await pay(tab)
        shop.payments.change("pi_1", status)

        state = await answer(tab)

        assert tab.led_to() == _page_of(shop, status)
        assert SAID.get(status, "") in state.alert
        assert state.can_finish is (status is IntentStatus.REQUIRES_ACTION)


@pytest.mark.parametrize("status", IntentStatus)
async def test_checkout_opened_later(shop: FakeShop, tmp_path: Path, status: IntentStatus) -> None:
    async with tab_of(shop, tmp_path) as tab:
        await fill(tab)
        await pay(tab)
        shop.payments.change("pi_1", status)

        await tab.do(CartState, "connect")
        await tab.do(CheckoutState, "open")

        alert = (await tab.see(CheckoutState)).alert
        is_plain = status in SHOWN_AS_ORDER or SAID[status] == "Nothing was charged"
        assert tab.led_to() == _page_of(shop, status)
        assert alert == "" if is_plain else SAID[status] in alert


@pytest.mark.parametrize("status", IntentStatus)
async def test_return_page(shop: FakeShop, tmp_path: Path, status: IntentStatus) -> None:
    await placed(shop)
    secret = shop.payments.intents["pi_1"].client_secret
    query = {"payment_intent": "pi_1", "payment_intent_client_secret": secret}
    shop.payments.change("pi_1", status)
    async with tab_of(shop, tmp_path, query=query) as tab:
        await tab.do(ReturnState, "come_back")

        said = (await tab.see(ReturnState)).return_problem
        page = _page_of(shop, status) or ["/checkout/return"]
        is_looked_into = SAID.get(status) == LOOKING_INTO_IT
        assert tab.led_to() == ([] if is_looked_into else page)
        assert SAID.get(status, "") in said


@pytest.mark.parametrize("status", IntentStatus)
async def test_order_page_of_a_payment_that_was_processing(
    shop: FakeShop, tmp_path: Path, status: IntentStatus
) -> None:
    order = (await placed(shop)).order
    shop.payments.change("pi_1", IntentStatus.PROCESSING)
    async with tab_of(shop, tmp_path, query={"order": order.token}) as tab:
        await _look(tab, shop)
        shop.payments.change("pi_1", status)

        await _look(tab, shop)

        stored, words = ON_ORDER_PAGE[status]
        shown = (await tab.see(OrderState)).order
        assert only_order(shop).status is stored
        assert words in shown.headline
        assert shown.sentence.endswith(".")
        assert bool(shown.pay_again) is (status in CAN_PAY_AGAIN)


async def _look(tab: Tab, shop: FakeShop) -> None:
    """A webhook comes, and the page reads its order again."""
    await verify_payment(shop, "pi_1")
    await tab.do(OrderState, "open")


def _page_of(shop: FakeShop, status: IntentStatus) -> list[str]:
    token = only_order(shop).token
    return [f"/success?order={token}"] if status in SHOWN_AS_ORDER else []


@pytest.mark.parametrize(
    ("keys", "way_back"),
    [
        ({"checkout": KEY}, "/checkout"),
        ({"checkout_item": KEY}, "/checkout?item=1&quantity=1"),
        ({}, "/checkout?order={token}"),
    ],
)
async def test_return_leads_back_to_where_the_payment_was_begun(
    shop: FakeShop, tmp_path: Path, keys: dict[str, str], way_back: str
) -> None:
    order = (await placed(shop)).order
    secret = shop.payments.intents["pi_1"].client_secret
    query = {"payment_intent": "pi_1", "payment_intent_client_secret": secret}
    async with tab_of(shop, tmp_path, query=query) as tab:
        await tab.set(CheckoutState, **keys)
        await tab.do(ReturnState, "come_back")

        state = await tab.see(ReturnState)
        assert state.way_back == way_back.format(token=order.token)


async def test_return_that_could_not_ask_goes_on_by_itself(shop: FakeShop, tmp_path: Path) -> None:

    await placed(shop)
    shop.payments.pay("pi_1")
    shop.payments.fail("retrieve_intent")
    async with tab_of(shop, tmp_path, query={"payment_intent": "pi_1"}) as tab:
        await tab.set(CheckoutState, checkout=KEY)
        await tab.do(ReturnState, "come_back")
        assert tab.led_to() == []

        async with LiveApp(tab).following():
            await verify_payment(shop, "pi_1")
            await until(lambda: tab.led_to() == _page_of(shop, IntentStatus.SUCCEEDED))
