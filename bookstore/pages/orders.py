"""Send me my orders again: one field, one answer."""

from __future__ import annotations

import reflex as rx

from bookstore.components.layout import link, needs_script
from bookstore.states.reminder import NO_MAIL, ReminderState


def orders_page(*, sends_mail: bool) -> rx.Component:
    """Asks for an e-mail address and sends the links there, if there are any.

    Args:
        sends_mail: whether this shop can send letters at all.
    """
    return rx.el.section(
        rx.el.h1("Find your orders"),
        rx.el.p(
            "Each order has a page of its own, which only its link opens. Lost the link? Type the "
            "e-mail address that you ordered with, and we send the links of the last two years "
            "to it.",
            class_name="lede",
        ),
        needs_script("This page needs JavaScript. Or write to us, and we send the links."),
        reminder_form() if sends_mail else rx.el.p(NO_MAIL),
        rx.el.p(
            link("Write to us", to="/policies#contact"),
            link("See all books", to="/"),
            class_name="summary-links",
        ),
        class_name="panel",
    )


def reminder_form() -> rx.Component:
    """The address and the button; what is said about it stands in between."""
    is_wrong = ReminderState.problem != ""
    return rx.el.form(
        rx.el.div(
            rx.el.label("Email", html_for="reminder-email"),
            rx.el.small("required", class_name="hint", id="reminder-hint"),
            rx.el.input(
                id="reminder-email",
                name="email",
                type="email",
                auto_complete="email",
                input_mode="email",
                spell_check=False,
                auto_capitalize="none",
                max_length=120,
                aria_required=True,
                aria_invalid=is_wrong,
                aria_describedby="reminder-hint reminder-problem",
                on_blur=ReminderState.check,
            ),
            rx.el.p(
                ReminderState.problem, id="reminder-problem", role="alert", class_name="problem"
            ),
            class_name="field",
        ),
        rx.el.div(rx.el.button("Send me my orders", type="submit")),
        rx.el.p(ReminderState.answer, role="status"),
        no_validate=True,
        on_submit=ReminderState.ask,
        class_name="reminder",
    )
