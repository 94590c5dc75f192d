"""The cart as the browser keeps it: ids and quantities, read as hostile input.

The text also carries what keeps copies apart: a random `id` (one per browser), a
`revision` that grows with each change, and the numbers of the last orders whose lines
were taken out, so that no order empties the cart twice; and the prices that the shopper
was shown, for the words "was $23.00" and nothing else. No sum is made of it and it is
nobody's identity: a forged cart harms only the one who forged it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

MAX_QUANTITY = 20  # copies in one line
MAX_LINES = 60
MAX_SETTLED = 8  # orders remembered as taken out
MAX_TEXT = 4096  # characters; a longer text was not written by us
MAX_NUMBER = 2**53 - 1  # the largest whole number a browser keeps exactly
MAX_SEEN = 99_999_999  # minor units; no price has more digits

_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_ORDER_NUMBER = re.compile(r"[A-Z0-9-]{1,24}")


@dataclass(frozen=True, slots=True)
class CartLine:
    """A book and how many copies of it (1 to 20); nothing of it is a price to charge.

    `seen_minor` is the price of one copy that the shopper has been shown, None when no
    price was kept. It is the browser's word, good for saying what it was and no more.
    """

    book_id: int
    quantity: int
    seen_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Cart:
    """Lines in the order they were added, at most one per book."""

    lines: tuple[CartLine, ...] = ()
    id: str = ""
    revision: int = 0
    settled: tuple[str, ...] = ()

    def quantity_of(self, book_id: int) -> int:
        """How many copies of a book the cart holds; 0 when it holds none."""
        return next((line.quantity for line in self.lines if line.book_id == book_id), 0)

    def copies(self) -> int:
        """How many copies the cart holds in all."""
        return sum(line.quantity for line in self.lines)


def is_quantity(value: object) -> bool:
    """Say whether a value is a quantity that one line may hold (a bool is not)."""
    return type(value) is int and 1 <= value <= MAX_QUANTITY


def is_price(value: object) -> bool:
    """Say whether a value can be a price that was shown, in minor units."""
    return type(value) is int and 0 <= value <= MAX_SEEN


def read_cart(text: object) -> Cart:
    """Read a cart from whatever the browser sent; what cannot be believed is dropped.

    Never raises: a text that is no cart is an empty cart, a line that is no line is
    left out, a second line of one book is left out.
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return Cart()
    return _read_text(text)


@lru_cache(maxsize=512)  # one click reads the same text some four times
def _read_text(text: str) -> Cart:
    try:
        raw: object = json.loads(text)
    except (ValueError, RecursionError):
        return Cart()
    if not isinstance(raw, dict):
        return Cart()
    fields = cast("dict[str, object]", raw)  # JSON objects have string keys
    return Cart(
        lines=_read_lines(fields.get("lines"), _read_seen(fields.get("seen"))),
        id=_read_match(_ID, fields.get("id")),
        revision=_read_revision(fields.get("revision")),
        settled=_read_numbers(fields.get("settled")),
    )


def _read_lines(raw: object, seen: Mapping[int, int]) -> tuple[CartLine, ...]:
    lines: dict[int, CartLine] = {}
    for entry in cast("list[object]", raw) if isinstance(raw, list) else []:
        line = _read_line(entry)
        if line is not None and len(lines) < MAX_LINES:
            lines.setdefault(line.book_id, replace(line, seen_minor=seen.get(line.book_id)))
    return tuple(lines.values())


def _read_seen(raw: object) -> dict[int, int]:
    """Book id -> price shown; of two prices of one book the later."""
    seen: dict[int, int] = {}
    for entry in cast("list[object]", raw) if isinstance(raw, list) else []:
        match entry:
            case [int() as book_id, int() as minor] if type(book_id) is int and is_price(minor):
                seen[book_id] = minor
            case _:
                continue
    return seen


def _read_line(entry: object) -> CartLine | None:
    match entry:
        case [int() as book_id, int() as quantity] if (
            type(book_id) is int and 0 < book_id <= MAX_NUMBER and is_quantity(quantity)
        ):
            return CartLine(book_id, quantity)
        case _:
            return None


def _read_numbers(raw: object) -> tuple[str, ...]:
    entries = cast("list[object]", raw) if isinstance(raw, list) else []
    read = (_read_match(_ORDER_NUMBER, entry) for entry in entries)
    return tuple(number for number in read if number)[-MAX_SETTLED:]


