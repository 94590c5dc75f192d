"""Customers, the methods that are theirs, and paying with them."""

from typing import Any

import pytest

from bookstore.sandbox.cards import Card, all_cards
from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

REFUSED_AT_ONCE = [
    card
    for card in all_cards()
    if card["outcome"] == "declined" and card["payment_method"] and card["three_d_secure"] == "none"
]
TAKEN = [card for card in all_cards() if card["payment_method"] and card not in REFUSED_AT_ONCE]


def alias(card: Card) -> str:
    return card["payment_method"] or ""


async def customer(desk: Desk, **form: Any) -> Any:
    return await desk.post("/v1/customers", **{"email": "ada@example.com", **form})


async def attach(desk: Desk, owner: Any, method: str = "pm_card_visa") -> Any:
    return await desk.post(f"/v1/payment_methods/{method}/attach", customer=owner["id"])


async def test_a_customer_is_kept_changed_and_found_by_e_mail(desk: Desk):
    made = await customer(desk, name="Ada", metadata={"a": "1"}, address={"city": "London"})
    other = await customer(desk, email="bob@example.com")

    changed = await desk.post(f"/v1/customers/{made['id']}", phone="1", metadata={"b": "2"})
    moved = await desk.post(f"/v1/customers/{other['id']}", email="ada@example.com")
    listed = await desk.get("/v1/customers", email="ada@example.com")
    nobody = await desk.get("/v1/customers", email="bob@example.com")

    assert made["address"]["city"] == "London"
    assert changed == {**made, "phone": "1", "metadata": {"a": "1", "b": "2"}}
    assert await desk.get(f"/v1/customers/{made['id']}") == changed
    assert listed["data"] == [moved, changed]
    assert nobody["data"] == []
    assert (await desk.topics())[:2] == ["customer.created", "customer.created"]


async def test_a_deleted_customer_is_known_to_be_deleted(desk: Desk):
    made = await customer(desk)
    method = await attach(desk, made)
    paid = await desk.paid(method["id"], customer=made["id"])

    deleted = await desk.call("DELETE", f"/v1/customers/{made['id']}")

    stub = {"id": made["id"], "object": "customer", "deleted": True}
    assert deleted.json() == stub
    assert await desk.get(f"/v1/customers/{made['id']}") == stub
    assert (await desk.call("POST", f"/v1/customers/{made['id']}", name="x")).status_code == 404
    assert (await desk.get("/v1/customers"))["data"] == []
    assert (await desk.get(f"/v1/payment_methods/{method['id']}"))["customer"] is None
    seen = await desk.get(f"/v1/payment_intents/{paid['id']}", expand=["customer"])
    assert seen["customer"] == stub
    assert (await desk.topics())[-1] == "customer.deleted"


async def test_a_wrong_e_mail_address_is_refused(desk: Desk):
    assert (await customer(desk, email="ada"))["error"]["param"] == "email"


async def test_what_is_not_imitated_is_said(desk: Desk):
    assert (await customer(desk, tax_exempt="exempt"))["error"]["param"] == "tax_exempt"


async def test_an_attached_method_pays_again_and_again(desk: Desk):
    owner = await customer(desk)
    method = await attach(desk, owner)

    first = await desk.paid(method["id"], customer=owner["id"])
    second = await desk.paid(method["id"], customer=owner["id"], amount=500)

    assert method["customer"] == owner["id"]
    charges = await desk.get("/v1/charges", customer=owner["id"])
    assert {c["payment_intent"] for c in charges["data"]} == {first["id"], second["id"]}


async def test_a_method_needs_its_owner(desk: Desk):
    owner, other = await customer(desk), await customer(desk)
    method = await attach(desk, owner)

    nobody = await desk.confirm(await desk.intent(), method["id"])
    somebody = await desk.confirm(await desk.intent(customer=other["id"]), method["id"])
    again = await desk.post(f"/v1/payment_methods/{method['id']}/attach", customer=other["id"])

    assert "belongs to" in nobody["error"]["message"]
    assert somebody["error"]["code"] == "resource_missing"
    assert "already been attached" in again["error"]["message"]


async def test_a_detached_method_is_spent(desk: Desk):
    owner = await customer(desk, payment_method="pm_card_visa")
    [method] = (await desk.get("/v1/payment_methods", customer=owner["id"]))["data"]
    settings = {"default_payment_method": method["id"]}
    await desk.post(f"/v1/customers/{owner['id']}", invoice_settings=settings)

    detached = await desk.post(f"/v1/payment_methods/{method['id']}/detach")
    again = await desk.post(f"/v1/payment_methods/{method['id']}/detach")
    back = await desk.post(f"/v1/payment_methods/{method['id']}/attach", customer=owner["id"])

    assert detached["customer"] is None
    assert "cannot be detached" in again["error"]["message"]
    assert "may not be used again" in back["error"]["message"]
    seen = await desk.get(f"/v1/customers/{owner['id']}")
    assert seen["invoice_settings"]["default_payment_method"] is None


async def test_a_default_method_must_be_the_customers(desk: Desk):
    made = await customer(desk)
    method = await desk.card("4242424242424242")

    refused = await desk.post(
        f"/v1/customers/{made['id']}",
        invoice_settings={"default_payment_method": method["id"]},
    )

    assert refused["error"]["param"] == "invoice_settings[default_payment_method]"


