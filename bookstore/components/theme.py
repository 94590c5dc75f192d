"""The design language's names in Python: what must be passed on as a value.

The tokens themselves (type, colour, space, motion) live in assets/style.css, and a test holds
these colours to them. Here is only what travels where our stylesheet does not: the head of the
page, and Stripe's fields, which live in a frame of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookstore.components.stripe_elements import Appearance


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one scheme, light or dark, each the token of that name."""

    paper: str
    field: str
    ink: str
    quiet: str
    frame: str
    accent: str
    wrong: str
    focus: str


LIGHT = Scheme(
    paper="#fbf8f1",
    field="#fffefa",
    ink="#17150f",
    quiet="#5d564a",
    frame="#8a8172",
    accent="#ab2f17",
    wrong="#a81f0c",
    focus="#1f4fd1",
)
DARK = Scheme(
    paper="#13120f",
    field="#191713",
    ink="#f1ebdd",
    quiet="#aca394",
    frame="#857c6c",
    accent="#f58a6c",
    wrong="#ff9581",
    focus="#9db8ff",
)


def stripe_appearance(scheme: Scheme) -> Appearance:
    """The look of Stripe's fields in one scheme. Source: Stripe docs, "Elements Appearance API"."""
    return {
        "theme": "stripe" if scheme is LIGHT else "night",
        "variables": {
            "colorPrimary": scheme.ink,
            "colorBackground": scheme.field,
            "colorText": scheme.ink,
            "colorTextSecondary": scheme.quiet,
            "colorTextPlaceholder": scheme.quiet,
            "colorDanger": scheme.wrong,
            "inputColorBorder": scheme.frame,
            "inputBoxShadow": "none",
            "inputFocusColorBorder": scheme.focus,
            "inputFocusBoxShadow": f"0 0 0 2px {scheme.focus}",
            "iconColor": scheme.quiet,
            "fontFamily": 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
            "fontSizeBase": "16px",
            "borderRadius": "2px",
            "spacingUnit": "4px",
        },
    }
