"""Payments driven by Stripe's own SDK; every exchange is held against the contract."""

import httpx
import pytest
import stripe
from stripe.params import PaymentIntentCreateParams

from bookstore.sandbox.cards import Card, all_cards
from tests.contract.conftest import SDK_NOISE, Connect, Recorder

pytestmark = [pytest.mark.anyio, SDK_NOISE]

TERMS: PaymentIntentCreateParams = {
    "amount": 1999,
    "currency": "usd",
    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
}
PAID: PaymentIntentCreateParams = {**TERMS, "payment_method": "pm_card_visa", "confirm": True}
NAMED = [card for card in all_cards() if card["payment_method"]]
ASKS_THE_BUYER = ("requires_action", "requires_action_then_declined")


async def intent(
    client: stripe.StripeClient, terms: PaymentIntentCreateParams = TERMS
) -> stripe.PaymentIntent:
    return await client.v1.payment_intents.create_async({**TERMS, **terms})


async def test_a_shops_whole_payment(client: stripe.StripeClient):
    made = await client.v1.payment_intents.create_async(
        {
            "amount": 1999,
            "currency": "usd",
            "automatic_payment_methods": {"enabled": True},
            "metadata": {"order_number": "A-1"},
            "receipt_email": "a@example.com",
            "shipping": {"name": "Ada", "address": {"line1": "1 Street", "country": "DE"}},
        },
        {"idempotency_key": "order:A-1:create"},
    )
    changed = await client.v1.payment_intents.update_async(made.id, {"amount": 2499})
    paid = await client.v1.payment_intents.confirm_async(
        made.id,
        {
            "payment_method": "pm_card_visa",
            "return_url": "https://example.com/return",
            "expand": ["latest_charge.balance_transaction"],
        },
    )
    seen = await client.v1.payment_intents.retrieve_async(made.id, {"expand": ["latest_charge"]})

    assert (made.status, changed.amount) == ("requires_payment_method", 2499)
    assert (paid.status, paid.amount_received) == ("succeeded", 2499)
    assert isinstance(paid.latest_charge, stripe.Charge)
    assert isinstance(paid.latest_charge.balance_transaction, stripe.BalanceTransaction)
    assert isinstance(seen.latest_charge, stripe.Charge)
    assert seen.metadata["order_number"] == "A-1"
    assert paid.last_response is not None
    assert str(paid.last_response.request_id).startswith("req_")


@pytest.mark.parametrize("card", NAMED, ids=lambda card: card["payment_method"])
async def test_every_card_ends_as_published(client: stripe.StripeClient, card: Card):
    made = await intent(client)
    confirm = client.v1.payment_intents.confirm_async
    if card["code"] is None or card["outcome"] in ASKS_THE_BUYER:
        after = await confirm(made.id, {"payment_method": card["payment_method"] or ""})
        asks = card["outcome"] in ASKS_THE_BUYER
        assert after.status == ("requires_action" if asks else "succeeded")
        return

    with pytest.raises(stripe.CardError) as caught:
        await confirm(made.id, {"payment_method": card["payment_method"] or ""})

    error = caught.value.error
    assert error is not None
    assert error.payment_intent is not None
    assert (caught.value.http_status, caught.value.code) == (402, card["code"])
    assert getattr(error, "decline_code", None) == card["decline_code"]
    assert caught.value.user_message == card["message"]
    assert error.payment_intent.status == "requires_payment_method"
    assert error.payment_intent.latest_charge == error.charge


async def test_the_banks_check_is_answered_on_its_page(client: stripe.StripeClient):
    made = await intent(
        client, {**TERMS, "confirm": True, "payment_method": "pm_card_authenticationRequired"}
    )
    assert made.next_action is not None
    url = made.next_action["use_stripe_sdk"]["stripe_js"]

    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(url)
        await browser.post(url, data={"outcome": "complete"})

    assert "Complete authentication" in page.text
    paid = await client.v1.payment_intents.retrieve_async(made.id)
    assert paid.status == "succeeded"


async def test_holding_capturing_and_canceling(client: stripe.StripeClient):
    held = await intent(client, {**PAID, "capture_method": "manual"})
    paid = await client.v1.payment_intents.capture_async(held.id, {"amount_to_capture": 1000})
    other = await intent(client)
    canceled = await client.v1.payment_intents.cancel_async(
        other.id, {"cancellation_reason": "abandoned"}
    )

    assert (held.status, held.amount_capturable) == ("requires_capture", 1999)
    assert (paid.status, paid.amount_received) == ("succeeded", 1000)
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")


async def test_refunds_balance_and_events(client: stripe.StripeClient):
    paid = await intent(client, PAID)
    refund = await client.v1.refunds.create_async(
        {"payment_intent": paid.id, "amount": 500, "reason": "requested_by_customer"}
    )
    seen = await client.v1.refunds.retrieve_async(refund.id, {"expand": ["charge.refunds"]})
    listed = await client.v1.refunds.list_async({"payment_intent": paid.id})
    charges = await client.v1.charges.list_async({"payment_intent": paid.id})
    events = await client.v1.events.list_async({"type": "charge.refunded", "limit": 1})
    event = await client.v1.events.retrieve_async(events.data[0].id)
    balance = await client.v1.balance.retrieve_async()

    assert isinstance(seen.charge, stripe.Charge)
    assert seen.charge.amount_refunded == 500
    assert [r.id for r in listed.data] == [refund.id]
    assert [c.id for c in charges.data] == [seen.charge.id]
    assert event.data.object["id"] == seen.charge.id
    assert balance.pending[0].currency == "usd"


async def test_a_long_list_is_walked_by_the_sdk(client: stripe.StripeClient):
    made = [(await intent(client, {**TERMS, "description": "walk"})).id for _ in range(5)]

    page = await client.v1.payment_intents.list_async({"limit": 2})
    walked = [one.id async for one in page.auto_paging_iter() if one.description == "walk"]

    assert walked == made[::-1]


async def test_a_method_made_from_a_token(client: stripe.StripeClient):
    made = await client.v1.payment_methods.create_async(
        {"type": "card", "card": {"token": "tok_visa"}, "billing_details": {"name": "Ada"}}
    )
    seen = await client.v1.payment_methods.retrieve_async(made.id)

    assert seen.billing_details.name == "Ada"
    assert seen.card is not None
    assert seen.card.last4 == "4242"


async def test_the_sdk_asks_for_the_version_we_imitate(client: stripe.StripeClient):
    made = await intent(client)

    assert made.last_response is not None
    assert made.last_response.headers["stripe-version"] == "2026-10-28.endive"


async def test_a_browsers_key_may_only_look_with_the_secret(
    connect: Connect, client: stripe.StripeClient, recorder: Recorder
):
    made = await intent(client)
    browser = connect("pk_test_contract")

    seen = await browser.v1.payment_intents.retrieve_async(
        made.id, {"client_secret": made.client_secret or ""}
    )
    with pytest.raises(stripe.PermissionError):
        await browser.v1.payment_intents.list_async()

    assert seen.status == "requires_payment_method"
    recorder.exchanges[1:2] = []  # a browser sees less than the contract of the server's answer
