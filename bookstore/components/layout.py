"""What surrounds every page: header, ribbon, live regions, footer, the lost connection."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import (
    has_hydration_payload_error,
    has_too_many_connection_errors,
)
from reflex_components_core.react_router.dom import ReactRouterLink

from bookstore.components.browser import EMPTY_AND_RELOAD, RELOAD
from bookstore.components.theme import DARK, LIGHT
from bookstore.domain.order import Mode
from bookstore.states.cart import CartState

RIBBONS = {
    Mode.SANDBOX: "Sandbox: no money moves here. Pay with card 4242 4242 4242 4242.",
    Mode.TEST: "Test mode: only Stripe's test cards work, and no money moves.",
    Mode.LIVE: "",
}


def link(
    *children: rx.Component | rx.Var[str] | str, to: rx.Var[str] | str, **props: object
) -> rx.Component:
    """A link inside the shop, which keeps the page alive."""
    return ReactRouterLink.create(*children, to=to, **props)


def head() -> list[rx.Component]:
    """What every page's head holds: the icon, both colour schemes, the type before it is needed."""
    fonts = ("newsreader", "newsreader-italic")
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="theme-color", content=LIGHT.paper, media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content=DARK.paper, media="(prefers-color-scheme: dark)"),
        *[
            rx.el.link(
                rel="preload",
                href=f"/fonts/{name}.woff2",
                type="font/woff2",
                cross_origin="anonymous",
                custom_attrs={"as": "font"},
            )
            for name in fonts
        ],
    ]


def page(*children: rx.Component, shop_name: str, mode: Mode) -> rx.Component:
    """A whole page: everything that surrounds its own part."""
    return rx.el.div(
        rx.el.a("Skip to the content", href="#content", class_name="skip"),
        ribbon(mode),
        header(shop_name),
        rx.el.main(*children, id="content", tab_index=-1),
        footer(shop_name),
        rx.el.div(
            rx.el.p(CartState.notice, key=CartState.notice, class_name="notice"), role="status"
        ),
        class_name="page",
    )


def ribbon(mode: Mode) -> rx.Component:
    """Says on every page that no money moves; absent where money does."""
    text = RIBBONS[mode]
    return rx.el.p(text, class_name="ribbon") if text else rx.fragment()


def header(shop_name: str) -> rx.Component:
    """The shop's name and the way to the cart."""
    return rx.el.header(
        link(*wordmark(shop_name), to="/", class_name="shop-name"),
        rx.el.nav(
            link("Books", to="/"),
            link("About", to="/about", class_name="wide-only"),
            cart_link(),
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
            link("Delivery", to="/policies#delivery"),
            link("Returns", to="/policies#returns-and-refunds"),
            link("Privacy", to="/policies#privacy"),
            link("Contact", to="/policies#contact"),
            aria_label="Small print",
        ),
        class_name="colophon",
    )


def server_lost() -> rx.Component:
    """Covers the page when the server cannot be reached, with a way on."""
    too_big = has_hydration_payload_error
    return rx.cond(
        has_too_many_connection_errors | too_big,
        rx.el.div(
            rx.el.div(
                rx.el.h1("We have lost the connection to the shop"),
                rx.el.p(
                    "What you see may be out of date. Your cart is kept in this browser, and a "
                    "payment under way goes on without this page. We keep trying to reconnect."
                ),
                rx.el.button("Try again now", type="button", on_click=RELOAD),
                rx.el.p(
                    "If this does not go away, what this browser keeps for the shop may have "
                    "become unusable."
                ),
                rx.el.button(
                    "Empty this browser's cart and try again",
                    type="button",
                    class_name="quiet",
                    on_click=EMPTY_AND_RELOAD,
                ),
                class_name="panel",
            ),
            role="alertdialog",
            aria_label="Connection lost",
            class_name="server-lost",
        ),
    )
