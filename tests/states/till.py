"""A tab at the checkout: what the tests of Pay share."""

from __future__ import annotations

from bookstore.domain.cart import Cart, CartLine, write_cart
from bookstore.domain.order import Order
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from tests.fakes import CONTACT, FakeShop
from tests.states.tab import Tab

FORM = {
    "email": CONTACT.email,
    "name": CONTACT.name,
    "line1": CONTACT.line1,
    "city": CONTACT.city,
    "postal_code": CONTACT.postal_code,
    "country": CONTACT.country,
    "shown_total": "5800",
}


async def fill(tab: Tab, *, name: str = "", settled: tuple[str, ...] = ()) -> None:
    """Have a cart of two copies of the first book arrive; a name makes it the same cart."""
    cart = Cart((CartLine(1, 2),), id=name.ljust(22, "x") if name else "", settled=settled)
    await tab.set(CartState, cart=write_cart(cart))


async def pay(tab: Tab, *, attempt: str = "try-1", **changes: str) -> CheckoutState:
    """Press Pay with the usual form, changed."""
    await tab.do(CheckoutState, "place_order", attempt=attempt, form=FORM | changes)
    return await tab.see(CheckoutState)


async def answer(tab: Tab, **said: str) -> CheckoutState:
    """Have the browser say how its confirmation ended."""
    await tab.do(CheckoutState, "payment_answered", result=said)
    return await tab.see(CheckoutState)


def only_order(shop: FakeShop) -> Order:
    """The one order that was placed."""
    (order,) = shop.orders.orders.values()
    return order
