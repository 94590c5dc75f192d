"""Pages for when something is lost or broken, in the voice of the house."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import (
    has_hydration_payload_error,
    has_too_many_connection_errors,
)
from reflex_components_core.react_router.dom import ReactRouterLink

from bookstore.components.browser import EMPTY_AND_RELOAD, RELOAD
from bookstore.components.out_of_reach import cover_page
from bookstore.states.trouble import TroubleState


def broken_page() -> rx.Component:
    """In place of a page whose own code has failed in the browser."""
    return rx.fragment(
        rx.el.title("This page has come apart"),  # its own went with it
        rx.el.main(broken_words(), class_name="broken"),
    )


def broken_words() -> rx.Component:
    """Whose fault it is, what is safe, and the ways on."""
    return rx.el.section(
        rx.el.h1("This page has come apart"),
        rx.el.p(
            "The fault is ours, not yours. Your cart is kept in this browser, and a payment "
            "under way goes on without this page.",
            class_name="lede",
        ),
        rx.el.p(
            rx.el.button("Open the page again", type="button", on_click=RELOAD),
            # A whole load: within the page the router would find the same broken page.
            ReactRouterLink.create(
                "See all books", to="/", reload_document=True, class_name="button quiet"
            ),
        ),
        role="alert",
        class_name="panel",
    )


def trouble_line() -> rx.Component:
    """Says that a click has failed on the server, until it is dismissed."""
    return rx.el.div(
        rx.cond(
            TroubleState.trouble != "",
            rx.el.p(
                TroubleState.trouble,
                rx.el.button(
                    "Close",
                    type="button",
                    class_name="quiet",
                    on_click=TroubleState.dismiss,
                ),
                class_name="trouble",
            ),
        ),
        role="alert",
    )


def server_lost() -> rx.Component:
    """Covers the page when the server cannot be reached, with a way on."""
    too_big = has_hydration_payload_error
    return rx.cond(has_too_many_connection_errors | too_big, cover_page(lost_words()))


def lost_words() -> rx.Component:
    """What is safe without the server, and the ways to it."""
    return rx.el.div(
        rx.el.div(
            rx.el.h2("We have lost the connection to the shop", id="lost-title"),
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
        aria_labelledby="lost-title",
        class_name="server-lost",
    )
