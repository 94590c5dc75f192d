"""Links to orders are sent to whoever ordered, once an hour, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.services.checkout import place_order, verify_payment
from bookstore.services.forgetting import forget_order
from bookstore.services.mailing import send_due_mail
from bookstore.services.reconciliation import reconcile
from bookstore.services.reminding import answer_reminders, ask_for_orders
from tests.fake_mails import FakePostman
from tests.fakes import CONTACT, FakeShop, make_shop
from tests.services.placing import placed, wish_for

pytestmark = pytest.mark.anyio


async def bought(shop: FakeShop, key: str) -> str:
    """A paid order under a key; answers its number."""
    payable = await placed(shop, key=key)
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)
    await send_due_mail(shop)
    return payable.order.number


async def reminded(shop: FakeShop) -> list[list[str]]:
    """Do what the mail's worker does; answers the orders in each reminder so far."""
    await answer_reminders(shop)
    await send_due_mail(shop)
    assert isinstance(shop.postman, FakePostman)
    return shop.postman.linked


async def test_one_letter_lists_every_order_of_the_address_newest_first() -> None:
    shop = make_shop()
    first = await bought(shop, "key-1")
    shop.clock.pass_time(days=3)
    second = await bought(shop, "key-2")

    await ask_for_orders(shop, CONTACT.email.upper())

    assert await reminded(shop) == [[second, first]]


async def test_asking_again_within_an_hour_sends_nothing_and_later_one_more() -> None:
    shop = make_shop()
    number = await bought(shop, "key-1")
    for _ in range(4):
        await ask_for_orders(shop, CONTACT.email)
        await reminded(shop)
        shop.clock.pass_time(minutes=29)

    assert await reminded(shop) == [[number], [number]]  # after 0 and 87 minutes


async def test_unknown_address_gets_no_letter() -> None:
    shop = make_shop()
    await bought(shop, "key-1")

    await ask_for_orders(shop, "somebody@example.com")

    assert await reminded(shop) == []
    assert shop.reminders.waiting == []


async def test_what_was_never_paid_is_in_no_letter() -> None:
    shop = make_shop()
    await placed(shop, key="key-1")

    await ask_for_orders(shop, CONTACT.email)

    assert await reminded(shop) == []


async def test_forgotten_and_very_old_orders_are_in_no_letter() -> None:
    shop = make_shop()
    await bought(shop, "key-1")
    shop.clock.pass_time(days=731)
    forgotten = await bought(shop, "key-2")
    await forget_order(shop, forgotten, even_unshipped=True)

    await ask_for_orders(shop, CONTACT.email)
    await ask_for_orders(shop, "erased")

    assert await reminded(shop) == []


async def test_hours_without_a_mail_server_leave_one_letter_and_not_many() -> None:
    shop = make_shop(postman=FakePostman())
    number = await bought(shop, "key-1")
    assert isinstance(shop.postman, FakePostman)
    shop.postman.refusals += ["the mail server answered 451"] * 4
    for _ in range(5):
        await ask_for_orders(shop, CONTACT.email)
        await reminded(shop)
        shop.clock.pass_time(minutes=61)
    shop.postman.refusals.clear()
    shop.clock.pass_time(days=1)

    assert await reminded(shop) == [[number]]


async def test_who_asked_is_forgotten_after_the_hour() -> None:
    shop = make_shop()
    await ask_for_orders(shop, "somebody@example.com")
    await answer_reminders(shop)

    await reconcile(shop)
    assert list(shop.reminders.asked) == ["somebody@example.com"]
    shop.clock.pass_time(minutes=61)
    await reconcile(shop)

    assert shop.reminders.asked == {}


async def test_order_of_another_address_is_in_no_letter() -> None:
    shop = make_shop()
    mine = await bought(shop, "key-1")
    other = replace(CONTACT, email="grace@example.com")
    payable = await place_order(shop, replace(wish_for(key="key-2"), contact=other))
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)

    await ask_for_orders(shop, CONTACT.email)

    assert await reminded(shop) == [[mine]]
