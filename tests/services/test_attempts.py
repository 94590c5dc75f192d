"""Each attempt to pay is in the timeline, once, with the reason in words."""

from __future__ import annotations

import pytest

from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import verify_payment
from bookstore.services.reconciliation import reconcile
from tests.fakes import FakeShop, make_shop
from tests.services.placing import all_at_once, placed

pytestmark = pytest.mark.anyio


async def decline(shop: FakeShop, method: str, code: str) -> None:
    """A card is declined; the browser's answer, the webhook and the reconciler see it."""
    shop.payments.change(
        "pi_1",
        IntentStatus.REQUIRES_PAYMENT_METHOD,
        error_code="card_declined",
        decline_code=code,
        method_id=method,
    )
    await all_at_once([lambda: verify_payment(shop, "pi_1")] * 3)
    shop.clock.pass_time(minutes=1)
    await reconcile(shop)


async def test_each_decline_is_told_once_with_its_reason() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number
    await decline(shop, "pm_1", "insufficient_funds")
    await decline(shop, "pm_2", "insufficient_funds")
    await decline(shop, "pm_3", "lost_card")

    assert shop.orders.notes(number, "declined") == [
        "Not paid: there is not enough money for this payment (insufficient funds) "
        "(insufficient_funds, pm_1).",
        "Not paid: there is not enough money for this payment (insufficient funds) "
        "(insufficient_funds, pm_2).",
        "Not paid: your card was declined (lost_card, pm_3).",
    ]


async def test_bank_that_asks_is_told_once_per_attempt() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number
    for method in ("pm_1", "pm_1", "pm_2"):
        shop.payments.change("pi_1", IntentStatus.REQUIRES_ACTION, method_id=method)
        await verify_payment(shop, "pi_1")

    assert shop.orders.notes(number, "bank") == [
        "The bank asks the shopper to confirm the payment (pm_1).",
        "The bank asks the shopper to confirm the payment (pm_2).",
    ]


async def test_intent_that_was_never_tried_leaves_no_line() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number

    await verify_payment(shop, "pi_1")

    assert shop.orders.notes(number, "declined") == shop.orders.notes(number, "bank") == []


async def test_late_refusal_is_told_with_its_reason() -> None:
    shop = make_shop()
    number = (await placed(shop)).order.number
    shop.payments.change("pi_1", IntentStatus.PROCESSING, method_id="pm_1")
    await verify_payment(shop, "pi_1")
    shop.payments.change(
        "pi_1", IntentStatus.REQUIRES_PAYMENT_METHOD, error_code="no_account", method_id="pm_1"
    )
    await verify_payment(shop, "pi_1")

    kinds = [event.kind for event in await shop.orders.timeline(number)]
    assert kinds == ["placed", "processing", "declined", "waiting"]
    (said,) = shop.orders.notes(number, "declined")
    assert said == "Not paid: the bank could not find this account (no_account, pm_1)."
