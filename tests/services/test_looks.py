"""Tab and webhook tell of a payment in the same moment: one look at Stripe is enough."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from anyio import create_task_group, fail_after, sleep
from anyio.lowlevel import checkpoint

from bookstore.domain.errors import PaymentUnavailable
from bookstore.domain.order import OrderStatus
from bookstore.domain.payment import IntentStatus, Outcome, WebhookEvent
from bookstore.services.checkout import verify_payment
from bookstore.services.finding import find_payment
from bookstore.services.hearing import hear
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
EVENT = WebhookEvent("evt_1", "any", "pi_1", livemode=False, status=IntentStatus.SUCCEEDED)


@pytest.fixture
async def shop() -> FakeShop:
    """A shop with one order, whose payment went through just now."""
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.calls.clear()
    return shop


async def during(
    shop: FakeShop, first: Awaitable[object], then: Callable[[], Awaitable[object]]
) -> list[object]:
    """Begin `then` while `first` waits for Stripe; answer what both came to."""
    answers: list[object] = []

    async def answer(work: Awaitable[object]) -> None:
        answers.append(await work)

    async with create_task_group() as tasks:

        async def begin_the_other() -> None:
            tasks.start_soon(answer, then())
            for _ in range(20):  # it goes as far as it can
                await checkpoint()

        shop.payments.meanwhile("retrieve_intent", begin_the_other)
        tasks.start_soon(answer, first)
    return answers


def secret(shop: FakeShop) -> str:
    return shop.payments.intents["pi_1"].client_secret


async def test_webhook_that_comes_while_the_tab_asks_asks_nothing(shop: FakeShop) -> None:
    await during(shop, verify_payment(shop, "pi_1"), lambda: hear(shop, EVENT))

    assert shop.payments.called("retrieve_intent") == ["pi_1"]
    assert shop.orders.orders["B-0001"].status is OrderStatus.PAID


async def test_tab_that_answers_while_the_webhook_asks_asks_nothing_and_sees_it_paid(
    shop: FakeShop,
) -> None:
    found = await during(
        shop,
        hear(shop, EVENT),
        lambda: find_payment(shop, checkout_key="", client_secret=secret(shop)),
    )

    assert shop.payments.called("retrieve_intent") == ["pi_1"]
    (payment,) = [each for each in found if hasattr(each, "verdict")]
    assert getattr(payment, "verdict").outcome is Outcome.PAID  # noqa: B009 - one of two kinds


async def test_look_that_began_before_the_payment_is_not_believed(shop: FakeShop) -> None:
    shop.payments.change("pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD)

    async def told_of_the_payment() -> object:
        shop.payments.pay("pi_1")
        return await find_payment(shop, checkout_key="", client_secret=secret(shop))

    early = shop.payments.intents["pi_1"]
    retrieve = shop.payments.retrieve_intent

    async def answer_late(intent_id: str) -> object:
        await retrieve(intent_id)
        shop.payments.retrieve_intent = retrieve
        return early

    shop.payments.retrieve_intent = answer_late  # pyright: ignore[reportAttributeAccessIssue] - an answer that was on its way
    await during(shop, verify_payment(shop, "pi_1"), told_of_the_payment)

    assert shop.payments.called("retrieve_intent") == ["pi_1", "pi_1"]
    assert shop.orders.orders["B-0001"].status is OrderStatus.PAID


async def test_refund_told_of_while_the_payment_is_looked_at_is_asked_about(
    shop: FakeShop,
) -> None:
    refunded = replace(EVENT, status=None, refunded_minor=3500)

    await during(shop, verify_payment(shop, "pi_1"), lambda: hear(shop, refunded))

    assert shop.payments.called("retrieve_intent") == ["pi_1", "pi_1"]


async def test_look_that_failed_leaves_the_next_one_to_ask(shop: FakeShop) -> None:
    shop.payments.fail("retrieve_intent")

    with pytest.raises(PaymentUnavailable):
        await verify_payment(shop, "pi_1")
    await hear(shop, EVENT)

    assert shop.orders.orders["B-0001"].status is OrderStatus.PAID


async def test_look_that_was_given_up_keeps_nobody_waiting(shop: FakeShop) -> None:
    async with create_task_group() as tasks:
        shop.payments.meanwhile("retrieve_intent", lambda: sleep(3600))
        tasks.start_soon(verify_payment, shop, "pi_1")
        for _ in range(20):
            await checkpoint()
        tasks.cancel_scope.cancel()

    with fail_after(5):
        assert await shop.looks.join("pi_1") is None
