"""Checkout on one page: contact, delivery, payment, with the summary always at hand."""

from __future__ import annotations

import reflex as rx

from bookstore.components.address_fields import address_fields
from bookstore.components.layout import needs_script
from bookstore.components.line_items import (
    looking_up,
    remove_button,
    summary_line,
    take_button,
    totals,
)
from bookstore.components.links import link, link_within
from bookstore.components.payment_form import FORM, Till, payment_form
from bookstore.components.undo import undo_offer
from bookstore.states.checkout import CheckoutState
from bookstore.states.quote_view import LineRow


def checkout_page(till: Till, countries: tuple[tuple[str, str], ...]) -> rx.Component:
    """The form stays mounted whatever the state says, so that nothing typed is lost."""
    summary = CheckoutState.summary
    is_empty = summary.is_known & (summary.rows.length() == 0)
    return rx.fragment(
        rx.el.h1("Checkout"),
        needs_script("The checkout needs JavaScript: it talks to Stripe from your browser."),
        rx.cond(
            CheckoutState.order_number != "",
            rx.el.p(
                "This pays for your order ", CheckoutState.order_number, ".", class_name="lede"
            ),
        ),
        news(),
        undo_offer(),
        rx.cond(is_empty, nothing_to_buy(), total_bar()),
        rx.el.div(
            rx.el.div(
                rx.el.form(
                    address_fields(countries),
                    rx.el.input(
                        type="hidden",
                        name="shown_total",
                        value=summary.total_minor.to_string(),
                        read_only=True,
                    ),
                    id=FORM,
                    no_validate=True,
                    class_name="contact-form",
                ),
                payment_form(till),
                class_name="checkout-main",
            ),
            order_summary(),
            class_name="columns checkout",
            hidden=is_empty,
        ),
    )


def total_bar() -> rx.Component:
    """On a narrow screen, where the summary is far below: what it comes to, always in sight."""
    summary = CheckoutState.summary
    return rx.el.p(
        link_within("Your order", place="your-order"),
        rx.el.strong(rx.cond(summary.is_known, summary.total, "…")),
        class_name="total-bar",
    )


def news() -> rx.Component:
    """What happened to this order elsewhere; the region is there before there is any."""
    link_to_it = link("See the order", to=CheckoutState.news_link)
    return rx.el.p(
        CheckoutState.news,
        rx.cond(CheckoutState.news_link != "", rx.fragment(" ", link_to_it)),
        role="status",
        class_name="news",
    )


def order_summary() -> rx.Component:
    """What is bought, beside the form."""
    summary = CheckoutState.summary
    return rx.el.section(
        rx.el.h2("Your order", id="your-order"),
        rx.cond(
            summary.is_known,
            rx.fragment(
                rx.el.ul(rx.foreach(summary.rows, order_line), class_name="summary-lines"),
                rx.el.div(totals(summary), aria_live="polite"),  # another tab may change the cart
                rx.el.p(
                    rx.cond(buys_cart(), link("Change the cart", to="/cart")),
                    # In a tab of its own, so that nothing typed into the form is lost.
                    rx.el.a(
                        "Delivery, returns, privacy",
                        href="/policies",
                        target="_blank",
                        aria_label="Delivery, returns, privacy (opens a new tab)",
                    ),
                    class_name="summary-links",
                ),
            ),
            looking_up(summary),
        ),
        aria_labelledby="your-order",
        class_name="summary",
    )


def buys_cart() -> rx.Var[bool]:
    """Whether Pay buys the cart, and not one item or an order that is still to be paid."""
    return rx.Var.create((CheckoutState.item_id == 0) & (CheckoutState.order_number == ""))


def order_line(row: rx.Var[LineRow]) -> rx.Component:
    """A line of what is bought; one that cannot be is mended here, where Pay waits for it."""
    fewer = f"/checkout?item={row.book_id}&quantity={row.most}"
    return summary_line(
        row,
        rx.cond(
            buys_cart(),
            rx.fragment(take_button(row), rx.cond(row.fix == "", remove_button(row))),
            rx.cond(row.fix != "", link(row.fix, to=fewer, class_name="button quiet")),
        ),
    )


def nothing_to_buy() -> rx.Component:
    """The cart is empty, or the URL names a book or an order that cannot be had here."""
    return rx.el.section(
        rx.el.p(
            rx.cond(
                CheckoutState.order_problem != "",
                CheckoutState.order_problem,
                rx.cond(
                    CheckoutState.item_missing,
                    "We do not have the book that this address names.",
                    "Your cart is empty, so there is nothing to pay.",
                ),
            ),
            class_name="lede",
        ),
        rx.el.p(link("See all books", to="/", class_name="button")),
    )
