"""What the tests of the use cases share: a wish, a placed order, a sum over the stock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import create_task_group

from bookstore.domain.cart import CartLine
from bookstore.services.checkout import Payable, Wish, place_order
from tests.fakes import CONTACT, FakeShop

KEY = "key-of-one-browser-000"
Answer = TypeVar("Answer")


def wish_for(
    copies: int = 1, *, book_id: int = 1, shown_minor: int | None = None, key: str = KEY
) -> Wish:
    """A wish for copies of one title at the price that the page would show."""
    prices = {1: 2300, 2: 2500, 3: 2800}
    total = prices[book_id] * copies + 1200
    return Wish(
        lines=(CartLine(book_id, copies),),
        contact=CONTACT,
        shown_minor=total if shown_minor is None else shown_minor,
        checkout_key=key,
        is_from_cart=True,
    )


async def placed(shop: FakeShop, copies: int = 1, *, key: str = KEY) -> Payable:
    """An order for copies of the first title, ready to be paid."""
    return await place_order(shop, wish_for(copies, key=key))


async def all_at_once(flows: list[Callable[[], Awaitable[Answer]]]) -> list[Answer]:
    """What several flows answer that run at the same time."""
    answers: list[Answer] = []

    async def note(flow: Callable[[], Awaitable[Answer]]) -> None:
        answers.append(await flow())

    async with create_task_group() as group:
        for flow in flows:
            group.start_soon(note, flow)
    return answers


def stock_adds_up(shop: FakeShop) -> bool:
    """Whether exactly the open orders hold copies, and no more are gone than there were."""
    holds = [shop.orders.holds[o.number] for o in shop.orders.orders.values() if o.is_open]
    return all(
        shop.books.held[book_id] == sum(each.get(book_id, 0) for each in holds)
        and shop.books.sold[book_id] + shop.books.held[book_id] <= shop.books.supplied[book_id]
        for book_id in shop.books.books
    )
