"""What postal codes look like, by country, as far as that can be said for certain.

Each country's examples are its pattern: a digit stands for any digit, a letter for any
letter, blanks and hyphens for nothing. A country that is missing here is not checked, as
are those whose codes take many forms. Source: Google's Address Data Service, which
browsers fill in addresses by, and the codes' own posts; as read 2026-11-25.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_FOUR = ("1010",)
_FIVE = ("10115",)
_SIX = ("110034",)
_THREE_TWO = ("114 55",)

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "US": ("12345", "12345-6789"),
    "CA": ("K1A 0B1",),
    "GB": ("SW1A 1AA", "EC1 1AA", "M60 1NW", "M1 1AE", "W1A 0AX", "DN55 1PT"),
    "NL": ("1012 AB",),
    "MT": ("VLT 1117",),
    "PL": ("00-950",),
    "PT": ("1000-205", "1000"),
    "JP": ("154-0023",),
    "IS": ("101",),
    "IL": ("9614303", "96143"),
    "LV": ("1073", "LV-1073"),
    **dict.fromkeys(("AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU"), _FOUR),
    **dict.fromkeys(("LI", "LU", "NO", "NZ", "PH", "SI", "ZA"), _FOUR),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "HR", "ID", "IT"), _FIVE),
    **dict.fromkeys(("KE", "KR", "LT", "MX", "MY", "TH", "TR", "UY"), _FIVE),
    **dict.fromkeys(("CN", "CO", "IN", "RO", "SG"), _SIX),
    **dict.fromkeys(("CZ", "GR", "SE", "SK"), _THREE_TWO),
}
WITHOUT_CODES = frozenset(["AE", "HK"])  # of those that shops deliver to

_GAP = re.compile(r"[\s.-]+")
_COUNTRY_MARK = re.compile(r"^[A-Z]{1,3}-(?=[0-9])")  # "D-10115", as on letters from abroad


def postal_code_problem(text: str, country: str) -> str:
    """The sentence for a code that a country cannot have, or ""; "" also where we do not know."""
    if not text:
        return "" if country in WITHOUT_CODES else "Enter the postal code."
    examples = EXAMPLES.get(country, ())
    if not examples or _shape(text) in map(_shape, examples):
        return ""
    return f"“{text}” is no postal code of the chosen country: those look like {examples[0]}."


def _shape(text: str) -> str:
    """The code with 9 for each digit and A for each letter; what else stays as it is."""
    plain = _COUNTRY_MARK.sub("", unicodedata.normalize("NFKC", text).upper())
    letters = re.sub("[A-Z]", "A", _GAP.sub("", plain))
    return re.sub("[0-9]", "9", letters)
