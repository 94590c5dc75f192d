"""The memory of carts: the later copy of one cart, and no more of them than it may hold."""

from __future__ import annotations

from bookstore.domain.cart import Cart, CartLine
from bookstore.states.recent_carts import RecentCarts

EARLIER = Cart((CartLine(1, 1),), id="a" * 22, revision=1)
LATER = Cart((CartLine(1, 2),), id="a" * 22, revision=2)


def cart_of(letter: str) -> Cart:
    return Cart((CartLine(1, 1),), id=letter * 22, revision=2)


def older(cart: Cart) -> Cart:
    return Cart((), id=cart.id, revision=1)


def test_later_copy_of_a_cart_wins_over_the_carried_one() -> None:
    recent = RecentCarts()
    recent.remember(LATER)

    assert recent.latest(EARLIER) == LATER


def test_carried_copy_wins_when_it_is_the_later_one() -> None:
    recent = RecentCarts()
    recent.remember(EARLIER)

    assert recent.latest(LATER) is LATER


def test_another_browsers_cart_is_never_mixed_in() -> None:
    recent = RecentCarts()
    recent.remember(cart_of("b"))

    assert recent.latest(EARLIER) is EARLIER


def test_cart_without_an_id_is_not_remembered() -> None:
    recent = RecentCarts()
    recent.remember(Cart((CartLine(1, 5),), revision=9))

    assert recent.latest(Cart()) == Cart()


def test_cart_used_least_recently_is_forgotten_first() -> None:
    recent = RecentCarts(capacity=2)
    first, second, third = cart_of("a"), cart_of("b"), cart_of("c")
    for cart in (first, second, first, third):
        recent.remember(cart)

    assert recent.latest(older(first)) == first
    assert recent.latest(older(second)) == older(second)
    assert recent.latest(older(third)) == third
