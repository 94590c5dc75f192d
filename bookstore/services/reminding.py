"""Sends people the links to their orders again, and tells nobody else whether there are any.

Whoever asks is answered before anybody has looked: the asking writes one row, the same for
every address, and a worker answers those rows later.
"""

from __future__ import annotations

from collections.abc import Sequence

from bookstore.domain.mail import REMIND_BACK, REMIND_EVERY, REMIND_OF
from bookstore.domain.order import WAS_PAID, Order, OrderStatus
from bookstore.services.ports import Shop

BATCH = 10
REMINDED_OF = WAS_PAID | {OrderStatus.PROCESSING}
"""Not of what was merely placed: that costs nothing, so a stranger could fill a letter with it."""


async def ask_for_orders(shop: Shop, email: str) -> None:
    """Note that somebody asks for the links to the orders of an address, at most once an hour.

    Args:
        shop: the shop.
        email: a checked address. Whether there are orders to it makes no difference here.
    """
    now = shop.clock.now()
    await shop.reminders.ask(email, at=now, unless_since=now - REMIND_EVERY)


async def answer_reminders(shop: Shop) -> int:
    """Queue a letter for each address that was asked for and has orders.

    Returns:
        How many were answered, with a letter or, where there is no order, with none.
    """
    for answered in range(BATCH):
        now = shop.clock.now()
        if not await shop.reminders.answer_next(
            at=now, statuses=REMINDED_OF, since=now - REMIND_BACK
        ):
            return answered
    return BATCH


async def orders_to_link(shop: Shop, order: Order) -> Sequence[Order]:
    """The orders that a reminder lists which is sent to this one's address, newest first."""
    return await shop.orders.by_email(
        order.terms.contact.email,
        statuses=REMINDED_OF,
        since=shop.clock.now() - REMIND_BACK,
        limit=REMIND_OF,
    )


async def forget_reminders(shop: Shop) -> int:
    """Forget who asked, once the hour is over in which nobody may ask again.

    Returns:
        How many were forgotten.
    """
    return await shop.reminders.forget(before=shop.clock.now() - REMIND_EVERY)
