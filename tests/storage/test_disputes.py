"""Disputes: kept with the order that they are about."""

from dataclasses import replace

import pytest

from bookstore.domain.money import Money
from bookstore.domain.payment import Dispute
from bookstore.storage.orders import SqlOrders
from tests.storage.examples import NOW, an_order

pytestmark = pytest.mark.anyio


async def test_dispute_is_kept_with_a_paid_order_only(orders: SqlOrders) -> None:
    dispute = Dispute("du_1", "needs_response", "fraudulent", Money(1500, "usd"))
    for number in "AB":
        await orders.add(an_order(number, {1: 1}), at=NOW)
    await orders.mark_paid("A", 1, charge_id="ch_1", at=NOW)

    news = [
        await orders.mark_disputed(number, each, at=NOW)
        for number, each in [
            ("A", dispute),
            ("A", dispute),
            ("A", replace(dispute, status="won")),
            ("B", dispute),
        ]
    ]

    assert news == [True, False, True, False]
    assert (await orders.by_number("A")).dispute_status == "won"
    assert not (await orders.by_number("B")).is_disputed
