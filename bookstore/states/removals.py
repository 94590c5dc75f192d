"""Lines that were taken out a moment ago, so that each can come back where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from bookstore.domain.cart import Cart, CartLine


@dataclass(frozen=True)
class Removed:
    """A line that was removed from this place of the cart."""

    line: CartLine
    position: int
    title: str


def find_line(cart: Cart, book_id: int, title: str) -> Removed | None:
    """A book's line as it stands, to be removed; None when the cart holds none."""
    for position, line in enumerate(cart.lines):
        if line.book_id == book_id:
            return Removed(line, position, title)
    return None


def still_out(removed: tuple[Removed, ...], cart: Cart) -> tuple[Removed, ...]:
    """The removals that can be undone: a book that was put in again is not missing."""
    return tuple(each for each in removed if not cart.quantity_of(each.line.book_id))
