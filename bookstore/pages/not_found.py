"""The friendly 404."""

from __future__ import annotations

import reflex as rx

from bookstore.components.layout import link
from bookstore.components.spine import gap_on_the_shelf


def not_found_page() -> rx.Component:
    """Nothing is here, and where to go instead."""
    return rx.el.section(
        gap_on_the_shelf(),
        rx.el.h1("There is nothing at this address"),
        rx.el.p("The page may have moved, or the link may have lost a letter on its way to you."),
        rx.el.p(link("See all books", to="/", class_name="button")),
        class_name="panel",
    )
