"""What one tab is about to buy: the cart, one item, or an order that is still to be paid."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import MAX_QUANTITY, CartLine, is_quantity, read_cart
from bookstore.domain.contact import COUNTRIES_WITH_STATES
from bookstore.domain.errors import BookNotFound, OrderClosed, OrderNotFound, TooOften
from bookstore.domain.order import Order, OrderStatus
from bookstore.states.browser_values import is_book_id, read_key, read_token
from bookstore.states.cart import CartState
from bookstore.states.limits import count_looking
from bookstore.states.quote_view import UNKNOWN, QuoteView
from bookstore.states.todays_quote import quote_today

_COUNTS = frozenset(map(str, range(1, MAX_QUANTITY + 1)))
NO_SUCH_ORDER = "We could not find this order. Please use the link in our letter as it is."


@dataclass(frozen=True, slots=True)
class Owed:
    """An order that the holder of its token may pay; its key stays on the server."""

    number: str
    checkout_key: str
    lines: tuple[CartLine, ...]

    def __repr__(self) -> str:
        """Name the order without its key, which must not reach a log."""
        return f"Owed({self.number!r})"


class WishState(CartState):
    """What Pay would buy, and the checkout key under which it is bought."""

    checkout_item: str = rx.SessionStorage("", name="checkout_item")  # the key for ?item=

    has_chosen: bool = False  # a checkout was opened in this tab; until then nothing is priced
    item_id: int = 0  # 0: the cart is bought, or an order is paid
    item_quantity: int = 1
    item_missing: bool = False

    order_number: str = ""  # of the order that is paid; "" when the cart or an item is bought
    order_problem: str = ""  # why the order that the URL names cannot be paid
    known: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults; a contact to start with
    _owed: Owed | None = None
    _typed: dict[str, str] = {}  # noqa: RUF012 - the contact as this tab's form has it

    @rx.var(
        initial_value=UNKNOWN,
        auto_deps=False,
        deps=[
            "cart",
            "country",
            "checkout",
            "looked_at",
            "has_chosen",
            "item_id",
            "item_quantity",
            "item_missing",
            "order_number",
            "order_problem",
        ],
    )
    async def summary(self) -> QuoteView:
        """What Pay would buy, at today's prices; unknown until the URL was read.

        An item's key is made as the page opens and let go when it is paid: that alone is no
        reason to price the item again, whose copies are the order's by then.
        """
        if not wiring.is_open() or not self.has_chosen:
            return UNKNOWN
        return await quote_today(
            self._lines(), country=self._country_code(), checkout_key=self._held_key()
        )

    @rx.var(initial_value=True, auto_deps=False, deps=["country"])
    def asks_state(self) -> bool:
        """Whether addresses in the chosen country name a state or province."""
        return not wiring.is_open() or self._country_code() in COUNTRIES_WITH_STATES

    def _lines(self) -> tuple[CartLine, ...]:
        if self.item_missing or self.order_problem:
            return ()
        if self._owed is not None:
            return self._owed.lines
        if self.item_id:
            return (CartLine(self.item_id, self.item_quantity),)
        return read_cart(self.cart).lines

    def _held_key(self) -> str:
        if self._owed is not None or self.order_problem:
            return self._owed.checkout_key if self._owed else ""
        return read_key(self.checkout_item if self.item_id else self.checkout)

    async def _choose(self, wish: Mapping[str, object]) -> None:
        """Read from the URL what is to be bought: `order`, else `item`, else the cart."""
        self.has_chosen = True
        self.item_id, self.item_quantity, self.item_missing = 0, 1, False
        self.order_number, self.order_problem, self._owed = "", "", None
        self.known = {} if "order" in wish else dict(self._typed)
        if "order" in wish:
            await self._choose_order(read_token(wish["order"]))
        elif "item" in wish:
            await self._choose_item(wish["item"], wish.get("quantity"))

    async def _choose_order(self, token: str) -> None:
        try:
            count_looking(self)
            order = await wiring.shop().orders.by_token(token)
        except OrderNotFound:
            self.order_problem = NO_SUCH_ORDER
            return
        except TooOften as error:
            self.order_problem = error.user_message
            return
        if order.status is OrderStatus.CANCELED:
            self.order_problem = OrderClosed.user_message
            return
        self._owed = Owed(order.number, order.checkout_key, order.terms.cart_lines())
        self.order_number, self.country = order.number, order.terms.contact.country
        self.known = asdict(order.terms.contact)

    async def _choose_item(self, item: object, quantity: object) -> None:
        text = item[:100] if isinstance(item, str) else ""
        shelf = wiring.shop().books
        self.item_missing = True
        if text.isascii() and text.isdigit() and is_book_id(number := int(text)):
            self.item_missing = number not in await shelf.to_show([number])
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
        """As in every state; an order that was paid by its token is in nobody's cart here.

        What was typed for it is forgotten: the next in front of this screen may be another.
        """
        if order.is_bought:
            self._typed = {}
        if order.is_bought and order.checkout_key == self.checkout_item:
            self.checkout_item = ""
        if self._owed is None or order.checkout_key == read_key(self.checkout):
            super()._take_bought(order)

    def _keep_key(self) -> None:
        """Give the tab its key for an item before Pay: the answer to that may never reach it."""
        if self.item_id and not self._held_key():
            self.checkout_item = wiring.shop().ids.secret()

    def _take_key(self) -> str:
        """The browser's checkout key, made now if it has none."""
        if key := self._held_key():
            return key
        new = self._key_to_come() or wiring.shop().ids.secret()
        if self.item_id:
            self.checkout_item = new
        else:
            self.checkout = new
        return new

    def _key_to_come(self) -> str:
        """The key that the cart would be bought under, from whichever tab; "" for an item.

        It follows from the cart's own random id, so that two tabs which pay in the same
        instant, before either has heard of the other's key, make the same one.
        """
        cart = read_cart(self.cart)
        if self.item_id or self.order_problem or not cart.id:
            return ""
        return _derive(f"checkout:{cart.id}:{','.join(cart.settled)}")


def _derive(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")
