"""Who forges webhooks is refused, then refused in silence; Stripe is never in his way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from httpx import AsyncClient

from bookstore import wiring
from bookstore.domain.allowance import Allowance
from bookstore.domain.order import Mode, OrderStatus
from bookstore.http import make_http
from bookstore.turnstile import Limit, Limits
from tests.counter import TEST_KEYS, WEBHOOK_SECRET, client_of, premises_of
from tests.fakes import FakeShop, make_shop
from tests.services.placing import placed

pytestmark = pytest.mark.anyio
ENVIRON = {**TEST_KEYS, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET}
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def shop() -> FakeShop:
    return make_shop(mode=Mode.TEST)


async def forge(client: AsyncClient, **headers: str) -> int:
    """Send a webhook that Stripe has not signed; the status it is answered with."""
    signed = {"stripe-signature": "forged", **headers}
    return (await client.post("/stripe/webhook", content="{}", headers=signed)).status_code


async def send_honest(client: AsyncClient, intent_id: str) -> int:
    """Send one that it has."""
    event = {"id": "evt_1", "type": "any", "intent_id": intent_id, "livemode": False}
    headers = {"stripe-signature": f"signed:{WEBHOOK_SECRET}"}
    answer = await client.post("/stripe/webhook", content=json.dumps(event), headers=headers)
    return answer.status_code


async def test_address_that_forges_on_and_on_is_refused_in_silence_and_stripe_is_not(
    shop: FakeShop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    premises = premises_of(shop, tmp_path, ENVIRON)
    most = premises.limits.forging.by_address.acts
    payable = await placed(shop)
    shop.payments.pay(payable.intent.id)
    app = make_http("http://shop.test")

    with wiring.use(premises):
        async with client_of(app, address=HOME) as client:
            forged = [await forge(client) for _ in range(most + 5)]
            honest = await send_honest(client, payable.intent.id)
        async with client_of(app, address=ELSEWHERE) as other:
            elsewhere = await forge(other)
    await premises.database.close()

    assert forged == [400] * most + [429] * 5
    assert (honest, elsewhere) == (200, 400)
    assert shop.orders.orders[payable.order.number].status is OrderStatus.PAID
    assert caplog.text.count("Webhook refused") == most + 1


async def test_forger_behind_our_proxy_is_counted_by_his_own_address(
    shop: FakeShop, tmp_path: Path
) -> None:
    premises = premises_of(shop, tmp_path, {**ENVIRON, "TRUSTED_PROXY_HOPS": "1"})
    premises.limits = Limits(forging=Limit(Allowance(1, 60), Allowance(1, 60)))

    with wiring.use(premises):
        async with client_of(make_http("http://shop.test")) as proxy:
            answers = [
                await forge(proxy, **{"x-forwarded-for": said})
                for said in (HOME, f"{ELSEWHERE}, {HOME}", ELSEWHERE)
            ]
    await premises.database.close()

    assert answers == [400, 429, 400]
