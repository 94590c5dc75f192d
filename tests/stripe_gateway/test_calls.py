"""What goes over the wire to Stripe, under which key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookstore.domain.money import Money
from bookstore.domain.payment import IntentStatus
from bookstore.stripe_gateway import EVENTS, StripeGateway
from tests.fakes import CONTACT
from tests.stripe_gateway.desk import CHARGE, INTENT, REFUND, Desk
from tests.stripe_gateway.orders import ORDER, TERMS

pytestmark = pytest.mark.anyio
SECRET = "whsec_made_by_stripe"


async def test_create_sends_the_frozen_terms_under_the_key_of_the_order(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(INTENT)

    intent = await gateway.create_intent(ORDER, TERMS)

    (sent,) = desk.requests
    assert (sent.method, sent.path) == ("POST", "/v1/payment_intents")
    assert sent.idempotency_key == "order:B-1:create"
    assert sent.headers["Authorization"] == "Bearer sk_test_of_these_tests"
    assert sent.form["amount"] == "3500"
    assert sent.form["currency"] == "usd"
    assert sent.form["automatic_payment_methods[enabled]"] == "true"
    assert sent.form["metadata[order_number]"] == "B-1"
    assert sent.form["metadata[order_revision]"] == "1"
    assert sent.form["receipt_email"] == CONTACT.email
    assert sent.form["shipping[name]"] == CONTACT.name
    assert sent.form["shipping[address][country]"] == "GB"
    assert sent.form["shipping[address][postal_code]"] == CONTACT.postal_code
    assert sent.form["expand[0]"] == "latest_charge"
    assert intent.id == "pi_1"


async def test_second_line_of_the_address_is_sent_where_there_is_one(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(INTENT)
    with_flat = replace(TERMS, contact=replace(CONTACT, line2="Flat 3"))

    for terms in (TERMS, with_flat):
        await gateway.create_intent(ORDER, terms)

    without, with_it = (sent.form for sent in desk.requests)
    assert "shipping[address][line2]" not in without
    assert with_it["shipping[address][line2]"] == "Flat 3"


async def test_create_sends_the_same_every_time(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(INTENT)

    for order in (ORDER, replace(ORDER, proposed=4, revision=3)):
        await gateway.create_intent(order, TERMS)

    first, second = desk.requests
    assert first.form == second.form
    assert first.idempotency_key == second.idempotency_key


async def test_no_token_and_no_key_of_a_browser_is_told_to_stripe(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(INTENT)

    await gateway.create_intent(ORDER, TERMS)

    told = str(desk.requests)
    assert ORDER.token not in told
    assert ORDER.checkout_key not in told


async def test_update_names_its_revision(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(INTENT)

    await gateway.update_intent(replace(ORDER, intent_id="pi_1"), 2, TERMS)

    (sent,) = desk.requests
    assert sent.path == "/v1/payment_intents/pi_1"
    assert sent.idempotency_key == "order:B-1:update:2"
    assert sent.form["amount"] == "3500"
    assert sent.form["metadata[order_revision]"] == "2"
    assert sent.form["receipt_email"] == CONTACT.email
    assert "currency" not in sent.form
    assert "metadata[order_number]" not in sent.form


async def test_retrieve_asks_for_the_charge_too(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(INTENT | {"latest_charge": CHARGE})

    intent = await gateway.retrieve_intent("pi_1")

    (sent,) = desk.requests
    assert (sent.method, sent.path) == ("GET", "/v1/payment_intents/pi_1")
    assert sent.form == {"expand[0]": "latest_charge"}
    assert intent.charge_id == "ch_1"


async def test_cancel_says_who_wanted_it(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(INTENT | {"status": "canceled"})

    intent = await gateway.cancel_intent("pi_1")

    (sent,) = desk.requests
    assert sent.path == "/v1/payment_intents/pi_1/cancel"
    assert sent.form["cancellation_reason"] == "requested_by_customer"
    assert intent.status is IntentStatus.CANCELED


@pytest.mark.parametrize(
    ("amount", "form"),
    [
        (None, {"payment_intent": "pi_1"}),
        (Money(1000, "usd"), {"payment_intent": "pi_1", "amount": "1000"}),
    ],
)
async def test_refund_is_made_under_the_given_key(
    desk: Desk, gateway: StripeGateway, amount: Money | None, form: dict[str, str]
) -> None:
    desk.answer(REFUND)

    refund = await gateway.refund("pi_1", amount=amount, idempotency_key="order:B-1:refund:x")

    (sent,) = desk.requests
    assert sent.form == form
    assert sent.idempotency_key == "order:B-1:refund:x"
    assert (refund.id, refund.status, refund.amount) == ("re_1", "succeeded", Money(1000, "usd"))


async def test_lost_connections_are_tried_again_under_the_same_key(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.refuse(500, may_retry=True, type="api_error")
    desk.answer(INTENT)

    await gateway.create_intent(ORDER, TERMS)

    assert [sent.idempotency_key for sent in desk.requests] == ["order:B-1:create"] * 2


@pytest.mark.parametrize(("status", "is_reachable"), [(200, True), (401, False), (500, False)])
async def test_reachable_is_a_stripe_that_takes_our_key(
    desk: Desk, gateway: StripeGateway, status: int, is_reachable: bool
) -> None:
    desk.answer({"object": "list", "data": [], "has_more": False, "url": "/v1/x"}, status)

    assert await gateway.is_reachable() is is_reachable
    assert len(desk.requests) == 1


def endpoints(*urls: str) -> dict[str, object]:
    data = [
        {"id": f"we_{n}", "object": "webhook_endpoint", "url": url} for n, url in enumerate(urls)
    ]
    return {"object": "list", "data": data, "has_more": False, "url": "/v1/webhook_endpoints"}


async def test_webhook_is_registered_for_the_events_that_we_act_on(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(endpoints("http://elsewhere/hook"))
    desk.answer({"id": "we_9", "object": "webhook_endpoint", "secret": SECRET})

    secret = await gateway.ensure_webhook("http://here/hook", known_secret="whsec_old")

    asked, made = desk.requests
    wanted = {value for name, value in made.form.items() if name.startswith("enabled_events")}
    assert (asked.method, made.method) == ("GET", "POST")
    assert wanted == set(EVENTS)
    assert made.form["url"] == "http://here/hook"
    assert secret == SECRET


async def test_webhook_whose_secret_we_know_stays(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(endpoints("http://here/hook"))

    assert await gateway.ensure_webhook("http://here/hook", known_secret=SECRET) is None
    assert len(desk.requests) == 1


async def test_webhook_whose_secret_is_lost_is_made_anew(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(endpoints("http://elsewhere/hook", "http://here/hook"))
    desk.answer({"id": "we_1", "object": "webhook_endpoint", "deleted": True})
    desk.answer({"id": "we_9", "object": "webhook_endpoint", "secret": SECRET})

    secret = await gateway.ensure_webhook("http://here/hook", known_secret=None)

    assert [(sent.method, sent.path) for sent in desk.requests[1:]] == [
        ("DELETE", "/v1/webhook_endpoints/we_1"),
        ("POST", "/v1/webhook_endpoints"),
    ]
    assert secret == SECRET


async def test_webhook_of_an_earlier_run_at_another_port_goes(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(endpoints("http://127.0.0.1:3001/hook", "http://127.0.0.1:3001/other"))
    desk.answer({"id": "we_0", "object": "webhook_endpoint", "deleted": True})
    desk.answer({"id": "we_9", "object": "webhook_endpoint", "secret": SECRET})

    await gateway.ensure_webhook("http://127.0.0.1:3000/hook", known_secret="whsec_old")

    assert [(sent.method, sent.path) for sent in desk.requests[1:]] == [
        ("DELETE", "/v1/webhook_endpoints/we_0"),
        ("POST", "/v1/webhook_endpoints"),
    ]
