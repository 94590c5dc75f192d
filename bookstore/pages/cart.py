"""The cart: lines, country, delivery, total."""

from __future__ import annotations

import reflex as rx

from bookstore.components.address_fields import country_field
from bookstore.components.browser import BROWSER_CART, focus_on
from bookstore.components.layout import needs_script
from bookstore.components.line_items import cart_line, delivery_hint, looking_up, totals
from bookstore.components.links import link
from bookstore.components.sent_cart import send_cart, sent_cart
from bookstore.components.undo import undo_offer
from bookstore.states.cart import CartState

HEADLINE = "cart-headline"


def cart_page(countries: tuple[tuple[str, str], ...]) -> rx.Component:
    """The cart, unknown until this browser's copy has arrived, never empty by mistake."""
    quote = CartState.quote
    return rx.fragment(
        rx.el.h1("Cart", id=HEADLINE, tab_index=-1),
        needs_script("The cart needs JavaScript: your browser keeps it, and not we."),
        undo_offer(),
        sent_cart(),
        rx.cond(
            quote.is_known,
            rx.cond(quote.rows.length() > 0, filled_cart(countries), empty_cart()),
            looking_up(quote),
        ),
    )


def filled_cart(countries: tuple[tuple[str, str], ...]) -> rx.Component:
    """Lines beside what they come to."""
    quote = CartState.quote
    return rx.el.div(
        rx.el.div(
            rx.cond(quote.has_new_prices, new_prices()),
            rx.el.ul(rx.foreach(quote.rows, cart_line), class_name="lines"),
        ),
        rx.el.section(
            country_field(countries, field_id="cart-country"),
            totals(quote),
            delivery_hint(quote),
            rx.cond(
                quote.is_sellable,
                link("Checkout", to="/checkout", class_name="button"),
                rx.el.p("Please change the marked lines first.", class_name="problem"),
            ),
            rx.el.p("The total includes tax and is what you pay.", class_name="hint"),
            send_cart(),
            aria_label="Delivery and total",
            class_name="summary",
        ),
        class_name="columns",
    )


def new_prices() -> rx.Component:
    """Prices have changed since they were seen; it is said until the shopper has taken note."""
    return rx.el.div(
        rx.el.p("Prices have changed since you added these books."),
        rx.el.button(
            "OK",
            type="button",
            class_name="quiet",
            aria_label="OK, I have seen the new prices",
            on_click=[  # which takes the button away
                focus_on(HEADLINE),
                CartState.accept_prices(BROWSER_CART),
            ],
        ),
        class_name="new-prices",
    )


def empty_cart() -> rx.Component:
    """Nothing yet."""
    return rx.el.section(
        rx.el.p("Your cart is empty.", class_name="lede"),
        rx.el.p(link("See all books", to="/", class_name="button")),
    )
