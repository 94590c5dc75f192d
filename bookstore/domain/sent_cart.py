"""A cart as a link carries it to a friend: ids and quantities, and a seal over them.

The text is `1.<lines>.<seal>`: a version, lines such as `1x2-13x1` (id x quantity), and 128
bits of an HMAC-SHA256 over both, in 22 characters. The seal makes a link that a mailer or a
joker has changed recognizable; it hides nothing, and there is nobody's name in it. Prices
are not in it either: it opens at those of the day.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping

from bookstore.domain.cart import MAX_LINES, Cart, CartLine, add_book, note_price, remove_book
from bookstore.domain.catalogue import ShelfBook
from bookstore.domain.errors import SentCartRefused

VERSION = "1"
MAX_SENT = 1024  # characters; the longest text that we write is shorter

_LINE = "[1-9][0-9]{0,9}x[1-9][0-9]?"
_SENT = re.compile(rf"{VERSION}\.({_LINE}(?:-{_LINE}){{0,{MAX_LINES - 1}}})\.([A-Za-z0-9_-]{{22}})")


def seal_cart(lines: Iterable[CartLine], key: str) -> str:
    """The text that a link carries for these lines, at least one."""
    written = "-".join(f"{line.book_id}x{line.quantity}" for line in lines)
    return f"{VERSION}.{written}.{_seal(written, key)}"


def open_sealed(text: str, key: str) -> tuple[CartLine, ...]:
    """The lines of a text that was sealed with this key.

    Raises:
        SentCartRefused: it was changed on its way, or never was a text of ours.
    """
    found = _SENT.fullmatch(text) if len(text) <= MAX_SENT else None
    if found is None or not hmac.compare_digest(found[2], _seal(found[1], key)):
        raise SentCartRefused("The seal of a sent cart does not fit.")
    pairs = (line.split("x") for line in found[1].split("-"))
    return tuple(CartLine(int(book_id), int(quantity)) for book_id, quantity in pairs)


def _seal(written: str, key: str) -> str:
    mac = hmac.digest(key.encode(), f"cart:{VERSION}:{written}".encode(), "sha256")
    return urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def put_in(cart: Cart, lines: Iterable[CartLine], shelf: Mapping[int, ShelfBook]) -> Cart:
    """Add sent lines to a cart, as far as the shelf has them, at the shelf's prices."""
    for line in lines:
        found = shelf.get(line.book_id)
        if found is None or found.is_withdrawn:
            continue
        cart = add_book(cart, line.book_id, line.quantity, available=found.available)
        cart = note_price(cart, line.book_id, found.book.price.minor)
    return cart


def replace_lines(cart: Cart, lines: Iterable[CartLine], shelf: Mapping[int, ShelfBook]) -> Cart:
    """Put sent lines in the place of all that a cart holds."""
    for line in cart.lines:
        cart = remove_book(cart, line.book_id)
    return put_in(cart, lines, shelf)
