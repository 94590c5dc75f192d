"""Who may ask: any test key, never a live one, and a browser only what its secret opens."""

from base64 import b64encode

import pytest

from tests.sandbox.desk import PUBLISHABLE, SECRET, Desk

pytestmark = pytest.mark.anyio


async def ask(desk: Desk, authorization: str | None, **params: str):
    headers = {} if authorization is None else {"authorization": authorization}
    return await desk.client.get("/sandbox/v1/payment_intents", headers=headers, params=params)


@pytest.mark.parametrize("key", [SECRET, "rk_test_1", "sk_test_"])
async def test_any_secret_test_key_is_taken(desk: Desk, key: str):
    assert (await ask(desk, f"Bearer {key}")).status_code == 200


async def test_a_key_may_be_a_basic_user_name(desk: Desk):
    credentials = b64encode(f"{SECRET}:".encode()).decode()

    assert (await ask(desk, f"Basic {credentials}")).status_code == 200


@pytest.mark.parametrize("key", ["sk_live_51Habcdefghijklmnop", "rk_live_1", "pk_live_1"])
async def test_a_live_key_is_refused_without_repeating_it(desk: Desk, key: str):
    response = await ask(desk, f"Bearer {key}")

    message = response.json()["error"]["message"]
    assert response.status_code == 401
    assert "refuses the live key" in message
    assert key not in message


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer ", "Bearer nonsense", "Basic !!!", "Basic 4pyT", "Digest a", SECRET],
)
async def test_without_a_test_key_nothing_is_answered(desk: Desk, authorization: str | None):
    response = await ask(desk, authorization)

    assert response.status_code == 401
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/payment_intents"),
        ("GET", "/v1/payment_intents"),
        ("POST", "/v1/payment_intents/pi_1"),
        ("POST", "/v1/payment_intents/pi_1/cancel"),
        ("POST", "/v1/payment_intents/pi_1/capture"),
        ("POST", "/v1/refunds"),
        ("GET", "/v1/events"),
        ("GET", "/v1/balance"),
        ("POST", "/v1/webhook_endpoints"),
    ],
)
async def test_a_browser_may_not_do_what_servers_do(desk: Desk, method: str, path: str):
    response = await desk.call(method, path, key=PUBLISHABLE)

    assert response.status_code == 403
    assert response.json()["error"]["code"] == "secret_key_required"


async def test_a_browser_needs_the_secret_of_the_intent(desk: Desk):
    intent = await desk.intent()

    response = await desk.call("GET", f"/v1/payment_intents/{intent['id']}", key=PUBLISHABLE)

    assert response.status_code == 403


async def test_every_wrong_secret_gets_the_same_answer(desk: Desk):
    intent, other = await desk.intent(), await desk.intent()
    path = f"/v1/payment_intents/{intent['id']}"
    wrong = ["x", other["client_secret"], intent["client_secret"][:-1], "é"]

    answers = [await desk.get(path, key=PUBLISHABLE, client_secret=text) for text in wrong]
    unknown = await desk.get("/v1/payment_intents/pi_0", key=PUBLISHABLE, client_secret="x")

    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["error"]["code"] == unknown["error"]["code"] == "resource_missing"


async def test_a_browser_sends_its_key_as_a_parameter(desk: Desk):
    intent = await desk.intent()
    params = {"key": PUBLISHABLE, "client_secret": intent["client_secret"]}

    response = await desk.client.get(f"/sandbox/v1/payment_intents/{intent['id']}", params=params)

    assert response.json()["status"] == "requires_payment_method"


async def test_a_header_outranks_the_parameter(desk: Desk):
    response = await ask(desk, "Bearer sk_live_1", key=SECRET)

    assert response.status_code == 401
