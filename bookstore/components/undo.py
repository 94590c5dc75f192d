"""Undo in place of "are you sure": offered for ten seconds, which the stylesheet counts."""

from __future__ import annotations

import reflex as rx

from bookstore.components.browser import BROWSER_CART
from bookstore.states.cart import CartState


class TimedOffer(rx.el.Div):
    """An element that ends with its CSS animation.

    The animation stands still while the keyboard is on the offer (style.css, `.undo`), so
    that nobody who has reached the button loses it. A timer of the server could not know.
    """

    on_animation_end: rx.EventHandler[rx.event.no_args_event_spec]


def undo_offer() -> rx.Component:
    """What was removed last, and the button that brings it back; it takes the focus."""
    return rx.cond(
        CartState.undo_title != "",
        TimedOffer.create(
            rx.el.p(CartState.undo_title, " was removed.", id="undo-words"),
            rx.el.button(
                "Undo",
                type="button",
                class_name="quiet",
                auto_focus=True,
                aria_describedby="undo-words",
                on_click=CartState.undo(BROWSER_CART),
            ),
            key=CartState.undo_round.to_string(),
            class_name="undo",
            on_animation_end=CartState.forget_removed(CartState.undo_round),
        ),
    )
