"""The sandbox's own tests."""

import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bookstore.sandbox.recording import Exchange
from tests.contract import contract
from tests.sandbox.desk import Desk, open_desk

# Confirmation tokens are made by Stripe.js alone; our copy of the contract has no disputes.
UNPUBLISHED = ("/v1/confirmation_tokens", "/v1/disputes")
DONE = (200, 402)  # what is refused or failed may well break the contract


def judge(exchanges: list[Exchange]) -> None:
    """Hold what was said against Stripe's contract."""
    for spoken in exchanges:
        body = without_deleted(json.loads(spoken.body or "null"))
        exchange = contract.Exchange(
            method=spoken.method,
            url=spoken.path,
            form=spoken.form,
            status=spoken.status,
            body=json.dumps(body).encode(),
            by_browser=spoken.by_browser,
        )
        if spoken.status == 0:
            continue  # cut off
        if not contract.is_known(exchange):
            assert spoken.status == 404 or spoken.path.startswith(UNPUBLISHED), spoken
            continue
        contract.judge_answer(exchange)
        if spoken.status in DONE:
            contract.judge_request(exchange)


def without_deleted(body: Any) -> Any:
    """Deleted customers as ids where they are expanded: our copy of the contract forgets them."""
    customer = body.get("customer") if isinstance(body, dict) else None
    if isinstance(customer, dict) and customer.get("deleted"):
        return {**body, "customer": customer["id"]}
    return body


@pytest.fixture
async def desk() -> AsyncGenerator[Desk]:
    async with open_desk() as opened:
        yield opened
    judge(opened.exchanges)
