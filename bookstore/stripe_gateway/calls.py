"""One call to Stripe: its deadline, its errors as ours, and lists read page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypedDict, TypeVar

import stripe

from bookstore.domain.errors import PaymentUnavailable
from bookstore.stripe_gateway.reading import raise_ours

TRY_SECONDS = 8.0  # for each try; Stripe mostly answers within one
RETRIES = 2  # the SDK waits 0.5 to 5 seconds before each
DEADLINE_SECONDS = 20.0  # for a call with its retries and the pauses between them
PAGE = 100  # Stripe's largest


Thing = TypeVar("Thing", bound=stripe.StripeObject)


class After(TypedDict, total=False):
    """Where a page of a list begins: after the object with this id."""

    starting_after: str


@asynccontextmanager
async def asking(*, within_seconds: float | None = None) -> AsyncGenerator[None]:
    """Raise what Stripe answers, or that it did not answer in time, as errors of ours."""
    seconds = within_seconds or DEADLINE_SECONDS
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise PaymentUnavailable(f"Stripe did not answer within {seconds:g} seconds.") from error
    except stripe.StripeError as error:
        raise_ours(error)


async def read_pages(
    turn: Callable[[After], Awaitable[stripe.ListObject[Thing]]], *, limit: int
) -> list[Thing]:
    """The things of a list, newest first, at most `limit`; each page is a call of its own."""
    found: list[Thing] = []
    after: After = {}
    while len(found) < limit:
        async with asking():
            page = await turn(after)
        found += page.data
        if not page.has_more or not page.data:
            break
        after = {"starting_after": page.data[-1]["id"]}
    return found[:limit]