def _read_match(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""


def _read_revision(value: object) -> int:
    return value if type(value) is int and 0 <= value < MAX_NUMBER else 0


def write_cart(cart: Cart) -> str:
    """The text that the browser keeps; `read_cart` reads it back unchanged."""
    return json.dumps(
        {
            "id": cart.id,
            "revision": cart.revision,
            "settled": list(cart.settled),
            "lines": [[line.book_id, line.quantity] for line in cart.lines],
            "seen": [
                [line.book_id, line.seen_minor]
                for line in cart.lines
                if line.seen_minor is not None
            ],
        },
        separators=(",", ":"),
    )


def add_book(cart: Cart, book_id: int, quantity: int = 1, *, available: int) -> Cart:
    """Add copies of a book, up to what one line may hold and the shelf has.

    A cart that already holds more than the shelf has is not cut here: the cart page
    says so and the shopper decides.
    """
    present = cart.quantity_of(book_id)
    wanted = max(present, min(present + quantity, MAX_QUANTITY, available))
    return set_quantity(cart, book_id, wanted)


def set_quantity(cart: Cart, book_id: int, quantity: int) -> Cart:
    """Make a line hold exactly this many copies; 0 removes it, a new line goes last."""
    copies = min(quantity, MAX_QUANTITY)
    if cart.quantity_of(book_id):
        lines = tuple(
            replace(line, quantity=copies) if line.book_id == book_id else line
            for line in cart.lines
        )
    else:
        lines = (*cart.lines, CartLine(book_id, copies))
    kept = tuple(each for each in lines if each.quantity > 0)[:MAX_LINES]
    return cart if kept == cart.lines else _changed(cart, kept)


def note_price(cart: Cart, book_id: int, minor: int) -> Cart:
    """Keep the price that the shopper is shown for a line which has none yet."""
    return _with_prices(cart, {book_id: minor}, over_earlier=False)


def accept_prices(cart: Cart, prices: Mapping[int, int]) -> Cart:
    """Keep today's prices (book id -> minor units) as those that the shopper has seen."""
    return _with_prices(cart, prices, over_earlier=True)


def _with_prices(cart: Cart, prices: Mapping[int, int], *, over_earlier: bool) -> Cart:
    lines = tuple(
        replace(line, seen_minor=prices[line.book_id])
        if is_price(prices.get(line.book_id)) and (over_earlier or line.seen_minor is None)
        else line
        for line in cart.lines
    )
    return cart if lines == cart.lines else _changed(cart, lines)


def remove_book(cart: Cart, book_id: int) -> Cart:
    """Take a book's line out of the cart."""
    return set_quantity(cart, book_id, 0)


def restore_line(cart: Cart, line: CartLine, position: int) -> Cart:
    """Put a removed line back where it stood (an undo).

    A line of the book that was added meanwhile stays as it is, and so does a full cart.
    """
    if cart.quantity_of(line.book_id) or len(cart.lines) >= MAX_LINES:
        return cart
    return _changed(cart, (*cart.lines[:position], line, *cart.lines[position:]))


def take_bought(cart: Cart, bought: Iterable[CartLine], order_number: str) -> Cart:
    """Take exactly the copies that an order bought out of the cart, once per order.

    What was added meanwhile stays. Doing it again for the same order changes nothing.
    """
    if order_number in cart.settled:
        return cart
    sold = {line.book_id: line.quantity for line in bought}
    left = (
        replace(line, quantity=line.quantity - sold.get(line.book_id, 0)) for line in cart.lines
    )
    kept = tuple(line for line in left if line.quantity > 0)
    settled = (*cart.settled, order_number)[-MAX_SETTLED:]
    return replace(_changed(cart, kept), settled=settled)


def _changed(cart: Cart, lines: tuple[CartLine, ...]) -> Cart:
    return replace(cart, lines=lines, revision=(cart.revision + 1) % MAX_NUMBER)


def newer(carried: Cart, known: Cart | None) -> Cart:
    """Of two copies of one cart, the one with the later revision.

    A click carries the browser's copy as it was at the click. Where an earlier click is
    still on its way back, the server already knows a later copy; applying the click to
    the carried one would undo the earlier click.
    """
    if known is None or carried.id != known.id:
        return carried  # another cart, or none: what the browser keeps is the cart
    return known if known.revision > carried.revision else carried