@pytest.mark.parametrize("card", REFUSED_AT_ONCE, ids=alias)
async def test_a_declining_card_cannot_be_attached(desk: Desk, card: Card):
    owner = await customer(desk)
    path = f"/v1/payment_methods/{card['payment_method']}/attach"

    response = await desk.call("POST", path, customer=owner["id"])

    error = response.json()["error"]
    assert (response.status_code, error["type"]) == (402, "card_error")
    assert (error["code"], error.get("decline_code")) == (card["code"], card["decline_code"])
    assert error["message"] == card["message"]
    assert (await desk.get("/v1/payment_methods", customer=owner["id"]))["data"] == []


@pytest.mark.parametrize("card", TAKEN, ids=alias)
async def test_every_other_card_can_be_attached(desk: Desk, card: Card):
    owner = await customer(desk)

    assert (await attach(desk, owner, alias(card)))["customer"] == owner["id"]


async def test_a_card_which_attaches_may_still_decline(desk: Desk):
    owner = await customer(desk)
    method = await attach(desk, owner, "pm_card_chargeCustomerFail")

    answer = await desk.confirm(await desk.intent(customer=owner["id"]), method["id"])

    assert answer["error"]["decline_code"] == "generic_decline"


async def test_methods_are_listed_by_customer_and_type(desk: Desk):
    owner, other = await customer(desk), await customer(desk)
    card = await attach(desk, owner)
    account = await attach(desk, owner, "pm_usBankAccount_success")
    await attach(desk, other)

    both = await desk.get("/v1/payment_methods", customer=owner["id"])
    cards = await desk.get("/v1/payment_methods", customer=owner["id"], type="card")

    assert [m["id"] for m in both["data"]] == [account["id"], card["id"]]
    assert [m["id"] for m in cards["data"]] == [card["id"]]


async def test_a_method_is_changed_only_while_it_is_somebodys(desk: Desk):
    owner = await customer(desk)
    mine, nobodys = await attach(desk, owner), await desk.card("4242424242424242")
    billing = {"name": "Ada", "address": {"city": "London"}}

    changed = await desk.post(
        f"/v1/payment_methods/{mine['id']}",
        billing_details=billing,
        card={"exp_year": 2040},
        metadata={"a": "1"},
    )
    kept = await desk.post(f"/v1/payment_methods/{mine['id']}", billing_details={"phone": "1"})
    refused = await desk.post(f"/v1/payment_methods/{nobodys['id']}", metadata={"a": "1"})

    assert changed["card"]["exp_year"] == 2040
    assert (kept["billing_details"]["name"], kept["billing_details"]["phone"]) == ("Ada", "1")
    assert kept["billing_details"]["address"]["city"] == "London"
    assert "error" in refused


async def test_a_payment_may_save_its_method(desk: Desk):
    owner = await customer(desk)
    method = await desk.card("4242424242424242")

    await desk.paid(method["id"], customer=owner["id"], setup_future_usage="off_session")

    saved = await desk.get(f"/v1/payment_methods/{method['id']}")
    assert saved["customer"] == owner["id"]
    assert "payment_method.attached" in await desk.topics()
    again = await desk.intent(
        customer=owner["id"], payment_method=method["id"], confirm=True, off_session=True
    )
    assert again["status"] == "succeeded"


async def test_without_asking_a_payment_saves_nothing(desk: Desk):
    owner = await customer(desk)
    method = await desk.card("4242424242424242")

    await desk.paid(method["id"], customer=owner["id"])

    assert (await desk.get(f"/v1/payment_methods/{method['id']}"))["customer"] is None


async def test_a_card_set_up_with_the_bank_pays_while_its_owner_is_away(desk: Desk):
    owner = await customer(desk)
    method = await desk.card("4000002500003155")
    terms = {"customer": owner["id"], "setup_future_usage": "off_session"}
    waiting = await desk.confirm(await desk.intent(**terms), method["id"])
    page = waiting["next_action"]["use_stripe_sdk"]["stripe_js"]
    await desk.client.post(page, data={"outcome": "complete"})

    again = await desk.intent(
        customer=owner["id"], payment_method=method["id"], confirm=True, off_session=True
    )

    assert again["status"] == "succeeded"


async def test_a_card_not_set_up_needs_its_owner(desk: Desk):
    owner = await customer(desk)
    method = await attach(desk, owner, "pm_card_authenticationRequiredOnSetup")

    answer = await desk.intent(
        customer=owner["id"], payment_method=method["id"], confirm=True, off_session=True
    )

    assert answer["error"]["code"] == "authentication_required"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/customers"),
        ("POST", "/v1/customers"),
        ("GET", "/v1/payment_methods"),
        ("POST", "/v1/payment_methods/pm_card_visa/attach"),
        ("GET", "/v1/confirmation_tokens/ctoken_1"),
    ],
)
async def test_a_browser_sees_no_customer(desk: Desk, method: str, path: str):
    assert (await desk.call(method, path, key=PUBLISHABLE)).status_code == 403


async def test_an_unknown_customer_is_named(desk: Desk):
    assert (await desk.call("GET", "/v1/customers/cus_0")).status_code == 404
    attached = await desk.call("POST", "/v1/payment_methods/pm_card_visa/attach", customer="cus_0")
    unknown = await desk.call("POST", "/v1/payment_methods/pm_0/attach", customer="cus_0")
    intent = await desk.call("POST", "/v1/payment_intents", amount=99, currency="usd", customer="c")

    assert (attached.status_code, unknown.status_code, intent.status_code) == (400, 400, 400)
    assert attached.json()["error"]["param"] == "customer"
