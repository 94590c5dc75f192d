"""The shop's own endpoints: what a webhook may do, and what the health answers say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from bookstore import wiring
from bookstore.domain.order import Mode, OrderStatus
from bookstore.http import MAX_WEBHOOK_BYTES, make_http
from bookstore.wiring import STRIPE_STATE_MAX_AGE_SECONDS, Premises
from tests.counter import LIVE_KEYS, TEST_KEYS, WEBHOOK_SECRET, client_of, premises_of
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
SIGNATURE = f"signed:{WEBHOOK_SECRET}"


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(mode=Mode.TEST)


@pytest.fixture
def premises(shop: FakeShop, tmp_path: Path) -> Premises:
    return premises_of(shop, tmp_path, {**TEST_KEYS, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET})


@pytest.fixture
async def client(premises: Premises) -> AsyncGenerator[AsyncClient]:
    with wiring.use(premises):
        async with client_of(make_http("http://shop.test")) as client:
            yield client
    await premises.database.close()


async def send(
    client: AsyncClient,
    intent_id: str | None = "pi_1",
    *,
    signature: str = SIGNATURE,
    livemode: bool = False,
) -> Response:
    event = {"id": "evt_1", "type": "any", "intent_id": intent_id, "livemode": livemode}
    return await client.post(
        "/stripe/webhook",
        content=json.dumps(event),
        headers={"stripe-signature": signature} if signature else {},
    )


async def test_webhook_settles_the_order_and_is_remembered(
    client: AsyncClient, shop: FakeShop
) -> None:
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    answer = await send(client, payable.intent.id)

    assert answer.status_code == 200
    assert shop.orders.orders[payable.order.number].status is OrderStatus.PAID
    assert shop.orders.webhook_events == {"evt_1"}


async def test_webhook_asks_stripe_and_does_not_believe_the_event(
    client: AsyncClient, shop: FakeShop
) -> None:
    payable = await placed(shop)

    answer = await send(client, payable.intent.id)

    assert answer.status_code == 200
    assert shop.payments.called("retrieve_intent") == [payable.intent.id]
    assert shop.orders.orders[payable.order.number].status is OrderStatus.AWAITING_PAYMENT


@pytest.mark.parametrize("signature", ["", "signed:another", "t=1,v1=00"])
async def test_webhook_that_stripe_did_not_sign_is_refused(
    client: AsyncClient, shop: FakeShop, signature: str
) -> None:
    answer = await send(client, signature=signature)

    assert answer.status_code == 400
    assert shop.payments.calls == []
    assert shop.orders.webhook_events == set()


async def test_webhook_over_the_limit_is_refused(client: AsyncClient, shop: FakeShop) -> None:
    event = json.dumps({"id": "evt_1", "type": "any", "intent_id": None, "livemode": False})
    headers = {"stripe-signature": SIGNATURE}

    at_the_limit = await client.post(
        "/stripe/webhook", content=event.ljust(MAX_WEBHOOK_BYTES), headers=headers
    )
    events_before = set(shop.orders.webhook_events)
    over_it = await client.post(
        "/stripe/webhook",
        content=event.replace("evt_1", "evt_2").ljust(MAX_WEBHOOK_BYTES + 1),
        headers=headers,
    )

    assert (at_the_limit.status_code, over_it.status_code) == (200, 400)
    assert shop.orders.webhook_events == events_before == {"evt_1"}


async def test_webhook_is_sent_again_while_stripe_does_not_answer(
    client: AsyncClient, shop: FakeShop
) -> None:
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.payments.fail("retrieve_intent")

    first = await send(client, payable.intent.id)
    remembered = set(shop.orders.webhook_events)
    second = await send(client, payable.intent.id)

    assert (first.status_code, remembered) == (500, set())
    assert second.status_code == 200
    assert shop.orders.orders[payable.order.number].status is OrderStatus.PAID


async def test_webhook_is_sent_again_after_any_failure_of_ours(
    client: AsyncClient, shop: FakeShop
) -> None:
    async def break_down() -> None:
        raise ZeroDivisionError

    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    shop.orders.meanwhile("mark_paid", break_down)

    answer = await send(client, payable.intent.id)

    assert answer.status_code == 500
    assert shop.orders.webhook_events == set()


async def test_webhook_of_another_mode_is_ignored(client: AsyncClient, shop: FakeShop) -> None:
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)

    answer = await send(client, payable.intent.id, livemode=True)

    assert answer.status_code == 200
    assert shop.payments.called("retrieve_intent") == []
    assert shop.orders.orders[payable.order.number].status is OrderStatus.AWAITING_PAYMENT


async def test_webhook_of_test_mode_is_ignored_by_a_live_shop(tmp_path: Path) -> None:
    shop = make_shop(mode=Mode.LIVE)
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    opened = premises_of(shop, tmp_path, LIVE_KEYS)

    with wiring.use(opened):
        async with client_of(make_http("https://shop.example.com")) as client:
            of_test = await send(client, payable.intent.id, livemode=False)
            asked = shop.payments.called("retrieve_intent")
            of_live = await send(client, payable.intent.id, livemode=True)
    await opened.database.close()

    assert (of_test.status_code, asked) == (200, [])
    assert of_live.status_code == 200
    assert shop.orders.orders[payable.order.number].status is OrderStatus.PAID


async def test_webhook_about_no_order_of_ours_is_taken_once_and_for_all(
    client: AsyncClient, shop: FakeShop
) -> None:
    payable = await placed(shop)
    del shop.orders.orders[payable.order.number]

    of_a_lost_order = await send(client, payable.intent.id)
    of_an_unknown_intent = await send(client, "pi_unknown")
    of_no_intent = await send(client, None)

    answers = [of_a_lost_order, of_an_unknown_intent, of_no_intent]
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert shop.orders.webhook_events == {"evt_1"}


async def test_webhook_that_comes_again_changes_nothing_and_is_told_once(
    client: AsyncClient, shop: FakeShop
) -> None:
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    await send(client, payable.intent.id)
    timeline = list(shop.orders.events)

    await send(client, payable.intent.id)
    answer = await send(client, payable.intent.id)

    assert answer.status_code == 200
    assert shop.orders.events[:-1] == timeline
    assert shop.orders.events[-1].text == "Stripe's event evt_1 came again and was ignored."


async def test_no_webhook_is_believed_without_a_secret(tmp_path: Path) -> None:
    shop = make_shop(mode=Mode.TEST)
    opened = premises_of(shop, tmp_path, TEST_KEYS)

    with wiring.use(opened):
        async with client_of(make_http("http://shop.test")) as client:
            answer = await send(client, signature="signed:None")
    await opened.database.close()

    assert answer.status_code == 503
    assert shop.orders.webhook_events == set()


async def test_webhook_is_only_posted(client: AsyncClient) -> None:
    assert (await client.get("/stripe/webhook")).status_code == 405


async def test_process_is_alive_without_a_shop() -> None:
    async with client_of(make_http("http://shop.test")) as client:
        answer = await client.get("/healthz")

    assert answer.status_code == 200


async def test_shop_is_not_ready_before_it_is_open() -> None:
    async with client_of(make_http("http://shop.test")) as client:
        answer = await client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": "not open", "stripe": "unknown"}


async def test_shop_is_not_ready_without_its_tables(
    client: AsyncClient, premises: Premises
) -> None:
    before = await client.get("/readyz")
    await premises.database.migrate()
    after = await client.get("/readyz")

    assert (before.status_code, after.status_code) == (503, 200)
    assert before.json()["database"] == "unreachable or not migrated"
    assert after.json() == {"database": "ready", "stripe": "answers", "mode": "test"}


async def test_stripe_being_down_is_named_and_stops_nobody(
    client: AsyncClient, premises: Premises, shop: FakeShop
) -> None:
    await premises.database.migrate()
    shop.payments.is_up = False

    answer = await client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["stripe"] == "does not answer"


@pytest.mark.parametrize(("past_seconds", "said"), [(-1.0, "answers"), (1.0, "does not answer")])
async def test_stripe_is_asked_at_most_every_30_seconds(
    shop: FakeShop, premises: Premises, past_seconds: float, said: str
) -> None:
    now = asyncio.get_running_loop().time()
    asked_at = now - STRIPE_STATE_MAX_AGE_SECONDS - past_seconds
    shop.payments.is_up = False
    lately = Premises(shop, premises.settings, premises.database, _stripe_state=(asked_at, True))

    with wiring.use(lately):
        async with client_of(make_http("http://shop.test")) as client:
            answer = await client.get("/readyz")
    await premises.database.close()

    assert STRIPE_STATE_MAX_AGE_SECONDS == 30.0
    assert answer.json()["stripe"] == said


async def test_robots_are_kept_from_private_pages_and_told_of_the_sitemap() -> None:
    async with client_of(make_http("https://shop.example.com")) as client:
        rules = (await client.get("/robots.txt", headers={"host": "evil.test"})).text.splitlines()

    assert {"Disallow: /cart", "Disallow: /checkout", "Disallow: /success"} <= set(rules)
    assert "Sitemap: https://shop.example.com/sitemap.xml" in rules
