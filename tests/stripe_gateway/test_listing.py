"""Lists are read page by page, newest first, and never beyond the limit that was asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bookstore.domain.errors import PaymentUnavailable
from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import CHARGE, INTENT, REFUND, Desk

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:Use 'content=.* to upload:DeprecationWarning"),
]
SINCE = datetime(2026, 11, 1, tzinfo=UTC)


def page(*things: dict[str, object], has_more: bool = False) -> dict[str, object]:
    return {"object": "list", "data": list(things), "has_more": has_more, "url": "/v1/x"}


def intent(number: int, **changes: object) -> dict[str, object]:
    return {**INTENT, "id": f"pi_{number}", **changes}


def refund(number: int, intent_id: str | None) -> dict[str, object]:
    return {**REFUND, "id": f"re_{number}", "payment_intent": intent_id}


async def test_intents_are_asked_for_by_their_date_with_their_charges(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(page(intent(1, latest_charge={**CHARGE, "amount_refunded": 500})))

    (found,) = await gateway.intents_since(SINCE, limit=10)

    (sent,) = desk.requests
    assert (sent.method, sent.path) == ("GET", "/v1/payment_intents")
    assert sent.form == {
        "created[gte]": str(int(SINCE.timestamp())),
        "limit": "100",
        "expand[0]": "data.latest_charge",
    }
    assert (found.id, found.amount_refunded.minor) == ("pi_1", 500)


async def test_every_page_is_read(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page(intent(3), intent(2), has_more=True))
    desk.answer(page(intent(1)))

    found = await gateway.intents_since(SINCE, limit=10)

    assert [each.id for each in found] == ["pi_3", "pi_2", "pi_1"]
    assert [sent.form.get("starting_after") for sent in desk.requests] == [None, "pi_2"]


async def test_no_page_is_asked_for_beyond_the_limit(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page(intent(3), intent(2), has_more=True))

    found = await gateway.intents_since(SINCE, limit=1)

    assert [each.id for each in found] == ["pi_3"]
    assert len(desk.requests) == 1


async def test_list_that_breaks_off_is_no_list(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page(intent(3), has_more=True))
    desk.refuse(500, type="api_error")

    with pytest.raises(PaymentUnavailable):
        await gateway.intents_since(SINCE, limit=10)


async def test_refunds_name_each_intent_once(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page(refund(3, "pi_1"), refund(2, None), refund(1, "pi_2"), has_more=True))
    desk.answer(page(refund(0, "pi_1")))

    found = await gateway.reversed_since(SINCE, limit=10)

    assert list(found) == ["pi_1", "pi_2"]
    assert {sent.path for sent in desk.requests} == {"/v1/refunds"}
    assert desk.requests[0].form["created[gte]"] == str(int(SINCE.timestamp()))
