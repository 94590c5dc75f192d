"""What lines come to today, for a page: asked of the shop, and in words when it cannot say."""

from __future__ import annotations

import logging

from bookstore import wiring
from bookstore.domain.cart import CartLine
from bookstore.domain.errors import BookstoreError
from bookstore.services.quoting import quote_lines
from bookstore.states.quote_view import LOST, UNKNOWN, QuoteView, view_quote

log = logging.getLogger("bookstore.cart")


async def quote_today(
    lines: tuple[CartLine, ...], *, country: str, checkout_key: str = ""
) -> QuoteView:
    """Lines at today's prices and stock; unknown while there is no shop to ask.

    A computed var that raises would break the whole page at its first connection, so a
    database that cannot be asked is a view of its own.
    """
    if not wiring.is_open():
        return UNKNOWN  # while pages are compiled
    shop = wiring.shop()
    try:
        shelf = await shop.books.to_show(line.book_id for line in lines)
        quote = await quote_lines(
            shop, lines, country=country, checkout_key=checkout_key, shelf=shelf
        )
    except BookstoreError:
        log.exception("A cart could not be priced.")
        return LOST
    return view_quote(quote, shelf, lines, locale=shop.locale)
