"""Each kind of refusal reaches the caller as the SDK's own exception."""

import anyio
import pytest
import stripe
from stripe.params import PaymentIntentCreateParams

from tests.contract.conftest import SDK_NOISE, Connect, Recorder

pytestmark = [pytest.mark.anyio, SDK_NOISE]

TERMS: PaymentIntentCreateParams = {"amount": 1999, "currency": "usd"}


async def test_an_unknown_parameter_is_named(client: stripe.StripeClient):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.v1.payment_intents.create_async({**TERMS, "recipt_email": "a@example.com"})  # type: ignore[typeddict-unknown-key]

    assert (caught.value.code, caught.value.param) == ("parameter_unknown", "recipt_email")


async def test_a_missing_object_is_404(client: stripe.StripeClient):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.v1.payment_intents.retrieve_async("pi_nothing")

    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


async def test_a_wrong_state_brings_the_intent(client: stripe.StripeClient):
    paid = await client.v1.payment_intents.create_async(
        {
            **TERMS,
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://example.com",
        }
    )
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.v1.payment_intents.cancel_async(paid.id)

    assert caught.value.code == "payment_intent_unexpected_state"
    assert caught.value.error is not None
    assert caught.value.error.payment_intent is not None
    assert caught.value.error.payment_intent.status == "succeeded"


@pytest.mark.parametrize("key", ["sk_live_51Habcdefghijklmnop", "nonsense"])
async def test_a_wrong_key_is_an_authentication_error(connect: Connect, key: str):
    with pytest.raises(stripe.AuthenticationError) as caught:
        await connect(key).v1.balance.retrieve_async()

    assert caught.value.http_status == 401


async def test_too_small_an_amount(client: stripe.StripeClient):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.v1.payment_intents.create_async({"amount": 49, "currency": "usd"})

    assert (caught.value.code, caught.value.param) == ("amount_too_small", "amount")


async def test_a_key_used_for_something_else(client: stripe.StripeClient):
    options: stripe.RequestOptions = {"idempotency_key": "errors:reuse"}
    await client.v1.payment_intents.create_async(TERMS, options)

    with pytest.raises(stripe.IdempotencyError) as caught:
        await client.v1.payment_intents.create_async({**TERMS, "amount": 2000}, options)

    assert caught.value.http_status == 400


async def test_a_key_is_replayed(client: stripe.StripeClient):
    options: stripe.RequestOptions = {"idempotency_key": "errors:replay"}

    first = await client.v1.payment_intents.create_async(TERMS, options)
    again = await client.v1.payment_intents.create_async(TERMS, options)

    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["idempotent-replayed"] == "true"


async def test_two_at_once_without_retries(connect: Connect, slow_sandbox_url: str):
    client = connect(url=slow_sandbox_url)
    outcomes = await twice(client, "errors:race-0")

    [made] = [o for o in outcomes if isinstance(o, stripe.PaymentIntent)]
    [refused] = [o for o in outcomes if isinstance(o, stripe.APIError)]
    assert refused.http_status == 409
    assert made.status == "requires_payment_method"


async def test_two_at_once_with_retries_end_in_one_intent(
    connect: Connect, slow_sandbox_url: str, recorder: Recorder
):
    client = connect(url=slow_sandbox_url, retries=2)
    outcomes = await twice(client, "errors:race-2")

    made = [o for o in outcomes if isinstance(o, stripe.PaymentIntent)]
    assert len(made) == 2
    assert made[0].id == made[1].id
    assert 409 in [exchange.status for exchange in recorder.exchanges]


async def twice(client: stripe.StripeClient, key: str) -> list[object]:
    """The outcomes of two equal requests under way at the same time."""
    outcomes: list[object] = []

    async def create() -> None:
        try:
            outcomes.append(
                await client.v1.payment_intents.create_async(TERMS, {"idempotency_key": key})
            )
        except stripe.APIError as error:
            outcomes.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(create)
        tasks.start_soon(create)
    return outcomes


async def test_a_server_which_is_gone_is_a_connection_error(
    connect: Connect, client: stripe.StripeClient
):
    await client.v1.balance.retrieve_async()

    with pytest.raises(stripe.APIConnectionError):
        await connect(url="http://127.0.0.1:1").v1.balance.retrieve_async()
