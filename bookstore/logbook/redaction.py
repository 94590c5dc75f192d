"""What must never stand in a log, taken out of a finished line: the last line of defence.

Nothing of ours writes such a thing in the first place; libraries, tracebacks and what
hostile browsers send may.
"""

from __future__ import annotations

import re

STARS = "****"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A client_secret begins with the id of its intent, which may stay.
    (re.compile(r"((?:pi|seti)_[A-Za-z0-9]+)_secret_\w+"), rf"\1_secret_{STARS}"),
    (re.compile(r"\b(sk|rk)_(live|test)_\w+"), rf"\1_\2_{STARS}"),
    (re.compile(r"\bwhsec_[\w+/=-]+"), f"whsec_{STARS}"),
    # user:password@ of an address, before what is left of it looks like an e-mail address.
    (re.compile(r"://[^\s/'\"]+@"), f"://{STARS}@"),
    (re.compile(r"[\w.%+!#$&'*/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"), f"{STARS}@{STARS}"),
    # Headers and fields, as dictionaries print and as they are sent.
    (
        re.compile(
            r"""(?i)(\b(?:(?:set-)?cookie|(?:proxy-)?authorization|stripe-signature|client_secret|"""
            r"""checkout(?:_key|_item)?|password)\b["']?\s*[:=,]\s*)(?:b?'[^']*'|b?"[^"]*"|[^\n}]+)"""
        ),
        rf"\1{STARS}",
    ),
    # Of an address: the order page's token, a page's socket token.
    (re.compile(r"([?&](?:order|token|payment_intent_client_secret)=)[^\s&'\"]+"), rf"\1{STARS}"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), STARS),
    # Digits of a card, with or without gaps.
    (re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\w)"), STARS),
)


def redact(text: str) -> str:
    """The text without keys, secrets, tokens, cookies, card numbers and e-mail addresses."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text
