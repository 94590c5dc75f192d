"""Where a bank's page sends the shopper back to."""

from __future__ import annotations

import reflex as rx

from bookstore.components.layout import link, needs_script
from bookstore.states.returning import ReturnState


def checkout_return_page() -> rx.Component:
    """Says that we are looking, then what we found; a paid order is shown on its own page."""
    return rx.el.section(
        rx.cond(
            ReturnState.return_problem != "",
            rx.fragment(
                rx.el.h1("This payment is not complete"),
                rx.el.p(ReturnState.return_problem, role="alert"),
                rx.el.p(
                    link("Back to checkout", to=ReturnState.way_back, class_name="button"),
                    link("Find your orders", to="/orders", class_name="button quiet"),
                ),
            ),
            rx.fragment(
                rx.el.h1("One moment"),
                needs_script(
                    "This page needs JavaScript. If you have paid, Stripe tells us so all the "
                    "same, and your order goes ahead."
                ),
                rx.el.p(
                    "We are asking the payment service about your payment.",
                    role="status",
                    class_name="asking",
                ),
            ),
        ),
        class_name="panel",
    )
