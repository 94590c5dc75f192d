"""The pages beside the API: script, frame, configuration, outbox."""

import pytest

from tests.sandbox.desk import PUBLISHABLE, Desk

pytestmark = pytest.mark.anyio

MAIL = {"to": "a@example.com", "subject": "Your order", "text": "Thank you."}


@pytest.mark.parametrize("path", ["/", "/outbox"])
async def test_every_page_says_that_no_money_moves(desk: Desk, path: str):
    page = await desk.client.get(f"/sandbox{path}")

    assert page.status_code == 200
    assert "Sandbox: no money moves" in page.text


@pytest.mark.parametrize(
    ("path", "kind"), [("/stripe.js", "text/javascript"), ("/frame.html", "text/html")]
)
async def test_the_browsers_parts_are_served_fresh(desk: Desk, path: str, kind: str):
    response = await desk.client.get(f"/sandbox{path}")

    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["cache-control"] == "no-cache"


async def test_elements_learn_methods_and_cards(desk: Desk):
    response = await desk.client.get("/sandbox/elements/config", params={"key": PUBLISHABLE})

    config = response.json()
    kinds = {method["type"]: method["kind"] for method in config["methods"]}
    assert kinds == {"card": "card", "amazon_pay": "redirect", "us_bank_account": "delayed"}
    assert len(config["cards"]) == 45
    [poor] = [card for card in config["cards"] if card["number"] == "4000000000009995"]
    assert poor["scenario"] == "not enough money"


async def test_a_mail_is_kept_and_listed_newest_first(desk: Desk):
    await desk.client.post("/sandbox/outbox", json=MAIL)
    await desk.client.post(
        "/sandbox/outbox", json={**MAIL, "subject": "Second", "html": "<p>Hi</p>"}
    )

    listed = await desk.client.get("/sandbox/outbox", headers={"accept": "application/json"})

    mails = listed.json()["mails"]
    assert [mail["subject"] for mail in mails] == ["Second", "Your order"]
    assert (mails[1]["to"], mails[1]["text"], mails[1]["html"]) == (
        "a@example.com",
        "Thank you.",
        None,
    )


async def test_a_mail_cannot_run_a_script_in_the_page(desk: Desk):
    hostile = "<script>alert(1)</script>"
    await desk.client.post(
        "/sandbox/outbox",
        json={"to": hostile, "subject": hostile, "text": hostile, "html": hostile},
    )

    page = await desk.client.get("/sandbox/outbox")

    assert hostile not in page.text
    assert 'sandbox srcdoc="&lt;script' in page.text


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b'{"to": "a"}', b'{"to": 1, "subject": "a", "text": "b"}']
)
async def test_what_is_no_mail_is_refused(desk: Desk, body: bytes):
    response = await desk.client.post("/sandbox/outbox", content=body)

    assert response.status_code == 400
    assert "mail" in response.json()["error"]["message"]


async def test_mails_are_shown_on_this_machine_only(desk: Desk) -> None:
    answer = await desk.client.get("/sandbox/outbox", headers={"x-forwarded-for": "203.0.113.7"})

    assert answer.status_code == 403
    assert "mails" not in answer.json()
