"""How moments, amounts, states and whole objects are written on the page."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeGuard

from ..currencies import show_amount
from .markup import Html, tag

_GOOD = frozenset({"succeeded", "delivered", "won", "enabled"})
_BAD = frozenset({"failed", "canceled", "dropped", "lost"})


def moment(seconds: float) -> Html:
    """A time of the day, in UTC."""
    at = datetime.fromtimestamp(seconds, UTC)
    return tag("time", at.strftime("%d %b %H:%M:%S"), datetime=at.isoformat())


def amount_of(thing: Mapping[str, object]) -> str:
    """The amount of an object which has one."""
    amount, currency = thing.get("amount"), thing.get("currency")
    if not isinstance(amount, int) or not isinstance(currency, str):
        return ""
    return show_amount(amount, currency).upper()


def state(word: str) -> Html:
    """A status, coloured and in words."""
    kind = "good" if word in _GOOD else "bad" if word in _BAD else "wait"
    return tag("span", word.replace("_", " "), class_=kind)


def text_of(thing: Mapping[str, object], name: str) -> str:
    """A field as text; an absent one is empty."""
    value = thing.get(name)
    return "" if value is None else str(value)


def part_of(thing: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A field which is a group; an absent one reads as empty."""
    value = thing.get(name)
    return value if _is_group(value) else {}


def whole(thing: Mapping[str, object]) -> Html:
    """An object word for word, folded away."""
    text = json.dumps(thing, indent=2, ensure_ascii=False)
    return tag("details", tag("summary", "As JSON"), tag("pre", text))


def _is_group(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)
