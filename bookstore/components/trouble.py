"""Pages for when something is lost or broken, in the voice of the house."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import (
    has_hydration_payload_error,
    has_too_many_connection_errors,
)
from reflex_components_core.react_router.dom import ReactRouterLink

from bookstore.components.browser import EMPTY_AND_RELOAD, RELOAD
from bookstore.states.trouble import TroubleState


def broken_page() -> rx.Component:
    """In place of a page whose own code has failed in the browser."""
    return rx.el.main(
        rx.el.section(
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
            class_name="panel",
        ),
        role="alert",
        class_name="broken",
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
