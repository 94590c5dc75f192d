"""Checkout of one browser: place the order, let the browser confirm, ask Stripe, route."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping

import reflex as rx

from bookstore import wiring
from bookstore.domain.contact import read_contact
from bookstore.domain.errors import (
    BookstoreError,
    CartNotSellable,
    InvalidContact,
    OrderClosed,
    OrderNotFound,
    OrderSettled,
    PaymentDiffers,
    PaymentError,
    PaymentUnderWay,
    PriceChanged,
    TooOften,
)
from bookstore.domain.payment import Outcome, PaymentIntent
from bookstore.services.canceling import abandon_order
from bookstore.services.checkout import Wish, look_after, place_order
from bookstore.services.finding import find_payment
from bookstore.services.settlement import Payment
from bookstore.states.billing import Billing, billing_of
from bookstore.states.checkout_news import CheckoutNews
from bookstore.states.hearing import sendable, texts, whole
from bookstore.states.limits import count_looking, count_placing
from bookstore.states.payment_words import (
    LOOKING_INTO_IT,
    MAX_MESSAGE,
    NOT_ANSWERED,
    NOT_CANCELED,
    UNSURE,
    decline_in_words,
    difference_in_words,
    marked_in_words,
    price_change_in_words,
    under_way_in_words,
)

log = logging.getLogger("bookstore.checkout")

NOTHING_CHARGED = "Nothing was charged."


class CheckoutState(CheckoutNews):
    """How far the payment of what this tab buys is.

    Every handler may be called by anybody with anything: what arrives is checked here,
    prices are the server's, and an answer of the browser only makes us ask Stripe.
    """

    visit: str = ""  # changes each time the page opens, also when it comes back
    attempt: str = ""
    client_secret: str = ""
    billing: Billing = {}  # noqa: RUF012 - Reflex copies defaults

    @rx.var(initial_value=False, auto_deps=False, deps=["under_way_secret"])
    def can_finish(self) -> bool:
        """Whether the payment under way waits for its shopper, and may be canceled too."""
        return self.under_way_secret != ""

    @rx.event
    async def open(self) -> AsyncIterator[rx.event.EventSpec | None]:
        """The page opened, or came back: read what the URL asks to buy, forget what was said.

        A page that comes back may have paid since it was last heard, so the order of its
        key is looked at before the key of a paid one goes, as wherever a page connects.
        Stripe is asked only about a payment which this browser has begun and not ended, and
        only after the page has been told the rest. All of it is one event: each costs the
        server a millisecond, and two would have the cart priced twice.
        """
        self._forget()
        self.email_offer = ""
        self.visit = wiring.shop().ids.secret()
        await self._read_address()
        order = await self._order_of_key()
        self._keep_key()
        if order is not None:
            self._note(order)
            if order.is_bought:
                yield self._show_order(order)
            elif order.is_open and order.intent_id is not None:
                await self._compare(order)
                yield None
                yield await self._take_up()
        await self._connect()
        self._listen()

    def _forget(self) -> None:
        self._forget_news()
        self.problems, self.attempt, self.client_secret = {}, "", ""

    async def _read_address(self) -> None:
        await self._choose(self.router.url.query_parameters)

    async def _open_unless_open(self) -> None:
        """What a page sends as it comes back may arrive before `open`, at a fresh state."""
        if not self.visit:
            await self._read_address()

    async def _take_up(self) -> rx.event.EventSpec | None:
        try:
            count_looking(self)
            payment = await look_after(wiring.shop(), self._held_key())
        except (PaymentError, OrderNotFound, TooOften):
            return None  # nobody has asked yet; Pay will say it
        if payment is None or payment.verdict.outcome is Outcome.CANCELED:
            return None
        is_waiting = payment.verdict.outcome is Outcome.WAITING
        if is_waiting and not (self.order_number and payment.intent.was_declined):
            return None
        return self._follow(payment, {})

    @rx.event
    async def place_order(self, attempt: str, form: dict[str, str]) -> rx.event.EventSpec | None:
        """Pay was pressed: record the order and hand the browser what it may confirm.

        The amount is computed here; the form says only what the page showed.
        """
        secret, route = "", None
        self._forget()
        await self._open_unless_open()
        try:
            secret = await self._place(form if isinstance(form, dict) else {})
        except InvalidContact as error:
            self.problems = error.problems
            self.alert = marked_in_words(len(error.problems))
        except PriceChanged as error:
            self.looked_at += 1
            self.alert = price_change_in_words(error, wiring.shop().locale)
        except PaymentDiffers as error:
            self.alert = difference_in_words(error, wiring.shop().locale)
        except CartNotSellable as error:
            self.looked_at += 1
            way_on = "" if self.order_number else " Please change your cart."
            self.alert = f"{error.user_message} Nothing was charged.{way_on}"
        except OrderSettled:
            route = await self._show_bought()
        except PaymentUnderWay:
            route = await self._ask_stripe({})
        except BookstoreError as error:
            self.alert = _nothing_charged(error.user_message)
        except Exception:  # raised, it would leave the button locked until its patience ends
            log.exception("An order could not be placed.")
            self.alert = NOT_ANSWERED
        if isinstance(attempt, str):  # the answer, whatever came: it unlocks the button
            self.attempt, self.client_secret = sendable(attempt[:64]), secret
        self._call_attention()
        return route

    async def _place(self, form: Mapping[str, object]) -> str:
        count_placing(self)
        shop = wiring.shop()
        if self.order_problem:
            raise OrderClosed("A browser would pay for an order that is not to be paid.")
        self._keep(form)
        contact = read_contact(form, shop.delivery.countries())
        if contact.country != self._country_code():  # else the same sum would be looked up again
            self.country = contact.country
        self._paying = self._take_key()
        self._watch(self._paying)
        wish = Wish(
            lines=self._lines(),
            contact=contact,
            shown_minor=whole(form.get("shown_total")),
            checkout_key=self._paying,
            is_from_cart=not self.item_id,
            order_number=self.order_number,
        )
        with self._busy():
            payable = await place_order(shop, wish)
            self._note(payable.order)
        self.billing = billing_of(contact)
        return payable.intent.client_secret

    @rx.event
    def show_problem(self, code: str, message: str, form: dict[str, str] | None = None) -> None:
        """The payment form refused what was typed; its message is for the shopper.

        Args:
            form: our own fields as they stand, so that what is wrong in them is said as well.
        """
        text = sendable(message) if isinstance(message, str) else ""
        self.alert = text[:MAX_MESSAGE] or "Please complete the payment form."
        if isinstance(form, dict) and (count := self._mark(form)):
            self.alert = marked_in_words(count, also=self.alert)
        self._call_attention()

    @rx.event
    async def payment_answered(self, result: dict[str, str]) -> rx.event.EventSpec | None:
        """The browser has an answer: ask Stripe what is true, and say or show it.

        Args:
            result: the browser's own account, used for the words of a decline; the intent's
                secret in it shows that the payment is this browser's, also when its key is
                gone with the order that was paid.
        """
        self.client_secret = ""
        route = await self._ask_stripe(texts(result))
        self._call_attention()
        return route

    @rx.event
    async def look_again(self) -> rx.event.EventSpec | None:
        """The shopper asks how the payment stands."""
        route = await self._ask_stripe({})
        self._call_attention()
        return route

    async def _ask_stripe(self, said: Mapping[str, str]) -> rx.event.EventSpec | None:
        self._fall_silent()
        await self._open_unless_open()
        try:
            count_looking(self)
            with self._busy():
                payment = await find_payment(
                    wiring.shop(),
                    checkout_key=self._paying or self._held_key(),
                    client_secret=said.get("client_secret", ""),
                )
        except (PaymentError, OrderNotFound, TooOften) as error:
            self._stay_unsure(error)
            return None
        return self._follow(payment, said) if payment is not None else None

    def _stay_unsure(self, error: BookstoreError) -> None:
        self.is_under_way = True
        self.alert = error.user_message if isinstance(error, TooOften) else UNSURE

    def _follow(self, payment: Payment, said: Mapping[str, str]) -> rx.event.EventSpec | None:
        self._note(payment.order)
        match payment.verdict.outcome:
            case Outcome.PAID | Outcome.PROCESSING:
                return self._show_order(payment.order)
            case Outcome.WAITING:
                self.alert = decline_in_words(payment, said)
            case Outcome.NEEDS_ACTION:
                self._offer_to_finish(payment.intent)
            case Outcome.CANCELED:
                self.alert = "That payment was canceled. Nothing was charged."
            case Outcome.MISMATCH | Outcome.UNKNOWN:
                self.alert = LOOKING_INTO_IT
        return None

    def _offer_to_finish(self, intent: PaymentIntent) -> None:
        self.is_under_way, self.under_way_secret = True, intent.client_secret
        self.alert = under_way_in_words(intent.amount, wiring.shop().locale)

    async def _show_bought(self) -> rx.event.EventSpec | None:
        order = await self._order_of_key()
        return self._show_order(order) if order is not None and order.is_bought else None

    @rx.event
    async def abandon(self) -> rx.event.EventSpec | None:
        """Cancel this browser's waiting payment; ask first when the bank is at work."""
        return await self._abandon(even_at_the_bank=False)

    @rx.event
    async def abandon_at_the_bank(self) -> rx.event.EventSpec | None:
        """Cancel this browser's payment although the bank is asking the shopper to confirm."""
        route = await self._abandon(even_at_the_bank=True)
        self._call_attention()
        return route

    async def _abandon(self, *, even_at_the_bank: bool) -> rx.event.EventSpec | None:
        self._fall_silent()
        await self._open_unless_open()
        try:
            count_looking(self)
            order = await abandon_order(
                wiring.shop(), self._held_key(), even_at_the_bank=even_at_the_bank
            )
        except PaymentUnderWay:
            return await self._ask_stripe({})
        except (PaymentError, TooOften) as error:
            self._stay_unsure(error)
            return None
        if order is not None and order.is_bought:
            return self._show_order(order)
        if order is not None and order.is_open:
            self.is_under_way, self.alert = True, NOT_CANCELED
            return None
        self._tell_canceled(order)
        return None


def _nothing_charged(sentence: str) -> str:
    """Placing an order charges nothing, so every refusal of it may say so."""
    return sentence if NOTHING_CHARGED in sentence else f"{sentence} {NOTHING_CHARGED}"
