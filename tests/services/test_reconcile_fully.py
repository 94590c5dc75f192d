"""Reconciling as a whole: its limits, its failures, and what is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookstore.domain.errors import PaymentRefused, PaymentUnavailable
from bookstore.domain.findings import FindingKind, in_words
from bookstore.domain.payment import IntentStatus
from bookstore.services.sweeping import compare_accounts, reconcile_fully
from tests.fakes import START, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
SINCE = START - timedelta(days=1)


async def test_a_limit_that_was_reached_is_said() -> None:
    shop = make_shop()
    await placed(shop)

    (found,) = await compare_accounts(shop, since=SINCE, limit=1)

    assert (found.kind, found.is_done) == (FindingKind.INCOMPLETE, False)


@pytest.mark.parametrize(
    "error", [PaymentUnavailable("No answer."), PaymentRefused("Not with this key.")]
)
@pytest.mark.parametrize("method", ["intents_since", "reversed_since", "retrieve_intent"])
async def test_stripe_that_cannot_be_asked_is_no_clean_bill(
    method: str, error: PaymentUnavailable | PaymentRefused
) -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.fail(method, error)

    with pytest.raises(type(error)):
        await compare_accounts(shop, since=SINCE)


async def test_everything_is_done_in_one_go() -> None:
    shop = make_shop()
    waiting = await placed(shop, key="one")
    shop.payments.pay(waiting.intent.id)
    cut_short = await placed(shop, key="two")
    shop.payments.pay(cut_short.intent.id)
    at = shop.clock.now()
    await shop.orders.mark_paid(cut_short.order.number, 1, charge_id="ch_2", at=at)
    abandoned = await placed(shop, key="three")
    shop.clock.pass_time(minutes=5)
    shop.payments.change(abandoned.intent.id, IntentStatus.CANCELED)

    found = await reconcile_fully(shop)

    assert {each.order_number: each.kind for each in found} == {
        waiting.order.number: FindingKind.SETTLED,
        cut_short.order.number: FindingKind.FULFILLED,
        abandoned.order.number: FindingKind.MOVED,
    }
    assert await reconcile_fully(shop) == []


async def test_findings_are_told_with_numbers_and_amounts() -> None:
    shop = make_shop()
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    (found,) = await compare_accounts(shop, since=SINCE)

    assert in_words(found, "en_US") == (
        "Order B-0001: Stripe has $35.00 for it (pi_1). It is paid now."
    )
