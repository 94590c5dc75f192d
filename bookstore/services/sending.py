"""Sends a cart to a friend as a text for a link, and opens one that came."""

from __future__ import annotations

from bookstore.domain.cart import CartLine
from bookstore.domain.sent_cart import open_sealed, seal_cart
from bookstore.services.ports import Shop

KEY_NAME = "sent_cart.key"


async def send_cart(shop: Shop, lines: tuple[CartLine, ...]) -> str:
    """The text that carries these lines; "" when the shelf knows none of them."""
    shelf = await shop.books.by_ids(line.book_id for line in lines)
    known = [line for line in lines if line.book_id in shelf]
    return seal_cart(known, await _key(shop)) if known else ""


async def open_sent_cart(shop: Shop, text: str) -> tuple[CartLine, ...]:
    """The lines that a text of ours carries.

    Raises:
        SentCartRefused: the text was changed, or is none of ours.
    """
    return open_sealed(text, await _key(shop))


async def _key(shop: Shop) -> str:
    """The shop's own key, made at first use; the same in every worker that asks at once."""
    known = await shop.notebook.find(KEY_NAME)
    return known or await shop.notebook.keep_first(KEY_NAME, shop.ids.secret())
