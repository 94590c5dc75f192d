"""Letters: queued once by the step that they tell of, sent once, tried again, given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bookstore.domain.mail import Mail
from bookstore.domain.money import Money
from bookstore.domain.order import Order
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import verify_payment
from bookstore.services.forgetting import forget_order
from bookstore.services.fulfilment import refund_order
from bookstore.services.mailing import send_due_mail
from tests.fake_mails import FakePostman
from tests.fakes import FakeShop, make_shop
from tests.services.placing import all_at_once, placed

pytestmark = pytest.mark.anyio


async def paid(shop: FakeShop) -> str:
    """The number of a paid order."""
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    return (await verify_payment(shop, payable.intent.id)).order.number


def sent(shop: FakeShop) -> list[str]:
    assert shop.postman
    return [mail.name for mail, _ in shop.postman.sent]


async def test_a_paid_order_is_confirmed_once() -> None:
    shop = make_shop()
    await paid(shop)

    taken = [await send_due_mail(shop), await send_due_mail(shop)]

    assert taken == [1, 0]
    assert sent(shop) == ["confirmation"]


async def test_two_workers_never_send_the_same_letter() -> None:
    shop = make_shop()
    await paid(shop)

    await all_at_once([lambda: send_due_mail(shop), lambda: send_due_mail(shop)])

    assert sent(shop) == ["confirmation"]


async def test_an_unpaid_order_gets_no_letter() -> None:
    shop = make_shop()
    await placed(shop)

    assert await send_due_mail(shop) == 0


async def test_each_refund_gets_its_letter() -> None:
    shop = make_shop()
    number = await paid(shop)
    await refund_order(shop, number, amount=Money(1000, "usd"))
    await refund_order(shop, number, amount=None)

    await send_due_mail(shop)

    assert sent(shop) == ["confirmation", "refunded-1000", "refunded-3500"]


async def test_an_order_that_cannot_be_filled_gets_one_apology() -> None:
    shop = make_shop()
    payable = await placed(shop)
    await shop.orders.mark_canceled(payable.order.number, at=shop.clock.now())
    shop.books.sold[1] = 10
    shop.payments.pay(payable.intent.id)
    await verify_payment(shop, payable.intent.id)

    await send_due_mail(shop)

    assert len(shop.payments.refunds) == 1
    assert sent(shop) == ["unfillable"]


async def test_what_the_server_refuses_is_tried_again_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop = make_shop()
    number = await paid(shop)
    assert shop.postman
    shop.postman.refusals = ["the mail server answered 451", "the mail server answered 451"]

    waits: list[int] = []
    while not shop.postman.sent:
        await send_due_mail(shop)
        waits.append(int((shop.mails.due[1] - shop.clock.now()).total_seconds()))
        shop.clock.pass_time(seconds=waits[-1])

    assert waits[:2] == [60, 300]
    assert sent(shop) == ["confirmation"]
    assert number in caplog.text
    assert "451" in caplog.text


async def test_a_letter_is_not_tried_before_its_time() -> None:
    shop = make_shop()
    await paid(shop)
    assert shop.postman
    shop.postman.refusals = ["not now"]
    await send_due_mail(shop)

    shop.clock.pass_time(seconds=59)

    assert await send_due_mail(shop) == 0


async def die() -> None:
    raise ConnectionError("The process ends here.")


async def test_a_crash_after_sending_repeats_the_letter_once() -> None:
    shop = make_shop()
    await paid(shop)
    shop.mails.meanwhile("mark_sent", die)
    with pytest.raises(ConnectionError):
        await send_due_mail(shop)

    early = await send_due_mail(shop)
    shop.clock.pass_time(minutes=5)
    late = [await send_due_mail(shop), await send_due_mail(shop)]

    assert (early, late) == (0, [1, 0])
    assert sent(shop) == ["confirmation", "confirmation"]


async def test_a_letter_is_given_up_when_a_week_of_tries_failed() -> None:
    shop = make_shop()
    await paid(shop)
    assert shop.postman
    shop.postman.refusals = ["greylisted", "the mailbox is full"]

    await send_due_mail(shop)
    shop.clock.pass_time(days=7, seconds=1)
    await send_due_mail(shop)

    assert sent(shop) == []
    assert shop.mails.dropped == {1: "a week of tries failed (the mailbox is full)"}


async def test_a_letter_is_sent_when_the_shop_was_closed_for_a_week() -> None:
    shop = make_shop()
    await paid(shop)

    shop.clock.pass_time(days=8)
    await send_due_mail(shop)

    assert sent(shop) == ["confirmation"]
    assert shop.mails.dropped == {}


async def test_a_forgotten_shopper_gets_no_letter() -> None:
    shop = make_shop()
    number = await paid(shop)

    await forget_order(shop, number, even_unshipped=True)
    await send_due_mail(shop)

    assert sent(shop) == []
    assert shop.mails.dropped == {1: "the contact was erased"}


async def test_without_a_postman_letters_wait() -> None:
    shop = make_shop(postman=None)
    await paid(shop)

    assert await send_due_mail(shop) == 0
    assert shop.mails.due == {1: shop.clock.now()}
    assert not shop.sends_mail


class SilentPostman(FakePostman):
    async def send(self, mail: Mail, order: Order, *, linked: Sequence[Order] = ()) -> None:
        raise TimeoutError


async def test_a_silent_server_is_asked_again_later() -> None:
    shop = make_shop(postman=SilentPostman())
    await paid(shop)

    await send_due_mail(shop)

    assert shop.mails.failed == {1: "it took too long"}
    assert shop.mails.due[1] == shop.clock.now() + timedelta(minutes=1)


async def bank_says(shop: FakeShop, status: IntentStatus) -> None:
    """The bank of the only intent answers, and a webhook tells us."""
    shop.payments.change("pi_1", status)
    await verify_payment(shop, "pi_1")


async def test_each_step_of_a_slow_payment_has_its_letter() -> None:
    shop = make_shop()
    await placed(shop)
    for status in (
        IntentStatus.PROCESSING,
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        IntentStatus.PROCESSING,
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        IntentStatus.SUCCEEDED,
    ):
        await bank_says(shop, status)
        await bank_says(shop, status)  # as the browser and the webhook both do
        await send_due_mail(shop)
        await send_due_mail(shop)

    assert sent(shop) == ["processing", "failed", "processing-2", "failed-2", "confirmation"]


async def test_letter_that_is_no_longer_true_is_not_sent() -> None:
    shop = make_shop()
    await placed(shop)
    await bank_says(shop, IntentStatus.PROCESSING)
    await bank_says(shop, IntentStatus.SUCCEEDED)

    await send_due_mail(shop)

    assert sent(shop) == ["confirmation"]
    assert list(shop.mails.dropped.values()) == ["the order has moved on"]


async def test_declined_card_gets_no_letter() -> None:
    shop = make_shop()
    await placed(shop)
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, error_code="card_declined")
    await verify_payment(shop, "pi_1")

    assert await send_due_mail(shop) == 0
