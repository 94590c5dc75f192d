"""Single values that a browser sends, read so that anything else is as if absent."""

from __future__ import annotations

import re
from typing import TypeGuard

KEY = re.compile(r"[A-Za-z0-9_-]{22}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
MAX_ID = 2**31 - 1


def is_book_id(value: object) -> TypeGuard[int]:
    """Say whether a value from a browser can be the id of a book (a bool is not)."""
    return type(value) is int and 0 < value <= MAX_ID


def read_key(value: object) -> str:
    """A checkout key as the browser keeps it, or "" for anything else."""
    return value if isinstance(value, str) and KEY.fullmatch(value) else ""


def read_token(value: object) -> str:
    """An order's token as a URL brings it, or "" for anything else."""
    return value if isinstance(value, str) and TOKEN.fullmatch(value) else ""
