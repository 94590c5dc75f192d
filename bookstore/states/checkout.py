"""Checkout of one browser: place the order, let the browser confirm, ask Stripe, route."""

from __future__ import annotations

import hashlib
import logging
from base64 import urlsafe_b64encode
from collections.abc import Mapping

import reflex as rx

from bookstore import wiring
from bookstore.domain.cart import CartLine, is_quantity, read_cart
from bookstore.domain.contact import COUNTRIES_WITH_STATES, find_problem, read_contact
from bookstore.domain.declines import advise, is_decline
from bookstore.domain.errors import (
    BookNotFound,
    BookstoreError,
    CartNotSellable,
    InvalidContact,
    OrderSettled,
    PaymentError,
    PaymentUnderWay,
    PriceChanged,
)
from bookstore.domain.money import format_money
from bookstore.domain.order import Order, OrderStatus
from bookstore.domain.payment import Outcome
from bookstore.services.checkout import Wish, abandon_order, look_after, place_order
from bookstore.services.quoting import quote_lines
from bookstore.services.settlement import Payment
from bookstore.states.cart import CartState, is_book_id, read_key
from bookstore.states.quote_view import UNKNOWN, QuoteView, view_quote

log = logging.getLogger("bookstore.checkout")

FIELDS = ("email", "name", "line1", "city", "state", "postal_code", "country")
MAX_MESSAGE = 300  # characters of a message that a browser reports

UNDER_WAY = (
    "A payment for this order is already under way. Nothing is charged twice: look again in a "
    "moment, or cancel that payment and start anew."
)
UNSURE = (
    "We could not ask the payment service whether your payment went through. Please do not pay "
    "again yet: look again in a moment."
)
LOOKING_INTO_IT = (
    "Your payment does not look as it should, and we have been told. Please do not pay again; "
    "write to us if you hear nothing within a day."
)
NOT_ANSWERED = "Something went wrong on our side. Nothing was charged. Please try again."


