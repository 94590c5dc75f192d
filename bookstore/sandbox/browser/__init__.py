"""The browser half of the sandbox: `stripe.js` for the shop's page, `frame.*` for the iframe in it.

A page loads Stripe.js as a classic script and expects `window.Stripe` as soon as it has loaded, so
that script cannot import anything. Its parts are therefore files of one idea each that share one
scope, and are served joined, one after the other, exactly as they are written. A part may use what
another defines; only values computed while loading need their part to come earlier.
"""

from pathlib import Path

MEDIA_TYPES = {
    "stripe.js": "text/javascript; charset=utf-8",
    "frame.html": "text/html; charset=utf-8",
    "frame.js": "text/javascript; charset=utf-8",
    "frame.css": "text/css; charset=utf-8",
}

_FOLDER = Path(__file__).parent
_PARTS = {
    "stripe.js": (
        "stripe/page.js",
        "stripe/refusals.js",
        "stripe/shapes.js",
        "stripe/group_options.js",
        "stripe/element_options.js",
        "stripe/confirm_options.js",
        "stripe/api.js",
        "stripe/frame_link.js",
        "stripe/element.js",
        "stripe/element_shell.js",
        "stripe/group.js",
        "stripe/confirm_rules.js",
        "stripe/confirm.js",
        "stripe/bank_dialog.js",
        "stripe/wallets.js",
        "stripe/other_methods.js",
        "stripe/stripe.js",
    ),
    "frame.html": ("frame/frame.html",),
    "frame.js": (
        "frame/channel.js",
        "frame/dom.js",
        "frame/appearance.js",
        "frame/cards.js",
        "frame/places.js",
        "frame/fields.js",
        "frame/card_fields.js",
        "frame/billing_fields.js",
        "frame/bank_fields.js",
        "frame/method_choice.js",
        "frame/payment_element.js",
        "frame/test_cards.js",
        "frame/address_element.js",
        "frame/wallet_buttons.js",
        "frame/values.js",
        "frame/telling.js",
        "frame/answers.js",
    ),
    "frame.css": ("frame/fields.css", "frame/choice.css", "frame/ribbon.css"),
}


def read_file(name: str) -> str:
    """Return one of the files of `MEDIA_TYPES`, read anew: an edited part needs no restart."""
    joined = "\n".join((_FOLDER / part).read_text(encoding="utf-8") for part in _PARTS[name])
    if name.endswith(".js"):
        return f'(() => {{\n"use strict";\n\n{joined}}})();\n'
    return joined
