"""What a browser says, read as text that can be worked on and sent back."""

from __future__ import annotations

LONGEST_NUMBER = 11  # digits


def whole(value: object) -> int | None:
    """A whole number in digits, or None for anything else."""
    text = value if isinstance(value, str) else ""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def texts(value: object) -> dict[str, str]:
    """Those fields of a form that hold text."""
    pairs = value.items() if isinstance(value, dict) else ()
    return {name: sendable(text) for name, text in pairs if isinstance(text, str)}


def sendable(text: str) -> str:
    """The text without halves of characters: sent back, they would cut the browser's socket."""
    return text.encode("utf-8", "replace").decode("utf-8")
