"""The webhook as the sandbox signs it: forged, honest, unknown and repeated."""

import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest

from tests.browser.shopper import Shopper
from tests.browser.site import Site, wait_until

PATH = "/stripe/webhook"


def signed(site: Site, event: dict[str, Any], *, secret: str = "", age: int = 0) -> dict[str, Any]:
    """The request by which Stripe delivers an event, signed with the shop's own secret."""
    with site.database() as database:
        (known,) = database.execute(
            "SELECT text FROM notebook WHERE name LIKE '%webhook%'"
        ).fetchone()
    body = json.dumps(event)
    sent_at = int(time.time()) - age
    key = (secret or known).encode()
    signature = hmac.new(key, f"{sent_at}.{body}".encode(), hashlib.sha256).hexdigest()
    return {"content": body, "headers": {"stripe-signature": f"t={sent_at},v1={signature}"}}


@pytest.fixture
def paid(shopper: Shopper) -> Shopper:
    """A shopper whose order is paid, its webhook arrived and its letter sent: all is told."""
    shopper.opens("/checkout?item=1")
    shopper.pays()
    shopper.expects_order()
    event_id = succeeded(shopper)["id"]

    def has_arrived() -> bool:
        with shopper.site.database() as database:
            asked = "SELECT count(*) FROM webhook_events WHERE id = ?"
            return database.execute(asked, [event_id]).fetchone()[0] == 1

    def is_mailed() -> bool:
        (order,) = shopper.site.orders(shopper.email)
        with shopper.site.database() as database:
            asked = "SELECT count(*) FROM order_events WHERE order_number = ? AND kind = 'mail'"
            return database.execute(asked, [order["number"]]).fetchone()[0] == 1

    wait_until(has_arrived)
    wait_until(is_mailed)
    return shopper


def succeeded(shopper: Shopper) -> dict[str, Any]:
    """The event that tells of this shopper's payment."""
    intent_id = shopper.intent()["id"]
    events = shopper.site.sandbox.get("events", type="payment_intent.succeeded")["data"]
    return next(event for event in events if event["data"]["object"]["id"] == intent_id)


def everything(site: Site) -> list[list[tuple[Any, ...]]]:
    """Every order, every line of every timeline, all stock."""
    with site.database() as database:
        return [
            [tuple(row) for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608
            for table in ("orders", "order_events", "stock", "holds")
        ]


def test_event_that_comes_again_changes_nothing_and_is_told_once(
    client: httpx.Client, paid: Shopper
) -> None:
    event = succeeded(paid)
    orders, lines, *stock = everything(paid.site)

    answers = [client.post(PATH, **signed(paid.site, event)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    orders_after, lines_after, *stock_after = everything(paid.site)
    assert (orders_after, stock_after) == (orders, stock)
    told = [line[-2:] for line in lines_after[len(lines) :]]
    assert told == [("event", f"Stripe's event {event['id']} came again and was ignored.")]


def test_forged_event_is_refused(client: httpx.Client, paid: Shopper) -> None:
    event = succeeded(paid)
    before = everything(paid.site)
    honest = signed(paid.site, event)

    forgeries = [
        {"content": honest["content"]},
        {"content": honest["content"], "headers": {"stripe-signature": ""}},
        {"content": honest["content"], "headers": {"stripe-signature": "t=1,v1=" + "0" * 64}},
        {"content": honest["content"] + " ", "headers": honest["headers"]},
        signed(paid.site, event, secret="whsec_" + "a" * 32),
        signed(paid.site, event, age=3600),
        {"content": "", "headers": honest["headers"]},
        {"content": "x" * 600_000, "headers": honest["headers"]},
    ]

    assert [client.post(PATH, **forgery).status_code for forgery in forgeries] == [400] * 8
    assert everything(paid.site) == before


def test_event_about_an_unknown_intent_is_taken_and_changes_nothing(
    client: httpx.Client, paid: Shopper
) -> None:
    event = succeeded(paid)
    event["id"] = f"evt_unknown{time.time_ns()}"
    event["data"]["object"]["id"] = "pi_" + "z" * 24
    before = everything(paid.site)

    answer = client.post(PATH, **signed(paid.site, event))

    assert answer.status_code == 200
    assert everything(paid.site) == before


def test_words_of_an_event_are_not_believed(client: httpx.Client, shopper: Shopper) -> None:
    shopper.opens("/checkout?item=1")
    shopper.pays("4000000000000002")
    shopper.alert.wait_for()
    intent = shopper.intent()
    event = {
        "id": f"evt_lie{time.time_ns()}",
        "object": "event",
        "type": "payment_intent.succeeded",
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {**intent, "status": "succeeded", "amount_received": 2800}},
    }

    answer = client.post(PATH, **signed(shopper.site, event))

    assert answer.status_code == 200
    assert [order["status"] for order in shopper.site.orders(shopper.email)] == ["awaiting_payment"]


def test_webhook_is_no_page(client: httpx.Client) -> None:
    assert client.get(PATH).status_code in (404, 405)
