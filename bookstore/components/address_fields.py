"""The contact and address as plain inputs, which keep what was typed before the page woke."""

from __future__ import annotations

import reflex as rx
from reflex.vars import FunctionStringVar, VarData

from bookstore.components.browser import focus_on
from bookstore.states.cart import CartState
from bookstore.states.checkout import CheckoutState
from bookstore.states.contact_form import ContactFormState

TYPING_PAUSE_MS = 200  # after which a field whose problem is shown is looked at again
SECOND_LINE, ASK_SECOND_LINE = "second-line", "ask-second-line"
_POSTAL_CODE = rx.Var("(document.getElementById('field-postal_code')?.value ?? '')").to(str)


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
            enter_key_hint="next",
            aria_required=not is_optional,
            aria_invalid=is_wrong,
            aria_describedby=f"hint-{name} problem-{name}",
            max_length=120,
            default_value=CheckoutState.known[name],  # arrives late, and yields to what was typed
            on_blur=lambda text: ContactFormState.check_field(name, text),
            on_change=_mend(name),
            **props,
        ),
        rx.el.p(rx.cond(is_wrong, problem, ""), id=f"problem-{name}", class_name="problem"),
        class_name=f"field field-{name}",
    )


def _mend(name: str) -> FunctionStringVar:
    """Tell the shop what is typed only while something is said about the field."""
    told = rx.Var.create(
        rx.EventChain.create(
            lambda text: ContactFormState.mend_field(name, text).debounce(TYPING_PAUSE_MS),
            args_spec=lambda text: (text,),
        )
    )
    is_talked_of = CheckoutState.problems.contains(name)
    if name == "email":
        is_talked_of = is_talked_of | (CheckoutState.email_offer != "")
    return FunctionStringVar.create(
        f"((text) => {{ if ({is_talked_of!s}) {told!s}(text); }})",
        _var_data=VarData.merge(told._get_all_var_data(), is_talked_of._get_all_var_data()),
    )


def email_offer() -> rx.Component:
    """Asks about a likely slip in the address; one click takes what was meant."""
    meant = CheckoutState.email_offer
    take = FunctionStringVar.create(
        "(() => { const field = document.getElementById('field-email');"
        f" field.value = {meant!s}; field.focus(); }})",
        _var_data=meant._get_all_var_data(),
    )
    return rx.el.div(
        rx.cond(
            meant != "",
            rx.el.button(
                "Did you mean ",
                meant,
                "?",
                type="button",
                class_name="quiet",
                on_click=[take, ContactFormState.mend_field("email", meant)],
            ),
        ),
        role="status",
        class_name="offer",
    )


def second_line() -> rx.Component:
    """The second line of the address, there for whoever asks for it."""
    is_known = rx.cond(CheckoutState.known["line2"], True, False)
    unfold = FunctionStringVar.create(
        f"(() => {{ document.getElementById('{ASK_SECOND_LINE}').hidden = true;"
        f" document.getElementById('{SECOND_LINE}').hidden = false; }})"
    )
    return rx.fragment(
        rx.el.button(
            "Add apartment, company, floor",
            id=ASK_SECOND_LINE,
            type="button",
            class_name="quiet",
            hidden=is_known,
            on_click=[unfold, focus_on("field-line2")],
        ),
        rx.el.div(
            text_field(
                "line2",
                "Apartment, company, floor",
                autocomplete="shipping address-line2",
                is_optional=True,
            ),
            id=SECOND_LINE,
            hidden=~is_known,
        ),
    )


def country_field(
    countries: tuple[tuple[str, str], ...], *, field_id: str, is_in_form: bool = False
) -> rx.Component:
    """Where to; delivery and total follow it.

    Args:
        countries: (code, name) in the order shown.
        field_id: the element's id, one per page.
        is_in_form: whether it is marked as the other fields are, and a postal code stands beside
            it, which may be right in another country.
    """
    hint = [rx.el.small("required", class_name="hint", id=f"{field_id}-hint")] * is_in_form
    mend = [ContactFormState.mend_field("postal_code", _POSTAL_CODE)] * is_in_form
    return rx.el.div(
        rx.el.label("Country", html_for=field_id),
        *hint,
        rx.el.select(
            *[rx.el.option(name, value=code) for code, name in countries],
            id=field_id,
            name="country",
            auto_complete="shipping country",
            aria_describedby=f"{field_id}-hint" if is_in_form else None,
            value=CartState.quote.country,
            on_change=[CartState.choose_country, *mend],
        ),
        class_name="field field-country",
    )


def address_fields(countries: tuple[tuple[str, str], ...]) -> rx.Component:
    """Contact and delivery address, asked once; the country first, as the rest follows it."""
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
            email_offer(),
        ),
        rx.el.fieldset(
            rx.el.legend("Delivery"),
            country_field(countries, field_id="field-country", is_in_form=True),
            text_field("name", "Full name", autocomplete="shipping name", auto_capitalize="words"),
            text_field("line1", "Address", autocomplete="shipping address-line1"),
            second_line(),
            rx.el.div(
                text_field(
                    "postal_code",
                    "Postal code",
                    autocomplete="shipping postal-code",
                    auto_capitalize="characters",
                    spell_check=False,
                ),
                text_field("city", "City", autocomplete="shipping address-level2"),
                class_name="pair",
            ),
            rx.cond(
                CheckoutState.asks_state,
                text_field(
                    "state", "State", autocomplete="shipping address-level1", is_optional=True
                ),
            ),
        ),
    )
