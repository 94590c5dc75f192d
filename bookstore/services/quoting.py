"""Prices a cart with what the shelf has now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bookstore.domain.cart import CartLine
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.pricing import Quote, quote_cart
from bookstore.services.ports import Shop


async def quote_lines(
    shop: Shop,
    lines: tuple[CartLine, ...],
    *,
    country: str,
    checkout_key: str = "",
    shelf: Mapping[int, ShelfBook] | None = None,
) -> Quote:
    """Price lines at today's prices for a country.

    Copies that the open order under this checkout key already holds count as free for it.

    Args:
        shop: the shop.
        lines: what is to be priced.
        country: where it goes, ISO 3166-1 alpha-2.
        checkout_key: whose order may hold copies; "" for nobody's.
        shelf: the titles of the lines, when they were looked up just now.
    """
    if shelf is None:
        shelf = await shop.books.by_ids(line.book_id for line in lines)
    shelf = dict(shelf)
    held = await shop.orders.held_by(checkout_key) if checkout_key else None
    for book_id, copies in held.items() if held else ():
        if book_id in shelf:
            found = shelf[book_id]
            shelf[book_id] = replace(found, available=found.available + copies)
    return quote_cart(lines, shelf, shop.delivery, country=country, currency=shop.currency)
