"""A cart for a friend: the button that makes its link, and the cart that a link brought."""

from __future__ import annotations

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from bookstore.components.browser import BROWSER_CART, focus_on
from bookstore.components.line_items import summary_line
from bookstore.states.cart import CartState
from bookstore.states.sending import SentCartState

FIELD, QUESTION, OUTCOME = "cart-link", "sent-question", "sent-outcome"


def send_cart() -> rx.Component:
    """Makes the link and copies it; the field is for browsers that do not let a page copy."""
    is_made = (SentCartState.link != "") & (SentCartState.linked_cart == CartState.cart)
    return rx.el.div(
        rx.cond(
            is_made,
            made_link(),
            rx.el.button(
                "Send this cart to a friend",
                type="button",
                class_name="quiet",
                on_click=SentCartState.make_link(BROWSER_CART),
            ),
        ),
        class_name="send",
    )


def made_link() -> rx.Component:
    """The link, copied as soon as it is there, and by the button once more."""
    return rx.fragment(
        rx.el.div(
            rx.el.label("Link to this cart", html_for=FIELD),
            rx.el.input(id=FIELD, value=SentCartState.link, read_only=True, on_mount=_copy()),
            class_name="field",
        ),
        rx.el.button(
            "Copy the link", type="button", class_name="quiet", auto_focus=True, on_click=_copy()
        ),
        rx.el.p(
            "It holds titles and quantities and nothing about you; it opens at the day's prices.",
            class_name="hint",
        ),
    )


def _copied_event(is_copied: rx.Var[bool]) -> tuple[rx.Var[bool]]:
    return (is_copied,)


def _copy() -> rx.Var:
    """Copy the field's text, or select it where that is not allowed; and say which it was."""
    report = rx.Var.create(
        rx.EventChain.create(SentCartState.link_copied, args_spec=_copied_event, key="report")
    )
    return FunctionStringVar.create(
        "(() => { const text = " + str(SentCartState.link) + ";"
        f" const say = {report!s};"
        " const select = () => {"
        f" document.getElementById('{FIELD}')?.select(); say(false); }};"
        " if (navigator.clipboard) navigator.clipboard.writeText(text)"
        ".then(() => say(true), select); else select(); })",
        _var_data=VarData.merge(SentCartState.link._get_all_var_data(), report._get_all_var_data()),
    )


def sent_cart() -> rx.Component:
    """What came by a link: an offer while the own cart holds something, else what became of it."""
    return rx.fragment(
        rx.el.p(SentCartState.sent_refused, role="alert", class_name="alert"),
        rx.cond(
            SentCartState.sent_words != "",
            rx.el.p(
                SentCartState.sent_words,
                id=OUTCOME,
                tab_index=-1,
                class_name="sent-cart",
                on_mount=focus_on(OUTCOME),
            ),
        ),
        rx.cond(SentCartState.sent_count != "", offer()),
    )


def offer() -> rx.Component:
    """The sent cart at today's prices, and what can be done with it; nothing happens unasked."""
    sent = SentCartState.sent
    return rx.el.section(
        rx.el.h2(
            "Somebody sent you a cart", id=QUESTION, tab_index=-1, on_mount=focus_on(QUESTION)
        ),
        rx.el.ul(rx.foreach(sent.rows, lambda row: summary_line(row)), class_name="summary-lines"),
        rx.el.p("At today's prices, before delivery.", class_name="hint"),
        rx.el.div(
            rx.el.button(
                "Add " + SentCartState.sent_count,
                type="button",
                on_click=SentCartState.add_sent(BROWSER_CART),
            ),
            rx.el.button(
                "Take these instead of mine",
                type="button",
                class_name="quiet",
                on_click=SentCartState.replace_with_sent(BROWSER_CART),
            ),
            rx.el.button(
                "No, thank you",
                type="button",
                class_name="quiet",
                on_click=[SentCartState.decline_sent, rx.call_function(focus_on("content"))],
            ),
            class_name="sent-ways",
        ),
        aria_labelledby=QUESTION,
        class_name="sent-cart",
    )
