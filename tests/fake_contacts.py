"""The contacts of orders in memory, as `services/correspondence.py` says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bookstore.domain.contact import erase_contact
from bookstore.domain.order import OrderStatus

if TYPE_CHECKING:
    from tests.fake_orders import FakeOrders


class FakeContacts:
    """The contacts of the orders in memory."""

    def __init__(self, orders: FakeOrders) -> None:
        self.orders = orders

    async def forget(self, number: str, *, at: datetime, even_unshipped: bool = False) -> bool:
        order = await self.orders.by_number(number)
        if not order.may_forget(even_unshipped=even_unshipped):
            return False
        if not order.terms.contact.is_erased:
            terms = replace(order.terms, contact=erase_contact(order.terms.contact))
            self.orders.orders[number] = replace(order, terms=terms, receipt=None)
        return True

    async def abandoned(self, *, before: datetime, limit: int) -> Sequence[str]:
        return [
            order.number
            for order in self.orders.orders.values()
            if order.status is OrderStatus.CANCELED and order.created_at < before
            if not order.terms.contact.is_erased
        ][:limit]
