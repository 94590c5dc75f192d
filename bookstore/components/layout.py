"""What surrounds every page: head, ribbon, header, live regions, footer."""

from __future__ import annotations

import reflex as rx

from bookstore.components.arrival import MAIN
from bookstore.components.drawer import drawer, drawer_button, ways_on
from bookstore.components.links import link, link_within
from bookstore.components.theme import DARK, LIGHT
from bookstore.components.trouble import trouble_line
from bookstore.domain.order import Mode
from bookstore.states.cart import CartState

FONTS = ("newsreader", "newsreader-italic")  # of assets/fonts, on every page
RIBBONS = {
    Mode.SANDBOX: "Sandbox: no money moves here. Pay with card 4242 4242 4242 4242.",
    Mode.TEST: "Test mode: only Stripe's test cards work, and no money moves.",
    Mode.LIVE: "",
}


def head() -> list[rx.Component]:
    """What every page's head holds: the icon, both colour schemes, the type before it is needed."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        *[
            rx.el.meta(
                name="theme-color",
                content=palette.paper,
                custom_attrs={"media": f"(prefers-color-scheme: {scheme})"},
            )
            for scheme, palette in (("light", LIGHT), ("dark", DARK))
        ],
        *[
            rx.el.link(
                rel="preload",
                href=f"/fonts/{name}.woff2",
                type="font/woff2",
                cross_origin="anonymous",
                custom_attrs={"as": "font"},
            )
            for name in FONTS
        ],
    ]


def page(
    *children: rx.Component, shop_name: str, mode: Mode, has_drawer: bool = True
) -> rx.Component:
    """A whole page: everything that surrounds its own part.

    Args:
        children: the page's own part.
        shop_name: what the shop is called.
        mode: whether money moves.
        has_drawer: whether the cart can be shown beside the page; not where the page itself
            shows it.
    """
    return rx.el.div(
        rx.el.header(
            link_within("Skip to the content", place=MAIN, class_name="skip"),
            ribbon(mode),
            rx.el.noscript(
                rx.el.p(
                    "The whole catalogue can be read without JavaScript; the cart and the "
                    "checkout need it.",
                    class_name="ribbon",
                )
            ),
            masthead(shop_name, drawer_button() if has_drawer else rx.fragment()),
        ),
        rx.el.main(*children, id=MAIN, tab_index=-1),
        footer(shop_name),
        rx.el.div(
            notice(),
            ways_on() if has_drawer else rx.fragment(),
            class_name="said",
        ),
        drawer() if has_drawer else rx.fragment(),
        trouble_line(),
        class_name="page",
    )


def notice() -> rx.Component:
    """Good news, said politely; the region is there before there is any."""
    return rx.el.div(
        rx.el.p(CartState.notice, key=CartState.notice_round.to_string(), class_name="notice"),
        role="status",
    )


def needs_script(sentence: str) -> rx.Component:
    """Says to those who run no script why a page stays empty."""
    return rx.el.noscript(rx.el.p(sentence, class_name="lede"))


def ribbon(mode: Mode) -> rx.Component:
    """Says on every page that no money moves; absent where money does."""
    text = RIBBONS[mode]
    return rx.el.p(text, class_name="ribbon") if text else rx.fragment()


def masthead(shop_name: str, *tools: rx.Component) -> rx.Component:
    """The shop's name and the way to the cart."""
    return rx.el.div(
        link(*wordmark(shop_name), to="/", class_name="shop-name"),
        rx.el.nav(
            link("Books", to="/", class_name="books-link"),
            link("About", to="/about", class_name="wide-only"),
            cart_link(),
            *tools,
            aria_label="Main",
        ),
        class_name="masthead",
    )


def wordmark(shop_name: str) -> list[rx.Component | str]:
    """The shop's name as it is set in type: an ampersand in italics."""
    before, ampersand, after = shop_name.partition("&")
    return [before, rx.el.em(ampersand), after] if ampersand else [shop_name]


def cart_link() -> rx.Component:
    """The link to the cart, its count in its name once the cart is known."""
    count = CartState.quote.count
    return link(
        rx.cond(
            CartState.quote.is_known & (count > 0),
            rx.fragment("Cart ", rx.el.span("(", count, ")", class_name="count")),
            "Cart",
        ),
        to="/cart",
        class_name="cart-link",
    )


def footer(shop_name: str) -> rx.Component:
    """Who we are, in a line, and the small print."""
    return rx.el.footer(
        rx.el.p(
            f"{shop_name} is a demonstration shop. It is not affiliated with Stripe, nor with "
            "the publisher of these books."
        ),
        rx.el.nav(
            link("About", to="/about"),
            link("Find your orders", to="/orders"),
            link("Delivery", to="/policies#delivery"),
            link("Returns", to="/policies#returns-and-refunds"),
            link("Privacy", to="/policies#privacy"),
            link("Contact", to="/policies#contact"),
            aria_label="Small print",
        ),
        class_name="colophon",
    )
