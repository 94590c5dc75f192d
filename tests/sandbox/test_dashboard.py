"""The page for people: what it shows, what its buttons do, and what it never lets through."""

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from httpx import Response

from bookstore.sandbox import Fault
from tests.sandbox.desk import Desk

pytestmark = pytest.mark.anyio

VIEWS = ["payments", "charges", "refunds", "customers", "disputes", "events", "deliveries"]
FORM = re.compile(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', re.S)
INPUT = re.compile(r'<input (?=[^>]*name="([^"]*)")(?=[^>]*value="([^"]*)")[^>]*>')


async def look(desk: Desk, **query: str) -> str:
    page = await desk.client.get("/sandbox/", params=query)
    assert page.status_code == 200
    return page.text


async def press(desk: Desk, page: str, label: str, **filled: str) -> Response:
    """Send the first form with this button, as a browser would, and follow it."""
    for action, body in FORM.findall(page):
        if f">{label}</button>" in body:
            fields = {html.unescape(n): html.unescape(v) for n, v in INPUT.findall(body)}
            address = f"/sandbox/{html.unescape(action)}"
            headers = {"origin": "http://localhost:3000", "sec-fetch-site": "same-origin"}
            return await desk.client.post(
                address, data={**fields, **filled}, headers=headers, follow_redirects=True
            )
    raise AssertionError(f"There is no button {label!r}.")


@pytest.mark.parametrize("view", [*VIEWS, "faults", "cards", "nonsense"])
async def test_every_view_says_that_no_money_moves(desk: Desk, view: str):
    page = await look(desk, view=view)

    assert "Sandbox: no money moves" in page


async def test_a_payment_is_made_seen_and_given_back(desk: Desk):
    made = await press(desk, await look(desk), "Pay", payment_method="pm_card_visa")
    [intent] = (await desk.get("/v1/payment_intents"))["data"]
    detail = await look(desk, view="object", id=intent["id"])
    back = await press(desk, detail, "Refund", amount="500")

    assert intent["status"] == "succeeded"
    assert intent["id"] in made.text
    assert "Done." in made.text
    assert "19.99 USD" in detail
    assert intent["latest_charge"] in detail
    assert "re_" in back.text
    assert (await desk.get("/v1/refunds"))["data"][0]["amount"] == 500


async def test_a_refusal_is_told_on_the_page(desk: Desk):
    page = await press(desk, await look(desk), "Pay", payment_method="pm_card_visa", amount="-1")

    assert 'role="status">' in page.text
    assert "Done." not in page.text
    assert (await desk.get("/v1/payment_intents"))["data"] == []


async def test_a_dispute_is_opened_and_lost_by_buttons(desk: Desk):
    paid = await desk.paid()

    charge = await look(desk, view="object", id=paid["latest_charge"])
    await press(desk, charge, "Dispute", reason="fraudulent")
    [(dispute,)] = await desk.query("SELECT id FROM objects WHERE kind = 'dispute'")
    opened = await look(desk, view="object", id=dispute)
    closed = await press(desk, opened, "Close", status="lost")

    assert paid["latest_charge"] in opened
    assert "lost</span>" in closed.text


async def test_a_pending_refund_fails_by_a_button(desk: Desk):
    paid = await desk.paid("pm_card_pendingRefund")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    await press(desk, await look(desk, view="object", id=refund["id"]), "Fails")

    assert (await desk.get(f"/v1/refunds/{refund['id']}"))["status"] == "failed"


async def test_a_waiting_payment_is_paid_with_a_chosen_card(desk: Desk):
    intent = await desk.intent()
    detail = await look(desk, view="object", id=intent["id"])

    await press(desk, detail, "Pay", payment_method="pm_card_visa")

    assert (await desk.look(intent))["status"] == "succeeded"


async def test_a_held_payment_is_captured_or_canceled(desk: Desk):
    one, other = [
        await desk.confirm(await desk.intent(capture_method="manual"), "pm_card_visa")
        for _ in range(2)
    ]

    detail = await look(desk, view="object", id=one["id"])
    await press(desk, detail, "Capture", amount_to_capture="1000")
    await press(desk, await look(desk, view="object", id=other["id"]), "Cancel")

    assert (await desk.look(one))["amount_received"] == 1000
    assert (await desk.look(other))["status"] == "canceled"


async def test_the_bank_is_answered_from_the_page(desk: Desk):
    intent = await desk.confirm(
        await desk.intent(), "pm_card_authenticationRequired", use_stripe_sdk=True
    )

    detail = await look(desk, view="object", id=intent["id"])

    url = intent["next_action"]["use_stripe_sdk"]["stripe_js"]
    assert f'href="{html.escape(url)}"' in detail


async def test_what_is_still_to_come_can_be_had_now(desk: Desk):
    paid = await desk.paid("pm_card_pendingRefund")
    refund = await desk.post("/v1/refunds", payment_intent=paid["id"])

    await press(desk, await look(desk, view="object", id=paid["id"]), "Have it now")
    await desk.do_due()

    assert (await desk.get(f"/v1/refunds/{refund['id']}"))["status"] == "succeeded"


async def test_faults_are_added_and_cleared_by_buttons(desk: Desk):
    added = await press(
        desk, await look(desk, view="faults"), "Add", kind="rate_limit", operation="GET *"
    )
    in_force = desk.sandbox.faults.in_force()
    await press(desk, added.text, "Clear")

    assert [fault for _, fault, _ in in_force] == [Fault("rate_limit", "GET *", times=1)]
    assert desk.sandbox.faults.in_force() == []


async def test_deliveries_are_steered_by_buttons(desk: Desk):
    await desk.post("/v1/webhook_endpoints", url="http://127.0.0.1:1/hook", enabled_events=["*"])
    page = await look(desk, view="deliveries")
    held = await press(desk, page, "Hold")
    await desk.intent()

    page = await look(desk, view="deliveries")
    await press(desk, page, "Duplicate")
    await press(desk, page, "Delay", seconds="90")
    await press(desk, page, "Drop")
    listed = await desk.deliveries()

    assert "Resume" in held.text
    assert [each["state"] for each in listed] == ["waiting", "dropped"]
    assert listed[1]["due"] == desk.clock.now + 90


async def test_an_event_is_shown_with_its_deliveries_and_sent_again(desk: Desk):
    await desk.intent()
    [event] = (await desk.get("/v1/events"))["data"]
    await desk.post("/v1/webhook_endpoints", url="http://127.0.0.1:1/hook", enabled_events=["*"])

    page = await press(desk, await look(desk, view="event", id=event["id"]), "Send it again")

    assert event["type"] in page.text
    assert "http://127.0.0.1:1/hook" in page.text


async def test_lists_are_paged(desk: Desk):
    made = [await desk.intent() for _ in range(25)]

    first = await look(desk)
    older = re.search(r'href="\?([^"]*)">Older<', first)
    assert older is not None
    second = await look(desk, **dict(parse_qsl(html.unescape(older[1]))))

    newest = [intent["id"] for intent in made][::-1]
    assert [f">{i}<" in first for i in newest] == [True] * 20 + [False] * 5
    assert [f">{i}<" in second for i in newest] == [False] * 20 + [True] * 5
    assert ">Older<" not in second


async def test_nothing_of_a_caller_becomes_markup(desk: Desk):
    hostile = "<script>alert(1)</script>\"'"
    intent = await desk.intent(description=hostile, metadata={hostile: hostile})

    shown = [
        await look(desk),
        await look(desk, view="object", id=intent["id"]),
        await look(desk, view="object", id=hostile),
        await look(desk, view="event", id=hostile),
        await look(desk, view=hostile, notice=hostile, live=hostile),
        await look(desk, view="payments", after=hostile),
        await look(desk, view="deliveries", before=hostile),
    ]

    assert all("<script" not in page for page in shown)
    assert "&lt;script&gt;" in shown[0]


async def test_the_page_runs_no_script_and_sits_in_no_frame(desk: Desk):
    page = await desk.client.get("/sandbox/")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page.text


@pytest.mark.parametrize("headers", [{"host": "shop.example"}, {"x-forwarded-for": "10.0.0.1"}])
async def test_strangers_see_the_cards_and_nothing_else(desk: Desk, headers: Mapping[str, str]):
    intent = await desk.intent()

    for view in ("payments", "events", "object"):
        query = {"view": view, "id": intent["id"]}
        page = await desk.client.get("/sandbox/", params=query, headers=headers)

        assert "4242 4242 4242 4242" in page.text
        assert intent["id"] not in page.text
        assert "<form" not in page.text


async def test_cards_and_operations_are_listed(desk: Desk):
    page = await look(desk, view="cards")

    assert "4000 0000 0000 9995" in page
    assert "not enough money" in page
    assert "POST /v1/payment_intents/{intent}/confirm" in page


async def test_following_reloads_the_page(desk: Desk):
    still = await look(desk, view="events")
    live = await look(desk, view="events", live="1")

    assert 'http-equiv="refresh"' not in still
    assert 'http-equiv="refresh" content="5"' in live


async def test_links_stay_on_the_page(desk: Desk):
    await desk.paid()

    targets = re.findall(r'(?:href|action)="([^"]*)"', await look(desk))

    assert targets
    assert all(not urlsplit(html.unescape(target)).netloc for target in targets)


async def test_an_object_that_is_not_there_is_said_so(desk: Desk):
    page: Any = await look(desk, view="object", id="pi_none")

    assert "There is nothing by the id" in page
