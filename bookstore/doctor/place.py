"""Is `.env` where it is read, and does it say what its writer meant?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from dotenv import dotenv_values

from bookstore.doctor.findings import Finding, Problem
from bookstore.doctor.patient import Patient
from bookstore.settings import NAMES

# Values that .env.example and the README show, and what people write for "later".
_PLACEHOLDER = re.compile(
    r"<[^<>@]*>|\.\.\.|…|\b(?:changeme|change_me|placeholder)\b|user:password@|@host\b|//host\b"
    r"|\byour[-_ ]|\.example(\.com|\.org)?\b|\bexample\.com\b",
    re.IGNORECASE,
)
_KEYS = frozenset(name for name in NAMES if name.startswith("STRIPE_"))  # judged with the keys
_OURS = (*NAMES, *(f"{name}_TEST" for name in _KEYS))


def check_place(patient: Patient) -> Iterator[Finding]:
    """Say where `.env` was found, or found in vain."""
    right = patient.project / ".env"
    if right.is_file():
        yield Finding(".env", "is read, beside rxconfig.py")
        return
    misplaced = [path for path in _wrong_places(patient) if _is_ours(path)]
    if not misplaced:
        yield Finding(".env", "there is none beside rxconfig.py, and none is needed")
        return
    yield Finding(
        ".env",
        f"is read beside rxconfig.py only, and lies at {misplaced[0]}",
        Problem.ENV_MISPLACED,
        f"mv '{misplaced[0]}' '{right}'",
    )


def _wrong_places(patient: Patient) -> Iterator[Path]:
    yield patient.project / "bookstore" / ".env"
    for name in (".env.txt", "env.txt", "env", ".env.local"):
        yield patient.project / name
    if patient.here != patient.project:
        yield patient.here / ".env"
    yield patient.project.parent / ".env"


def _is_ours(path: Path) -> bool:
    """Whether a file sets anything of this shop's; others have a .env too."""
    return path.is_file() and any(name in _OURS for name in dotenv_values(path))


def check_words(patient: Patient) -> Iterator[Finding]:
    """Look for placeholders, and for names that nobody reads."""
    left = [
        name
        for name in NAMES
        if name not in _KEYS and _PLACEHOLDER.search(patient.environ.get(name) or "")
    ]
    for name in left:
        yield Finding(
            "settings",
            f"{name} still holds what the example showed",
            Problem.PLACEHOLDER,
            f"edit {name} in .env, or remove the line",
        )
    for name, meant in _misspelt(patient.project / ".env"):
        yield Finding(
            "settings",
            f"nobody reads {name}: {meant} is meant, it seems",
            Problem.SETTING,
            f"sed -i 's/^{name}=/{meant}=/' .env",
        )


def _misspelt(file: Path) -> Iterator[tuple[str, str]]:
    for name in dotenv_values(file) if file.is_file() else ():
        if name not in _OURS:
            for meant in difflib.get_close_matches(name, NAMES, n=1, cutoff=0.8):
                yield name, meant
