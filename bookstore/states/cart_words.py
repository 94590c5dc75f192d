"""What the cart says about copies: how many, and why not more."""

from __future__ import annotations

from bookstore.domain.cart import MAX_QUANTITY
from bookstore.domain.catalogue import ShelfBook


def copies_in_words(count: int) -> str:
    """How many copies: one is called a copy."""
    return f"{count} copy" if count == 1 else f"{count} copies"


def limit_in_words(found: ShelfBook) -> str:
    """Why a line of this title holds no more than it does."""
    title = found.book.title
    if found.is_withdrawn:
        return f"{title} is no longer sold."
    if found.available < 1:
        return f"{title} is sold out."
    if found.available < MAX_QUANTITY:
        return f"Only {copies_in_words(found.available)} of {title} left."
    return f"One order holds at most {MAX_QUANTITY} copies of a book."


def books_in_words(count: int) -> str:
    """How many books; none is said as well."""
    return {0: "no book", 1: "1 book"}.get(count, f"{count} books")