class CheckoutState(CartState):
    """What one tab is about to buy, and how far its payment is.

    Every handler may be called by anybody with anything: what arrives is checked here,
    prices are the server's, and an answer of the browser only makes us ask Stripe.
    """

    checkout_item: str = rx.SessionStorage("", name="checkout_item")  # the key for ?item=

    item_id: int = 0  # 0: the cart is bought
    item_quantity: int = 1
    item_missing: bool = False

    attempt: str = ""
    client_secret: str = ""
    billing: dict[str, str | dict[str, str]] = {}  # noqa: RUF012 - Reflex copies defaults

    alert: str = ""
    problems: dict[str, str] = {}  # noqa: RUF012 - field -> sentence
    is_under_way: bool = False

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
        ],
    )
    async def summary(self) -> QuoteView:
        """What Pay would buy, at today's prices."""
        if not wiring.is_open():
            return UNKNOWN  # while pages are compiled
        shop, lines = wiring.shop(), self._lines()
        quote = await quote_lines(
            shop, lines, country=self._country_code(), checkout_key=self._held_key()
        )
        shelf = await shop.books.by_ids(line.book_id for line in lines)
        return view_quote(quote, shelf, locale=shop.locale)

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

    @rx.event
    async def open(self) -> None:
        """The page opened: read what the URL asks to buy, forget what was said before."""
        self.alert, self.problems, self.is_under_way = "", {}, False
        self.client_secret = ""
        wish: Mapping[str, object] = self.router.url.query_parameters
        await self._choose_item(wish.get("item"), wish.get("quantity"))
        order = await self._order_of_key()
        if order is not None:
            self._take_bought(order)

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

    @rx.event
    def check_field(self, name: str, text: str) -> None:
        """A field was left: say what is wrong with it, or that nothing is any more."""
        if name not in FIELDS or not isinstance(text, str):
            return
        problem = find_problem(
            name,
            " ".join(text.split()),
            country=self._country_code(),
            countries=wiring.shop().delivery.countries(),
        )
        if problem:
            self.problems = {**self.problems, name: problem}
        elif name in self.problems:
            self.problems = {key: said for key, said in self.problems.items() if key != name}

    @rx.event
    async def place_order(self, attempt: str, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Pay was pressed: record the order and hand the browser what it may confirm.

        The amount is computed here; the form says only what the page showed.
        """
        secret, route = "", None
        self.alert, self.problems, self.is_under_way = "", {}, False
        try:
            secret = await self._place(form if isinstance(form, dict) else {})
        except InvalidContact as error:
            self.problems = error.problems
            self.alert = "Please look at the marked fields. Nothing was charged."
        except PriceChanged as error:
            self.alert = self._price_change_in_words(error)
        except CartNotSellable as error:
            self.looked_at += 1
            self.alert = f"{error.user_message} Nothing was charged. Please change your cart."
        except OrderSettled:
            route = await self._show_order_of_key()
        except PaymentUnderWay:
            self.is_under_way, self.alert = True, UNDER_WAY
        except BookstoreError as error:
            self.alert = error.user_message
        except Exception:  # raised, it would leave the button locked until its patience ends
            log.exception("An order could not be placed.")
            self.alert = NOT_ANSWERED
        if isinstance(attempt, str):  # the answer, whatever came: it unlocks the button
            self.attempt, self.client_secret = attempt[:64], secret
        return route

    async def _place(self, form: Mapping[str, object]) -> str:
        shop = wiring.shop()
        contact = read_contact(form, shop.delivery.countries())
        self.country = contact.country
        payable = await place_order(
            shop,
            Wish(
                lines=self._lines(),
                contact=contact,
                shown_minor=_whole(form.get("shown_total")),
                checkout_key=self._take_key(),
                is_from_cart=not self.item_id,
            ),
        )
        self.billing = {
            "name": contact.name,
            "email": contact.email,
            "phone": "",
            "address": {
                "line1": contact.line1,
                "line2": "",
                "city": contact.city,
                "state": contact.state,
                "postal_code": contact.postal_code,
                "country": contact.country,
            },
        }
        return payable.intent.client_secret

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
        self.checkout = _derive(f"checkout:{cart.id}:{cart.settled}") if cart.id else new
        return self.checkout

    def _price_change_in_words(self, error: PriceChanged) -> str:
        self.looked_at += 1
        shop = wiring.shop()
        return (
            f"The total is now {format_money(error.total, shop.locale)}. Nothing was charged. "
            "Please look at the order and press Pay again."
        )

    @rx.event
    def show_problem(self, code: str, message: str) -> None:
        """The payment form refused what was typed; its message is for the shopper."""
        text = message if isinstance(message, str) else ""
        self.alert = text[:MAX_MESSAGE] or "Please complete the payment form."

    @rx.event
    async def payment_answered(self, result: dict[str, str]) -> rx.event.EventSpec | None:
        """The browser has an answer: ask Stripe what is true, and say or show it.

        Args:
            result: the browser's own account, used for nothing but the words of a decline.
        """
        self.client_secret = ""
        return await self._ask_stripe(_texts(result))

    @rx.event
    async def look_again(self) -> rx.event.EventSpec | None:
        """The shopper asks how the payment stands."""
        return await self._ask_stripe({})

    async def _ask_stripe(self, said: Mapping[str, str]) -> rx.event.EventSpec | None:
        self.alert, self.is_under_way = "", False
        try:
            payment = await look_after(wiring.shop(), self._held_key())
        except PaymentError:
            self.is_under_way, self.alert = True, UNSURE
            return None
        if payment is None:
            return None
        return self._follow(payment, said)

    def _follow(self, payment: Payment, said: Mapping[str, str]) -> rx.event.EventSpec | None:
        match payment.verdict.outcome:
            case Outcome.PAID | Outcome.PROCESSING:
                return self._show_order(payment.order)
            case Outcome.WAITING:
                self.alert = decline_in_words(payment, said)
            case Outcome.NEEDS_ACTION:
                self.is_under_way, self.alert = True, UNDER_WAY
            case Outcome.CANCELED:
                self.alert = "That payment was canceled. Nothing was charged."
            case Outcome.MISMATCH | Outcome.UNKNOWN:
                self.alert = LOOKING_INTO_IT
        return None

    def _show_order(self, order: Order) -> rx.event.EventSpec:
        self._take_bought(order)
        return rx.redirect(f"/success?order={order.token}")

    async def _show_order_of_key(self) -> rx.event.EventSpec | None:
        order = await self._order_of_key()
        return self._show_order(order) if order is not None else None

    @rx.event
    async def abandon(self) -> rx.event.EventSpec | None:
        """Cancel this browser's waiting payment; ask first when the bank is at work."""
        return await self._abandon(even_at_the_bank=False)

    @rx.event
    async def abandon_at_the_bank(self) -> rx.event.EventSpec | None:
        """Cancel this browser's payment although the bank is asking the shopper to confirm."""
        return await self._abandon(even_at_the_bank=True)

    async def _abandon(self, *, even_at_the_bank: bool) -> rx.event.EventSpec | None:
        self.alert, self.is_under_way = "", False
        try:
            order = await abandon_order(
                wiring.shop(), self._held_key(), even_at_the_bank=even_at_the_bank
            )
        except PaymentUnderWay:
            self.is_under_way, self.alert = True, UNDER_WAY
            return None
        except PaymentError:
            self.is_under_way, self.alert = True, UNSURE
            return None
        if order is not None and (order.was_paid or order.status is OrderStatus.PROCESSING):
            return self._show_order(order)
        self.looked_at += 1
        self.notice = "The payment was canceled. Nothing was charged; your cart is still here."
        return None


_COUNTS = frozenset(map(str, range(1, 21)))


def _derive(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16]).decode().rstrip("=")


def _texts(value: object) -> dict[str, str]:
    pairs = value.items() if isinstance(value, dict) else ()
    return {name: text for name, text in pairs if isinstance(text, str)}


def _whole(value: object) -> int | None:
    text = value if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def decline_in_words(payment: Payment, said: Mapping[str, str]) -> str:
    """Why the attempt failed: Stripe's codes first, the browser's where Stripe has none."""
    code, decline_code = payment.intent.error_code or "", payment.intent.decline_code or ""
    if not is_decline(code, decline_code):
        code, decline_code = said.get("code", ""), said.get("decline_code", "")
    if not is_decline(code, decline_code) and said.get("type") == "validation_error":
        return said.get("message", "")[:MAX_MESSAGE]
    return advise(code, decline_code).sentence
