"""The design language's names in Python: what a component needs beyond its class names.

The tokens themselves (type, colour, space, motion) live in assets/style.css. Here is
only what must be passed on as a value: the look of Stripe's fields, which live in a
frame of their own and do not see our stylesheet.
"""

from __future__ import annotations

from typing import Any

PAPER, INK, QUIET_INK, RULE, ACCENT, WRONG = (
    "#fffdf8", "#1d1b18", "#5f5a52", "#cfc8bb", "#8a2f1b", "#a3200d",
)  # fmt: skip

STRIPE_APPEARANCE: dict[str, Any] = {
    "theme": "stripe",
    "variables": {
        "colorPrimary": ACCENT,
        "colorBackground": PAPER,
        "colorText": INK,
        "colorTextSecondary": QUIET_INK,
        "colorDanger": WRONG,
        "fontFamily": "system-ui, sans-serif",
        "fontSizeBase": "16px",
        "borderRadius": "3px",
        "spacingUnit": "4px",
    },
}
