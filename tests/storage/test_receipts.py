"""How an order was paid: kept with the step that made it paid, and forgotten with its shopper."""

import pytest

from bookstore.domain.order import Mode
from bookstore.domain.receipt import Receipt
from bookstore.storage.contacts import SqlContacts
from bookstore.storage.database import Database
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, an_order

pytestmark = pytest.mark.anyio

VISA = Receipt("card", "visa", "4242", "https://pay.stripe.com/receipts/1")


async def test_paid_order_keeps_how_it_was_paid_first(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    before = await orders.by_number("A")

    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW, receipt=VISA)
    await orders.mark_paid("A", 1, charge_id="ch_2", at=NOW, receipt=Receipt("link"))

    assert before.receipt is None
    assert (await orders.by_number("A")).receipt == VISA


async def test_payment_of_which_stripe_tells_nothing_has_no_receipt(orders: SqlOrders) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)

    await orders.mark_paid("A", 1, charge_id=None, at=NOW)

    assert (await orders.by_number("A")).receipt is None


async def test_forgetting_forgets_the_card_and_the_way_to_stripes_receipt(
    orders: SqlOrders, database: Database
) -> None:
    await orders.add(an_order("A", {1: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW, receipt=VISA)
    await orders.mark_fulfilled("A", at=NOW)

    assert await SqlContacts(database, Mode.TEST).forget("A", at=NOW, even_unshipped=True)

    assert (await orders.by_number("A")).receipt is None
