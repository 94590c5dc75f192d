"""What one tab is about to buy: the cart, or the one item that its URL names."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import MAX_QUANTITY, CartLine, is_quantity, read_cart
from bookstore.domain.contact import COUNTRIES_WITH_STATES
from bookstore.domain.errors import BookNotFound
from bookstore.domain.order import Order, OrderStatus
from bookstore.states.cart import CartState, is_book_id, read_key
from bookstore.states.quote_view import UNKNOWN, QuoteView
from bookstore.states.todays_quote import quote_today

_COUNTS = frozenset(map(str, range(1, MAX_QUANTITY + 1)))


class WishState(CartState):
    """What Pay would buy, and the checkout key under which it is bought."""

    checkout_item: str = rx.SessionStorage("", name="checkout_item")  # the key for ?item=

    item_id: int = 0  # 0: the cart is bought
    item_quantity: int = 1
    item_missing: bool = False

    @rx.var(
        initial_value=UNKNOWN,
        auto_deps=False,
        deps=[
            "cart",
            "country",
            "checkout",
            "checkout_item",
            "looked_at",
            "item_id",
            "item_quantity",
            "item_missing",
        ],
    )
    async def summary(self) -> QuoteView:
        """What Pay would buy, at today's prices."""
        if not wiring.is_open():
            return UNKNOWN  # while pages are compiled
        return await quote_today(
            self._lines(), country=self._country_code(), checkout_key=self._held_key()
        )

    @rx.var(initial_value=True, auto_deps=False, deps=["country"])
    def asks_state(self) -> bool:
        """Whether addresses in the chosen country name a state or province."""
        return not wiring.is_open() or self._country_code() in COUNTRIES_WITH_STATES

    def _lines(self) -> tuple[CartLine, ...]:
        if self.item_missing:
            return ()
        if self.item_id:
            return (CartLine(self.item_id, self.item_quantity),)
        return read_cart(self.cart).lines

    def _held_key(self) -> str:
        return read_key(self.checkout_item if self.item_id else self.checkout)

    async def _choose_item(self, item: object, quantity: object) -> None:
        self.item_id, self.item_quantity, self.item_missing = 0, 1, False
        if item is None:
            return
        text = item[:100] if isinstance(item, str) else ""
        shelf = wiring.shop().books
        self.item_missing = True
        if text.isascii() and text.isdigit() and is_book_id(number := int(text)):
            self.item_missing = number not in await shelf.by_ids([number])
            self.item_id = 0 if self.item_missing else number
        elif text:
            try:
                self.item_id, self.item_missing = (await shelf.by_slug(text)).book.id, False
            except BookNotFound:
                return
        count = int(quantity) if isinstance(quantity, str) and quantity in _COUNTS else 1
        self.item_quantity = count if is_quantity(count) else 1

    async def _order_of_key(self) -> Order | None:
        key = self._held_key()
        return await wiring.shop().orders.find_by_key(key) if key else None

    def _take_bought(self, order: Order) -> None:
        settled = order.was_paid or order.status is OrderStatus.PROCESSING
        if settled and order.checkout_key == self.checkout_item:
            self.checkout_item = ""
        super()._take_bought(order)

    def _keep_key(self) -> None:
        """Give the tab its key for an item before Pay: the answer to that may never reach it."""
        if self.item_id and not self._held_key():
            self.checkout_item = wiring.shop().ids.secret()

    def _take_key(self) -> str:
        """The browser's checkout key, made now if it has none.

        For the cart it follows from the cart's own random id, so that two tabs which pay
        in the same instant, before either has heard of the other's key, make the same one.
        """
        if key := self._held_key():
            return key
        new = wiring.shop().ids.secret()
        if self.item_id:
            self.checkout_item = new
            return new
        cart = read_cart(self.cart)
        self.checkout = _derive(f"checkout:{cart.id}:{','.join(cart.settled)}") if cart.id else new
        return self.checkout


def _derive(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")
