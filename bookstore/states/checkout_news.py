"""What an open checkout hears of its order: paid, or canceled, in another tab or without any."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

import reflex as rx

from bookstore import wiring
from bookstore.domain.errors import OrderClosed
from bookstore.domain.money import format_money
from bookstore.domain.order import Order, OrderStatus, standing
from bookstore.states.contact_form import ContactFormState
from bookstore.states.watching import Page, Watch, watched_orders


class CheckoutNews(ContactFormState):
    """What became of the order under this checkout's key, and the way to its page."""

    alert: str = ""
    alerts: int = 0  # how many answers to the shopper's own doing were to be attended to
    is_under_way: bool = False
    under_way_secret: str = ""  # of the payment that this browser began and can finish
    is_waiting: bool = False  # there is an order that is neither paid nor canceled

    news: str = ""  # what happened elsewhere, read out politely
    news_link: str = ""  # to the page of the order that it is about

    _paying: str = ""  # the key being paid under, also when another tab has dropped it since
    _told: str = ""  # which order in which status this page has shown or said
    _shown: str = ""  # the order to whose page this tab was sent

    def _fall_silent(self) -> None:
        self.alert, self.is_under_way, self.under_way_secret = "", False, ""

    def _call_attention(self) -> None:
        """Have the page move the focus to what was said, if anything was."""
        if self.alert:
            self.alerts += 1

    def _forget_news(self) -> None:
        self._fall_silent()
        self.news, self.news_link, self.is_waiting = "", "", False
        self._paying, self._told, self._shown = "", "", ""

    @rx.event
    def listen(self) -> None:
        """The page is open: hear from now on of what is ordered under its key, also by others.

        The tab may have no key yet: another one that pays for the same cart will make it.
        What happened while the page opened is news too, so it starts from the beginning.
        """
        self._listen()

    def _listen(self) -> None:
        self._watch(self._held_key() or self._key_to_come())

    def _watch(self, key: str) -> None:
        page = self.router.session.client_token
        watch, known = Watch(Page.CHECKOUT, key, self._told), watched_orders.find(page)
        if not key:
            watched_orders.sign_out(page)
        elif known is None or replace(known, seen=watch.seen) != watch:
            watched_orders.sign_in(page, watch)

    def _busy(self) -> AbstractContextManager[None]:
        """For the duration this page asks by itself, and shows what came of it."""
        return watched_orders.busy(self.router.session.client_token)

    async def _hear(self, key: str) -> rx.event.EventSpec | None:
        """Say what became of the order under a key; a tab that is paying goes to its page.

        It may run in a state that Reflex has just made for a page open for hours: the cart
        is not touched here unless this tab pressed Pay.
        """
        order = await wiring.shop().orders.find_by_key(key)
        if order is None or self._told == _stand_of(order):
            return None
        self._note(order)
        if order.is_bought and self._paying == key:
            return self._show_order(order)
        self.news, self.news_link = _news_of(order)
        if not order.is_open or order.is_bought:
            self._fall_silent()
        return None

    def _note(self, order: Order) -> None:
        """This page shows by itself how the order stands; that is no news to it."""
        self._told = _stand_of(order)
        page = self.router.session.client_token
        if (watch := watched_orders.find(page)) and watch.name == order.checkout_key:
            watched_orders.saw(page, watch, self._told)
        self.is_waiting = order.status is OrderStatus.AWAITING_PAYMENT

    def _show_order(self, order: Order) -> rx.event.EventSpec | None:
        """Go to the page of an order; None when this tab is on its way there already."""
        self._note(order)
        self._take_bought(order)
        if self._shown == order.number:
            return None
        self._shown = order.number
        return rx.redirect(page_of(order), replace=self._owed is not None)

    def _tell_canceled(self, order: Order | None) -> None:
        self.looked_at += 1
        and_the_cart = "." if self.item_id else "; your cart is still here."
        self.notice = f"The payment was canceled. Nothing was charged{and_the_cart}"
        if order is not None:
            self._note(order)
        if self._owed is not None:
            self.notice = self.order_problem = OrderClosed.user_message

    async def _compare(self, order: Order) -> None:
        """Say at once when the order that is to be paid would cost something else today."""
        summary, before = await self.summary, order.terms.total
        if self._owed is not None and summary.is_sellable and summary.total_minor != before.minor:
            then = format_money(before, wiring.shop().locale)
            self.news = f"When you ordered, the total was {then}; today it is {summary.total}."


def page_of(order: Order) -> str:
    """The path of an order's page."""
    return f"/success?order={order.token}"


def _stand_of(order: Order) -> str:
    return standing(order.number, order.status)


def _news_of(order: Order) -> tuple[str, str]:
    """What to say of an order that changed elsewhere, and where it can be looked at."""
    if order.was_paid:
        return f"Your order {order.number} is paid.", page_of(order)
    if order.status is OrderStatus.PROCESSING:
        said = f"The payment of your order {order.number} is on its way. Please do not pay again."
        return said, page_of(order)
    if order.status is OrderStatus.CANCELED:
        return f"Order {order.number} was canceled. Nothing was charged.", ""
    return "", ""
