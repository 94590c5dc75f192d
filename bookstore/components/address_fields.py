"""The contact and address as plain inputs, which keep what was typed before the page woke."""

from __future__ import annotations

import reflex as rx

from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState


def text_field(
    name: str, label: str, *, autocomplete: str, is_optional: bool = False, **props: object
) -> rx.Component:
    """A labelled input, its problem beneath it; not controlled, so nothing typed is lost."""
    problem = CheckoutState.problems[name]
    is_wrong = CheckoutState.problems.contains(name)
    hint = "optional" if is_optional else "required"
    return rx.el.div(
        rx.el.label(label, html_for=f"field-{name}"),
        rx.el.small(hint, class_name="hint", id=f"hint-{name}"),
        rx.el.input(
            id=f"field-{name}",
            name=name,
            auto_complete=autocomplete,
            aria_required=not is_optional,
            aria_invalid=is_wrong,
            aria_describedby=f"hint-{name} problem-{name}",
            max_length=120,
            default_value=CheckoutState.known[name],  # arrives late, and yields to what was typed
            on_blur=lambda text: CheckoutState.check_field(name, text),
            **props,
        ),
        rx.el.p(rx.cond(is_wrong, problem, ""), id=f"problem-{name}", class_name="problem"),
        class_name=f"field field-{name}",
    )


def country_field(countries: tuple[tuple[str, str], ...], *, field_id: str) -> rx.Component:
    """Where to; delivery and total follow it.

    Args:
        countries: (code, name) in the order shown.
        field_id: the element's id, one per page.
    """
    return rx.el.div(
        rx.el.label("Country", html_for=field_id),
        rx.el.select(
            *[rx.el.option(name, value=code) for code, name in countries],
            id=field_id,
            name="country",
            auto_complete="shipping country",
            value=CartState.quote.country,
            on_change=CartState.choose_country,
        ),
        class_name="field field-country",
    )


def address_fields(countries: tuple[tuple[str, str], ...]) -> rx.Component:
    """Contact and delivery address, asked once."""
    return rx.fragment(
        rx.el.fieldset(
            rx.el.legend("Contact"),
            text_field(
                "email",
                "Email",
                autocomplete="email",
                type="email",
                input_mode="email",
                spell_check=False,
                auto_capitalize="none",
            ),
        ),
        rx.el.fieldset(
            rx.el.legend("Delivery"),
            text_field("name", "Full name", autocomplete="shipping name"),
            text_field("line1", "Address", autocomplete="shipping address-line1"),
            rx.el.div(
                text_field("postal_code", "Postal code", autocomplete="shipping postal-code"),
                text_field("city", "City", autocomplete="shipping address-level2"),
                class_name="pair",
            ),
            rx.el.div(
                rx.cond(
                    CheckoutState.asks_state,
                    text_field(
                        "state", "State", autocomplete="shipping address-level1", is_optional=True
                    ),
                ),
                country_field(countries, field_id="field-country"),
                class_name="pair",
            ),
        ),
    )
