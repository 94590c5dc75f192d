"""Lists are read page by page, newest first, and never beyond the limit that was asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bookstore.domain.errors import PaymentUnavailable
from bookstore.domain.money import Money
from bookstore.domain.payment import Dispute
from bookstore.stripe_gateway import StripeGateway
from tests.stripe_gateway.desk import CHARGE, INTENT, REFUND, Desk

pytestmark = pytest.mark.anyio
DISPUTE = {
    "id": "du_1",
    "object": "dispute",
    "amount": 3500,
    "currency": "usd",
    "payment_intent": "pi_1",
    "reason": "fraudulent",
    "status": "needs_response",
}
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


async def test_refunds_and_disputes_name_each_intent_once(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(page(refund(3, "pi_1"), refund(2, None), refund(1, "pi_2"), has_more=True))
    desk.answer(page(refund(0, "pi_1")))
    desk.answer(page({**DISPUTE, "payment_intent": "pi_3"}))

    found = await gateway.reversed_since(SINCE, limit=10)

    assert list(found) == ["pi_1", "pi_2", "pi_3"]
    paths = ["/v1/refunds", "/v1/refunds", "/v1/disputes"]
    assert [sent.path for sent in desk.requests] == paths
    assert desk.requests[2].form["created[gte]"] == desk.requests[0].form["created[gte]"]
    assert desk.requests[0].form["created[gte]"] == str(int(SINCE.timestamp()))


async def test_key_that_may_not_read_disputes_still_lists_refunds(
    desk: Desk, gateway: StripeGateway
) -> None:
    desk.answer(page(refund(1, "pi_2")))
    desk.refuse(403, type="invalid_request_error")

    assert await gateway.reversed_since(SINCE, limit=10) == ["pi_2"]


async def test_latest_dispute_of_an_intent_is_read(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page(DISPUTE))

    found = await gateway.find_dispute("pi_1")

    (sent,) = desk.requests
    assert (sent.path, sent.form) == ("/v1/disputes", {"payment_intent": "pi_1", "limit": "1"})
    assert found == Dispute("du_1", "needs_response", "fraudulent", Money(3500, "usd"))


async def test_intent_without_a_dispute_has_none(desk: Desk, gateway: StripeGateway) -> None:
    desk.answer(page())

    assert await gateway.find_dispute("pi_1") is None


@pytest.mark.parametrize("is_disputed", [True, False])
async def test_disputed_charge_makes_a_disputed_intent(
    desk: Desk, gateway: StripeGateway, is_disputed: bool
) -> None:
    desk.answer(intent(1, latest_charge={**CHARGE, "disputed": is_disputed}))

    assert (await gateway.retrieve_intent("pi_1")).is_disputed is is_disputed
