"""Faults on demand over a real socket, as Stripe's own SDK meets them."""

from collections.abc import Generator, Mapping
from typing import Any

import httpx
import pytest
import stripe

from tests.contract.conftest import SDK_NOISE, Connect, Recorder, serve

pytestmark = [pytest.mark.anyio, SDK_NOISE]

TERMS: Any = {"amount": 1999, "currency": "usd"}


class Controls:
    """The controls of one sandbox, as a program works them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._caller = httpx.Client(trust_env=False, base_url=f"{url}/control")

    def fault(self, **fault: object) -> None:
        self._caller.post("/faults", json=fault).raise_for_status()

    def clear(self) -> None:
        self._caller.delete("/faults").raise_for_status()

    def close(self) -> None:
        self._caller.close()


@pytest.fixture(scope="module")
def faulty() -> Generator[Controls]:
    with serve("--memory") as url:
        controls = Controls(url)
        yield controls
        controls.close()


@pytest.fixture(autouse=True)
def well_afterwards(faulty: Controls) -> Generator[None]:
    yield
    faulty.clear()


@pytest.fixture
def shop(connect: Connect, faulty: Controls) -> stripe.StripeClient:
    return connect(url=faulty.url)


async def create(client: stripe.StripeClient, key: str) -> stripe.PaymentIntent:
    return await client.v1.payment_intents.create_async(TERMS, {"idempotency_key": key})


async def ids(client: stripe.StripeClient) -> set[str]:
    listed = await client.v1.payment_intents.list_async({"limit": 100})
    return {intent.id for intent in listed.data}


@pytest.mark.parametrize(("kind", "made"), [("cut_before", 0), ("cut_after", 1)])
async def test_a_cut_connection_is_a_connection_error(
    shop: stripe.StripeClient, faulty: Controls, kind: str, made: int
):
    before = await ids(shop)
    faulty.fault(kind=kind, operation="POST /v1/payment_intents", times=1)

    with pytest.raises(stripe.APIConnectionError):
        await create(shop, kind)
    after = await ids(shop)
    healed = await create(shop, kind)

    assert len(after - before) == made
    assert len(await ids(shop) - before) == 1
    assert healed.id not in before


def test_a_cut_connection_carries_not_one_byte(faulty: Controls):
    faulty.fault(kind="cut_after", times=1)

    with (
        httpx.Client(trust_env=False) as caller,
        pytest.raises(httpx.RemoteProtocolError, match="without sending a response"),
    ):
        caller.get(f"{faulty.url}/v1/balance", headers={"authorization": "Bearer sk_test_x"})


async def test_the_sdk_heals_a_cut_by_itself(
    connect: Connect, recorder: Recorder, faulty: Controls
):
    shop = connect(url=faulty.url, retries=2)
    before = await ids(shop)
    faulty.fault(kind="cut_after", operation="POST *", times=1)

    made = await create(shop, "healed")

    assert await ids(shop) - before == {made.id}
    assert made.last_response is not None
    answered: Mapping[str, str] = made.last_response.headers
    assert answered["idempotent-replayed"] == "true"


async def test_a_rate_limit_is_one_to_the_sdk(shop: stripe.StripeClient, faulty: Controls):
    faulty.fault(kind="rate_limit", times=1)

    with pytest.raises(stripe.RateLimitError) as caught:
        await create(shop, "limited")

    assert caught.value.http_status == 429
    assert caught.value.error is not None
    assert caught.value.error.code == "rate_limit"


@pytest.mark.parametrize("kind", ["error_before", "error_after"])
async def test_an_error_is_stripes_own_fault(
    shop: stripe.StripeClient, faulty: Controls, kind: str
):
    faulty.fault(kind=kind, operation="POST *", times=1)

    with pytest.raises(stripe.APIError) as caught:
        await create(shop, kind)

    assert caught.value.http_status == 500


def test_a_page_of_another_origin_controls_nothing(faulty: Controls):
    foreign = {"origin": "http://localhost:5173"}
    with httpx.Client(trust_env=False, headers=foreign) as page:
        added = page.post(f"{faulty.url}/control/faults", json={"kind": "cut_before"})
        listed = page.get(f"{faulty.url}/control/deliveries")

    assert (added.status_code, listed.status_code) == (403, 403)
