"""Placings that cross: other tabs act at the worst moment, Stripe answers late or refuses."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from bookstore.domain.errors import (
    BookstoreError,
    PaymentRefused,
    PaymentUnavailable,
    PaymentUnderWay,
)
from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus
from bookstore.services.checkout import place_order
from tests.fakes import CONTACT, make_shop
from tests.services.placing import placed, wish_for

pytestmark = pytest.mark.anyio


# an update that reached Stripe late leaves the intent on a revision
# earlier than the agreed one; from then on Pay offers an intent over another amount.
async def test_intent_left_on_an_earlier_revision_is_brought_up_to_date():
    shop = make_shop()
    await placed(shop, 1)

    async def other_tab():
        await place_order(shop, wish_for(5))  # proposes revision 3, updates, agrees

    shop.payments.meanwhile("update_intent", other_tab)
    with suppress(BookstoreError):
        await place_order(shop, wish_for(2))  # revision 2, reaches Stripe after revision 3
    payable = await place_order(shop, wish_for(5))  # the second tab presses Pay again

    assert payable.intent.amount == payable.order.terms.total == Money(12_700, "usd")


async def test_copies_are_held_for_what_the_intent_would_charge():
    shop = make_shop()
    await placed(shop, 1)

    async def other_tab():
        await place_order(shop, wish_for(1, book_id=2))

    shop.payments.meanwhile("update_intent", other_tab)
    try:
        payable = await place_order(shop, wish_for(2))
    except BookstoreError:
        return
    held = shop.orders.holds[payable.order.number]
    terms = await shop.orders.terms_at(payable.order.number, payable.intent.order_revision or 0)
    assert all(held.get(book_id, 0) >= n for book_id, n in terms.copies().items())


# update_intent is called without looking first; Stripe allows a new amount in
# requires_action too (its own message lists it), so a second tab changes the amount during 3DS.
async def test_changed_cart_while_the_bank_asks_leaves_the_amount_alone():
    shop = make_shop()
    first = await placed(shop, 1)
    shop.payments.change(first.intent.id, IntentStatus.REQUIRES_ACTION)

    with pytest.raises(PaymentUnderWay):
        await place_order(shop, wish_for(2))

    assert shop.payments.intents[first.intent.id].amount == Money(3500, "usd")


# a refused update is stored by Stripe under its key and replayed.
async def test_cart_changed_during_processing_can_be_paid_after_that_failed():
    shop = make_shop()
    first = await placed(shop, 1)
    shop.payments.change(first.intent.id, IntentStatus.PROCESSING)
    with pytest.raises(PaymentUnderWay):
        await place_order(shop, wish_for(2))
    shop.payments.change(first.intent.id, IntentStatus.REQUIRES_PAYMENT_METHOD)

    payable = await place_order(shop, wish_for(2))

    assert payable.intent.amount == Money(5800, "usd")


# create always sends revision 1; what Stripe refuses for good is sent for ever.
async def test_corrected_contact_can_be_paid_after_stripe_refused_the_first():
    shop = make_shop()

    def refuse():
        shop.payments.fail("create_intent", PaymentRefused("Bad e-mail.", code="email_invalid"))

    # the fake refuses as long as revision 1's address is sent
    create = shop.payments.create_intent

    async def create_or_refuse(order, terms):
        if terms.contact.email == "ada@example.com,":
            refuse()
        return await create(order, terms)

    shop.payments.create_intent = create_or_refuse
    wrong = replace(wish_for(), contact=replace(CONTACT, email="ada@example.com,"))
    with pytest.raises(PaymentRefused):
        await place_order(shop, wrong)

    payable = await place_order(shop, wish_for())

    assert payable.intent.amount == Money(3500, "usd")


# without a key all shoppers share one order.
async def test_two_shoppers_without_a_key_do_not_share_an_order():
    with pytest.raises(ValueError, match="without a checkout key"):
        await place_order(make_shop(), wish_for(1, key=""))


# mark_canceled without looking; another tab has the secret.
async def test_refused_repetition_does_not_cancel_what_another_tab_may_pay():
    shop = make_shop()

    async def other_tab():
        await placed(shop)
        shop.payments.fail("create_intent", PaymentRefused("No."))

    shop.payments.meanwhile("create_intent", other_tab)
    with suppress(BookstoreError):
        await placed(shop)

    order, intent = shop.orders.orders["B-0001"], shop.payments.intents["pi_1"]
    assert order.is_open or intent.status is IntentStatus.CANCELED


# a replayed create answers as it did at first; the other tab is at
# the bank by now, and Stripe would take another amount.
async def test_replayed_creation_is_not_believed_about_the_status():
    shop = make_shop()

    async def other_tab():
        payable = await placed(shop, 1)
        shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_ACTION)

    shop.payments.meanwhile("create_intent", other_tab)
    with pytest.raises(BookstoreError):
        await place_order(shop, wish_for(2))

    assert shop.payments.intents["pi_1"].amount == Money(3500, "usd")


# the replay may be stale at revision 1 too. The first answer
# was lost; tab A presses Pay again and is at the bank, tab B with another cart replays the create.
async def test_replayed_creation_at_the_first_revision_is_not_believed_either():
    shop = make_shop()
    shop.payments.lose_answer("create_intent")
    with pytest.raises(PaymentUnavailable):
        await placed(shop, 1)

    async def tab_a():
        payable = await placed(shop, 1)
        shop.payments.change(payable.intent.id, IntentStatus.REQUIRES_ACTION)

    shop.payments.meanwhile("create_intent", tab_a)
    with pytest.raises(BookstoreError):
        await place_order(shop, wish_for(2))

    assert shop.payments.intents["pi_1"].amount == Money(3500, "usd")
