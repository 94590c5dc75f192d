"""Sends the letters that are due: claim, send, note. No transaction is open while one is sent."""

from __future__ import annotations

import asyncio
import logging

from bookstore.domain.errors import MailNotSent
from bookstore.domain.mail import Mail, MailKind
from bookstore.domain.order import Order
from bookstore.services.correspondence import Postman
from bookstore.services.ports import Shop
from bookstore.services.reminding import orders_to_link

log = logging.getLogger("bookstore.mailing")

BATCH = 10
SEND_SECONDS = 20  # for each letter: all of a batch are sent well within the lease of its claim


async def send_due_mail(shop: Shop) -> int:
    """Send what is due, each letter once as far as SMTP allows.

    Returns:
        How many letters were taken up, sent or not.
    """
    if shop.postman is None:
        return 0
    claimed = await shop.mails.claim_due(shop.clock.now(), limit=BATCH)
    for mail in claimed:
        await _send_one(shop, shop.postman, mail)
    return len(claimed)


async def _send_one(shop: Shop, postman: Postman, mail: Mail) -> None:
    order = await shop.orders.by_number(mail.order_number)
    if order.terms.contact.is_erased:
        await shop.mails.drop(mail, "the contact was erased", at=shop.clock.now())
        return
    if mail.is_overtaken(order):
        await shop.mails.drop(mail, "the order has moved on", at=shop.clock.now())
        return
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await _hand_over(shop, postman, mail, order)
    except (MailNotSent, TimeoutError) as error:
        await _put_back(shop, mail, str(error) or "it took too long")
    else:
        await shop.mails.mark_sent(mail, at=shop.clock.now())


async def _hand_over(shop: Shop, postman: Postman, mail: Mail, order: Order) -> None:
    if mail.kind is MailKind.REMINDER:
        await postman.send(mail, order, linked=await orders_to_link(shop, order))
    else:
        await postman.send(mail, order)


async def _put_back(shop: Shop, mail: Mail, reason: str) -> None:
    now = shop.clock.now()
    if mail.is_too_late(now):
        log.error("ALARM mail %s of order %s is given up: %s", mail.name, mail.order_number, reason)
        await shop.mails.drop(mail, f"a week of tries failed ({reason})", at=now)
        return
    retry_at = mail.retry_at(now)
    log.warning(
        "Mail %s of order %s is not sent (%s); it is tried again in %.0f minutes.",
        mail.name,
        mail.order_number,
        reason,
        (retry_at - now).total_seconds() / 60,
    )
    await shop.mails.mark_failed(mail, reason, at=now, retry_at=retry_at)
